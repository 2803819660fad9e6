package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sshra.SshException;
import io.sshra.testing.Account;
import io.sshra.testing.HostileServer;
import io.sshra.testing.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * What works with which server. Each cell of the table is tested. If the table says that a server does not support a feature,
 * the test checks that, too, so that a later version of the server does not make the table wrong unnoticed. With {@code
 * CI=true}, a missing server fails.
 */
class InteropTest {

    private static final boolean CI = "true".equals(System.getenv("CI"));
    private static final Path DOCUMENTATION = Path.of("../docs/interoperability.md");
    private static final Duration LIMIT = Patience.LIMIT;

    private static final String KEYS_ONLY = "TinySSH accepts Ed25519 keys only.";
    private static final String NO_QUESTIONS = "Dropbear supports keyboard-interactive only with PAM, and Debian builds it without PAM.";
    private static final String NO_CERTIFICATES = "These servers do not support OpenSSH certificates.";
    private static final String NO_PARTIAL_SUCCESS = "asyncssh's server requires only one authentication method.";
    private static final String NO_VARIABLES = "Dropbear does not accept environment variables.";
    private static final String PLAIN_PIPES = "MINA's server gives commands pipes, not terminals, and delivers no signals. A command"
            + " that a signal ended has 128 plus the signal's number as exit status.";
    private static final String NO_SIGNALS = "TinySSH does not deliver signals.";
    private static final String ONE_CHANNEL = "TinySSH allows one channel at a time, which stays in use until its process has exited.";
    private static final String NO_FORWARDING = "TinySSH does not support forwarding.";
    private static final String PORT_ZERO =
            "If asyncssh chooses the port, it announces incoming connections with port 0: request a fixed port.";
    private static final String NO_COMPRESSION = "TinySSH does not compress.";
    private static final String NO_LIMIT = "Not testable: Dropbear starts a key exchange after 1 GiB or 8 hours, TinySSH never does.";
    private static final String TOO_OLD = "These versions are older than the algorithm.";

    /** A feature that a server may support. */
    private interface Probe {
        String run(InteropProbes probes) throws Exception;
    }

    /** A server that does not support the feature: why, and what happens. */
    private record Without(String reason, String seen) {
    }

    /** A row of the table. */
    private record Feature(String name, Probe probe, Map<InteropServer, Without> without) {

        Feature(String name, Probe probe) {
            this(name, probe, new EnumMap<>(InteropServer.class));
        }

        Feature without(InteropServer server, String reason, String seen) {
            without.put(server, new Without(reason, seen));
            return this;
        }

        String expected(InteropServer server) {
            Without missing = without.get(server);
            return missing == null ? InteropProbes.WORKS : missing.seen();
        }
    }

    private static final List<Feature> FEATURES = List.of(
            new Feature("Password", InteropProbes::password)
                    .without(InteropServer.TINYSSH, KEYS_ONLY, "AUTHENTICATION_REFUSED"),
            new Feature("Keyboard-interactive", InteropProbes::keyboardInteractive)
                    .without(InteropServer.DROPBEAR, NO_QUESTIONS, "AUTHENTICATION_REFUSED")
                    .without(InteropServer.TINYSSH, KEYS_ONLY, "AUTHENTICATION_REFUSED"),
            new Feature("RSA key, signed with SHA-2", probes -> probes.key("rsa"))
                    .without(InteropServer.TINYSSH, KEYS_ONLY, "AUTHENTICATION_REFUSED"),
            new Feature("ECDSA key", probes -> probes.key("ecdsa"))
                    .without(InteropServer.TINYSSH, KEYS_ONLY, "AUTHENTICATION_REFUSED"),
            new Feature("Ed25519 key", probes -> probes.key("ed25519")),
            new Feature("User certificate", InteropProbes::userCertificate)
                    .without(InteropServer.DROPBEAR, NO_CERTIFICATES, "AUTHENTICATION_REFUSED")
                    .without(InteropServer.TINYSSH, NO_CERTIFICATES, "AUTHENTICATION_REFUSED"),
            new Feature("Key and then password", InteropProbes::keyAndThenPassword)
                    .without(InteropServer.TINYSSH, KEYS_ONLY, "the key is enough")
                    .without(InteropServer.ASYNCSSH, NO_PARTIAL_SUCCESS, "the key is enough"),
            new Feature("Host certificate", InteropProbes::hostCertificate)
                    .without(InteropServer.DROPBEAR, NO_CERTIFICATES, "HOST_KEY_UNKNOWN")
                    .without(InteropServer.TINYSSH, NO_CERTIFICATES, "HOST_KEY_UNKNOWN"),
            new Feature("Exit status and standard error", InteropProbes::command),
            new Feature("Exit signal", InteropProbes::exitSignal)
                    .without(InteropServer.MINA, PLAIN_PIPES, "exit status 143"),
            new Feature("Signal to a process", InteropProbes::signal)
                    .without(InteropServer.TINYSSH, NO_SIGNALS, "not delivered")
                    .without(InteropServer.MINA, PLAIN_PIPES, "not delivered"),
            new Feature("Environment variables", InteropProbes::environment)
                    .without(InteropServer.DROPBEAR, NO_VARIABLES, "<>"),
            new Feature("Time limit of a command, then another command", InteropProbes::timeLimit)
                    .without(InteropServer.TINYSSH, ONE_CHANNEL, "LIMIT_CHANNELS"),
            new Feature("Streams of a process", InteropProbes::streams),
            new Feature("Several channels at once", InteropProbes::severalChannels)
                    .without(InteropServer.TINYSSH, ONE_CHANNEL, "LIMIT_CHANNELS"),
            new Feature("Shell on a terminal, resized", InteropProbes::shell)
                    .without(InteropServer.MINA, PLAIN_PIPES, "no terminal"),
            new Feature("File system by SFTP", InteropProbes::fileSystem),
            new Feature("Upload and download", InteropProbes::transfer),
            new Feature("Resumed upload and download", InteropProbes::resume),
            new Feature("Local forwarding", InteropProbes::forwardLocal)
                    .without(InteropServer.TINYSSH, NO_FORWARDING, "closed after <>"),
            new Feature("Remote forwarding", probes -> probes.forwardRemote(HostileServer.closedPort()))
                    .without(InteropServer.TINYSSH, NO_FORWARDING, "FORWARDING_FAILED"),
            new Feature("Remote forwarding, port chosen by the server", probes -> probes.forwardRemote(0))
                    .without(InteropServer.TINYSSH, NO_FORWARDING, "FORWARDING_FAILED")
                    .without(InteropServer.ASYNCSSH, PORT_ZERO, "closed after <>"),
            new Feature("Dynamic forwarding (SOCKS)", InteropProbes::forwardDynamic)
                    .without(InteropServer.TINYSSH, NO_FORWARDING, "closed after <>"),
            new Feature("As a jump host", InteropProbes::jumpHost)
                    .without(InteropServer.TINYSSH, NO_FORWARDING, "CONNECT_FAILED"),
            new Feature("Compression", InteropProbes::compression)
                    .without(InteropServer.TINYSSH, NO_COMPRESSION, "not compressed"),
            new Feature("Answer to keepalive", InteropProbes::keepaliveReply),
            new Feature("Key re-exchange started by the server", InteropProbes::rekeyByServer)
                    .without(InteropServer.DROPBEAR, NO_LIMIT, "no new keys")
                    .without(InteropServer.TINYSSH, NO_LIMIT, "no new keys"),
            new Feature("Key re-exchange started by the client", InteropProbes::rekeyByClient),
            new Feature("Key exchange by ML-KEM", probes -> probes.keyExchange("mlkem"))
                    .without(InteropServer.OPENSSH, TOO_OLD, "NO_COMMON_ALGORITHM")
                    .without(InteropServer.DROPBEAR, TOO_OLD, "NO_COMMON_ALGORITHM")
                    .without(InteropServer.TINYSSH, TOO_OLD, "NO_COMMON_ALGORITHM")
                    .without(InteropServer.ASYNCSSH, TOO_OLD, "NO_COMMON_ALGORITHM"),
            new Feature("Key exchange by sntrup761", probes -> probes.keyExchange("sntrup"))
                    .without(InteropServer.DROPBEAR, TOO_OLD, "NO_COMMON_ALGORITHM")
                    .without(InteropServer.ASYNCSSH, TOO_OLD, "NO_COMMON_ALGORITHM"),
            new Feature("Key exchange by Curve25519", probes -> probes.keyExchange("curve25519")));

    @TempDir
    private Path folder;
    private Account account;
    private final List<InteropProbes> started = new ArrayList<>();
    /** The result for each feature, by server. */
    private final Map<Feature, Map<InteropServer, String>> found = new HashMap<>();
    private final Map<InteropServer, String> versions = new EnumMap<>(InteropServer.class);

    @BeforeEach
    void createAccount() {
        account = Account.create();
    }

    @AfterEach
    void stop() throws Exception {
        for (InteropProbes probes : started) {
            probes.close();
        }
        account.close();
    }

    @TestFactory
    Stream<DynamicNode> everyCellOfTheTableIsAsItSays() {
        return Stream.concat(Stream.of(InteropServer.values()).map(this::column),
                Stream.of(DynamicTest.dynamicTest("the documentation has this table", this::documentationHasTheTable)));
    }

    private DynamicNode column(InteropServer server) {
        if (!server.available()) {
            return DynamicTest.dynamicTest(server.title(), () -> missing(server));
        }
        return DynamicContainer.dynamicContainer(server.title(), Stream.of(server).flatMap(this::cells));
    }

    private static void missing(InteropServer server) {
        String message = "there is no " + server.title() + " on this machine: install " + server.packages();
        if (CI) {
            throw new AssertionError(message);
        }
        throw new TestAbortedException(message);
    }

    /** Starts the server. */
    private Stream<DynamicTest> cells(InteropServer server) {
        InteropProbes probes;
        try {
            probes = new InteropProbes(server, account, Files.createDirectory(folder.resolve(server.name())));
            started.add(probes);
            versions.put(server, probes.version());
        } catch (Exception e) {
            throw new IllegalStateException(server.title() + " did not start", e);
        }
        return FEATURES.stream().map(feature -> DynamicTest.dynamicTest(server.title() + ": " + feature.name(), () -> {
            String seen = seen(feature, probes);
            found.computeIfAbsent(feature, first -> new EnumMap<>(InteropServer.class)).put(server, seen);
            if (CI || !seen.equals(InteropProbes.WORKS)) {
                assertThat(seen).isEqualTo(feature.expected(server));
            }
        }));
    }

    private static String seen(Feature feature, InteropProbes probes) {
        return assertTimeoutPreemptively(LIMIT, () -> {
            try {
                return feature.probe().run(probes);
            } catch (SshException e) {
                return e.code().name();
            }
        });
    }

    // ---- the table ----

    private void documentationHasTheTable() throws Exception {
        String table = table();
        System.out.println(table);
        versions.forEach((server, version) -> System.out.println("[figure] " + server.title() + ": " + version));
        if (CI || found.values().stream().allMatch(row -> row.size() == InteropServer.values().length)) {
            assertThat(Files.readString(DOCUMENTATION)).contains(table);
        }
    }

    /** Rows are features, columns are servers; then the reasons. */
    private String table() {
        List<String> reasons = new ArrayList<>();
        StringBuilder table = new StringBuilder("| |");
        for (InteropServer server : InteropServer.values()) {
            table.append(' ').append(server.title()).append(" |");
        }
        table.append("\n| --- |").append(" --- |".repeat(InteropServer.values().length)).append('\n');
        for (Feature feature : FEATURES) {
            table.append("| ").append(feature.name()).append(" |");
            for (InteropServer server : InteropServer.values()) {
                table.append(' ').append(cell(feature, server, reasons)).append(" |");
            }
            table.append('\n');
        }
        for (int i = 0; i < reasons.size(); i++) {
            table.append('\n').append(i + 1).append(". ").append(reasons.get(i));
        }
        return table.append('\n').toString();
    }

    private String cell(Feature feature, InteropServer server, List<String> reasons) {
        String seen = found.getOrDefault(feature, Map.of()).get(server);
        Without without = feature.without().get(server);
        if (seen == null || !seen.equals(InteropProbes.WORKS) && (without == null || !seen.equals(without.seen()))) {
            return "?";
        }
        if (seen.equals(InteropProbes.WORKS)) {
            return "yes";
        }
        if (!reasons.contains(without.reason())) {
            reasons.add(without.reason());
        }
        return "- (" + (reasons.indexOf(without.reason()) + 1) + ")";
    }
}
