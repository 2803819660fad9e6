package io.sshra.adapter;

import static io.sshra.adapter.InteropServer.ASYNCSSH;
import static io.sshra.adapter.InteropServer.CONCH;
import static io.sshra.adapter.InteropServer.DROPBEAR;
import static io.sshra.adapter.InteropServer.ERLANG;
import static io.sshra.adapter.InteropServer.GO;
import static io.sshra.adapter.InteropServer.MINA;
import static io.sshra.adapter.InteropServer.MYSECURESHELL;
import static io.sshra.adapter.InteropServer.OPENSSH;
import static io.sshra.adapter.InteropServer.OPENSSH_10;
import static io.sshra.adapter.InteropServer.PARAMIKO;
import static io.sshra.adapter.InteropServer.PROFTPD;
import static io.sshra.adapter.InteropServer.RCLONE;
import static io.sshra.adapter.InteropServer.SSH2;
import static io.sshra.adapter.InteropServer.TINYSSH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sshra.SshException;
import io.sshra.testing.Account;
import io.sshra.testing.Patience;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * What works with which server: each cell of the table is run. Where a server can't, it is seen that it can't, so that the
 * table does not outlive the server's next version unnoticed. With {@code CI=true} a missing server fails. The profile
 * {@code openssh10} asks only the server that is not Debian's.
 */
@Tag("openssh10")
@Tag("long")
class InteropTest {

    private static final boolean CI = "true".equals(System.getenv("CI"));
    private static final Path DOCUMENTATION = Path.of("../docs/interoperability.md");
    private static final Duration LIMIT = Patience.LIMIT;
    private static final int SERVERS_AT_ONCE = 7;
    /** These take longest, because they compute much or make the adapter wait: they begin first. */
    private static final Set<InteropServer> SLOW = EnumSet.of(TINYSSH, SSH2, PROFTPD, OPENSSH, MYSECURESHELL);

    private static final String KEYS_ONLY = "TinySSH accepts Ed25519 keys only.";
    private static final String NO_QUESTIONS =
            "Dropbear, ProFTPD and OpenSSH 10 in the tests support keyboard-interactive only with PAM, which they lack; rclone and Conch do not support it.";
    private static final String NO_CERTIFICATES = "These servers, or the tests' programs made of them, do not support OpenSSH certificates.";
    private static final String NO_PARTIAL_SUCCESS =
            "These servers, or the tests' programs made of them, require only one authentication method.";
    private static final String NO_VARIABLES = "Dropbear and Conch do not accept environment variables.";
    private static final String PLAIN_PIPES = "MINA's server gives commands pipes, not terminals, and delivers no signals. A command"
            + " that a signal ended has 128 plus the signal's number as exit status.";
    private static final String NO_SIGNALS = "These servers do not deliver signals.";
    private static final String NO_EXIT_SIGNAL = "paramiko's server can't send an exit signal.";
    private static final String NO_TERMINALS = "The tests' programs made of these servers have no terminals.";
    private static final String ONE_CHANNEL = "TinySSH allows one channel at a time, which stays in use until its process has exited.";
    private static final String NO_SFTP = "SFTP of Conch 22.4 fails for every request.";
    private static final String NO_PERMISSIONS = "rclone answers that it has set permissions, and does not.";
    private static final String NO_LINKS = "rclone makes no links.";
    private static final String ABSOLUTE_LINKS =
            "Erlang and MySecureShell make the target of a link absolute; ProFTPD tells it as an absolute path. The link leads to the same file.";
    private static final String LINKS_KEPT = "Erlang refuses to remove a link to a folder.";
    private static final String NO_OFFSETS = "rclone without a cache refuses to write at an offset.";
    private static final String TIMES_FAIL = "MINA's server answers no request about a file with such a time, and ends the SFTP channel.";
    private static final String NOTHING_BEFORE = "The tests can't put text before the SFTP of these servers.";
    private static final String REFUSES_NONE = "These servers refuse no terminal, or have no shell.";
    private static final String DROPS_SILENTLY =
            "Dropbear closes the connection without a word, like a port without an SSH server (SSHRA001204).";
    private static final String DROPS_NONE =
            "These servers do not have such a limit. Erlang's max_sessions and ProFTPD's MaxInstances count all connections.";
    private static final String PENALISES_NOBODY = "These servers do not have such a thing. OpenSSH has it since 9.8, see below.";
    private static final String BANS_SILENTLY =
            "ProFTPD's mod_ban closes the connection without a word, like a port without an SSH server (SSHRA001204).";
    private static final String NO_FORWARDING = "These servers, or the tests' programs made of them, do not support this forwarding.";
    private static final String ENDS_TOGETHER = "Erlang closes the stream when one direction ends.";
    private static final String REMOTE_ENDS_TOGETHER =
            "These servers, or the tests' programs made of them, end both directions of such a connection when its client ends one.";
    private static final String ENDS_NEVER = "Conch does not tell the other side that a direction has ended.";
    private static final String NO_SOCKETS =
            "These servers, or the tests' programs made of them, do not connect to Unix-domain sockets, nor listen on them.";
    private static final String PORT_ZERO =
            "If asyncssh chooses the port, it announces incoming connections with port 0: request a fixed port.";
    private static final String NO_PORT_ZERO = "Conch fails to choose a port, and ends the connection: request a fixed port.";
    private static final String NO_COMPRESSION = "These servers do not compress, or not unless they are told to.";
    private static final String NO_LIMIT =
            "Not testable: these servers start a key exchange after 512 MiB or more, or after an hour or more, or never.";
    private static final String TOO_OLD = "These versions are older than the algorithm.";
    private static final String FILES_ONLY =
            "ProFTPD, MySecureShell and rclone run no commands; Erlang's commands are expressions of Erlang.";

    /** A feature that a server may support. */
    private interface Probe {
        String run(InteropProbes probes) throws Exception;
    }

    /** A server that does not support the feature: why, and what happens. */
    private record Without(String reason, String seen) {
    }

    /** Properties of MINA that rows need; sessions that begin while they are set have them. */
    private enum Setting {

        /** One server never answers the request for a remote forwarding. */
        USUAL(Map.of("tcpip-forward-request-timeout", "3000")),
        REKEYING(Map.of("rekey-bytes-limit", "300000"));

        private final Map<String, String> properties;

        Setting(Map<String, String> properties) {
            this.properties = properties;
        }

        void set() {
            properties.forEach((name, value) -> System.setProperty("org.apache.sshd.config." + name, value));
        }

        void clear() {
            properties.keySet().forEach(name -> System.clearProperty("org.apache.sshd.config." + name));
        }
    }

    /** A row of the table. */
    private record Feature(String name, Probe probe, Setting setting, boolean needsCommands, Map<InteropServer, Without> without) {

        Feature(String name, Probe probe) {
            this(name, probe, Setting.USUAL);
        }

        Feature(String name, Probe probe, Setting setting) {
            this(name, probe, setting, false, new EnumMap<>(InteropServer.class));
        }

        /** Servers without commands are not asked for it. */
        Feature withCommands() {
            return new Feature(name, probe, setting, true, without);
        }

        Feature without(String reason, String seen, InteropServer... servers) {
            for (InteropServer server : servers) {
                without.put(server, new Without(reason, seen));
            }
            return this;
        }

        boolean isAskedOf(InteropServer server) {
            return server.runsCommands() || !needsCommands;
        }

        Without missing(InteropServer server) {
            return isAskedOf(server) ? without.get(server) : new Without(FILES_ONLY, "not asked");
        }

        String expected(InteropServer server) {
            Without missing = missing(server);
            return missing == null ? InteropProbes.WORKS : missing.seen();
        }
    }

    private static final List<Feature> FEATURES = List.of(
            new Feature("Password", InteropProbes::password)
                    .without(KEYS_ONLY, "AUTHENTICATION_REFUSED", TINYSSH),
            new Feature("Keyboard-interactive", InteropProbes::keyboardInteractive)
                    .without(NO_QUESTIONS, "AUTHENTICATION_REFUSED", OPENSSH_10, DROPBEAR, CONCH, PROFTPD, RCLONE)
                    .without(KEYS_ONLY, "AUTHENTICATION_REFUSED", TINYSSH),
            new Feature("RSA key, signed with SHA-2", probes -> probes.key("rsa"))
                    .without(KEYS_ONLY, "AUTHENTICATION_REFUSED", TINYSSH),
            new Feature("ECDSA key", probes -> probes.key("ecdsa"))
                    .without(KEYS_ONLY, "AUTHENTICATION_REFUSED", TINYSSH),
            new Feature("Ed25519 key", probes -> probes.key("ed25519")),
            new Feature("User certificate", InteropProbes::userCertificate)
                    .without(NO_CERTIFICATES, "AUTHENTICATION_REFUSED", DROPBEAR, TINYSSH, PARAMIKO, CONCH, GO, SSH2, ERLANG, PROFTPD, RCLONE),
            new Feature("Key and then password", InteropProbes::keyAndThenPassword)
                    .without(KEYS_ONLY, "the key is enough", TINYSSH)
                    .without(NO_PARTIAL_SUCCESS, "the key is enough", ASYNCSSH, PARAMIKO, CONCH, GO, SSH2, ERLANG, RCLONE),
            new Feature("Host certificate", InteropProbes::hostCertificate)
                    .without(NO_CERTIFICATES, "HOST_KEY_UNKNOWN", DROPBEAR, TINYSSH, PARAMIKO, CONCH, GO, SSH2, ERLANG, PROFTPD, RCLONE),
            new Feature("Exit status and standard error", InteropProbes::command)
                    .without(FILES_ONLY, "exit status 255, **Error** syntax error before: 3", ERLANG)
                    .without(FILES_ONLY, "CHANNEL_REFUSED", PROFTPD)
                    .without(FILES_ONLY, "exit status 1, Shell access is disabled !", MYSECURESHELL)
                    .without(FILES_ONLY, "exit status 1, \"exit 3\" not implemented", RCLONE),
            new Feature("Exit signal", InteropProbes::exitSignal).withCommands()
                    .without(PLAIN_PIPES, "exit status 143", MINA)
                    .without(NO_EXIT_SIGNAL, "exit status 143", PARAMIKO),
            new Feature("Signal to a process", InteropProbes::signal).withCommands()
                    .without(NO_SIGNALS, "not delivered", TINYSSH, PARAMIKO, CONCH)
                    .without(PLAIN_PIPES, "not delivered", MINA),
            new Feature("Environment variables", InteropProbes::environment).withCommands()
                    .without(NO_VARIABLES, "<>", DROPBEAR, CONCH),
            new Feature("Time limit of a command, then another command", InteropProbes::timeLimit).withCommands()
                    .without(ONE_CHANNEL, "LIMIT_CHANNELS", TINYSSH),
            new Feature("Streams of a process", InteropProbes::streams).withCommands(),
            new Feature("Output larger than the window", InteropProbes::largeOutput).withCommands(),
            new Feature("Several channels at once", InteropProbes::severalChannels).withCommands()
                    .without(ONE_CHANNEL, "LIMIT_CHANNELS", TINYSSH),
            new Feature("Ten channels at once, and no eleventh", InteropProbes::fullBudget)
                    .without(ONE_CHANNEL, "LIMIT_CHANNELS", TINYSSH),
            new Feature("Shell on a terminal, resized", InteropProbes::shell).withCommands()
                    .without(PLAIN_PIPES, "no terminal", MINA)
                    .without(NO_TERMINALS, "TERMINAL_REFUSED", PARAMIKO, GO, SSH2),
            new Feature("File system by SFTP", InteropProbes::fileSystem)
                    .without(NO_SFTP, "FileSystemException", CONCH),
            new Feature("Upload and download", InteropProbes::transfer)
                    .without(NO_SFTP, "TRANSFER_FAILED", CONCH),
            new Feature("Permissions", InteropProbes::permissions)
                    .without(NO_SFTP, "FileSystemException", CONCH)
                    .without(NO_PERMISSIONS, "rw-r--r--", RCLONE),
            new Feature("Symbolic links", InteropProbes::links)
                    .without(NO_SFTP, "FileSystemException", CONCH)
                    .without(NO_LINKS, "FileSystemException", RCLONE)
                    .without(LINKS_KEPT, "not removed", ERLANG),
            new Feature("Relative target of a link", InteropProbes::relativeLink)
                    .without(NO_SFTP, "FileSystemException", CONCH)
                    .without(NO_LINKS, "FileSystemException", RCLONE)
                    .without(ABSOLUTE_LINKS, "an absolute path", ERLANG, PROFTPD, MYSECURESHELL),
            new Feature("Times after 2038", InteropProbes::timesAfter2038)
                    .without(NO_SFTP, "TRANSFER_FAILED", CONCH)
                    .without(TIMES_FAIL, "TRANSFER_FAILED", MINA),
            new Feature("Tree of small files", InteropProbes::tree)
                    .without(NO_SFTP, "TRANSFER_FAILED", CONCH),
            new Feature("Resumed upload", InteropProbes::resumedUpload)
                    .without(NO_SFTP, "TRANSFER_FAILED", CONCH)
                    .without(NO_OFFSETS, "TRANSFER_FAILED", RCLONE),
            new Feature("Resumed download", InteropProbes::resumedDownload)
                    .without(NO_SFTP, "TRANSFER_FAILED", CONCH),
            new Feature("Text before SFTP", InteropProbes::textBeforeSftp)
                    .without(NOTHING_BEFORE, "nothing else writes there", DROPBEAR, ASYNCSSH, MINA, PARAMIKO, CONCH, GO, SSH2, ERLANG,
                            PROFTPD, MYSECURESHELL, RCLONE),
            new Feature("Refused terminal", InteropProbes::refusedTerminal)
                    .without(REFUSES_NONE, "refuses none", TINYSSH, MINA, CONCH, ERLANG, PROFTPD, MYSECURESHELL, RCLONE),
            new Feature("Dropped while others log in", InteropProbes::droppedWhileBusy)
                    .without(DROPS_SILENTLY, "NOT_AN_SSH_SERVER", DROPBEAR)
                    .without(DROPS_NONE, "drops none", TINYSSH, ASYNCSSH, MINA, PARAMIKO, CONCH, GO, SSH2, ERLANG, PROFTPD,
                            RCLONE),
            new Feature("Penalised for a refused log-in", InteropProbes::penalised)
                    .without(PENALISES_NOBODY, "penalises nobody", OPENSSH, DROPBEAR, TINYSSH, ASYNCSSH, MINA, PARAMIKO, CONCH, GO, SSH2,
                            ERLANG, MYSECURESHELL, RCLONE)
                    .without(BANS_SILENTLY, "NOT_AN_SSH_SERVER", PROFTPD),
            new Feature("Local forwarding", InteropProbes::forwardLocal)
                    .without(NO_FORWARDING, "closed after <>", TINYSSH, PROFTPD, RCLONE),
            new Feature("Remote forwarding", InteropProbes::forwardRemote)
                    .without(NO_FORWARDING, "FORWARDING_FAILED", TINYSSH, PARAMIKO, GO, PROFTPD, RCLONE),
            new Feature("Remote forwarding, port chosen by the server", probes -> probes.forwardRemote(0))
                    .without(NO_FORWARDING, "FORWARDING_FAILED", TINYSSH, PARAMIKO, GO, PROFTPD, RCLONE)
                    .without(PORT_ZERO, "closed after <>", ASYNCSSH)
                    .without(NO_PORT_ZERO, "CONNECTION_LOST", CONCH),
            new Feature("Half-closed connection through a remote forwarding", InteropProbes::halfClosedRemote)
                    .without(NO_FORWARDING, "FORWARDING_FAILED", TINYSSH, PARAMIKO, GO, PROFTPD, RCLONE)
                    .without(REMOTE_ENDS_TOGETHER, "ended after <>", MINA, CONCH, SSH2, ERLANG),
            new Feature("Remote forwarding of a Unix-domain socket", InteropProbes::forwardRemoteSocket)
                    .without(NO_SOCKETS, "FORWARDING_FAILED", DROPBEAR, TINYSSH, ASYNCSSH, MINA, PARAMIKO, CONCH, GO, SSH2, ERLANG, PROFTPD, RCLONE),
            new Feature("Dynamic forwarding (SOCKS)", InteropProbes::forwardDynamic)
                    .without(NO_FORWARDING, "closed after <>", TINYSSH, PROFTPD, RCLONE),
            new Feature("Stream to an address", InteropProbes::stream)
                    .without(NO_FORWARDING, "FORWARDING_FAILED", TINYSSH, PROFTPD, RCLONE),
            new Feature("Half-closed stream", InteropProbes::halfClosedStream)
                    .without(NO_FORWARDING, "FORWARDING_FAILED", TINYSSH, PROFTPD, RCLONE)
                    .without(ENDS_TOGETHER, "ended after <>", ERLANG)
                    .without(ENDS_NEVER, "does not end", CONCH),
            new Feature("Stream to a Unix-domain socket", InteropProbes::streamToSocket)
                    .without(NO_SOCKETS, "DESTINATION_NOT_REACHED", ASYNCSSH)
                    .without(NO_SOCKETS, "FORWARDING_FAILED", DROPBEAR, TINYSSH, MINA, PARAMIKO, CONCH, GO, SSH2, ERLANG, PROFTPD, RCLONE),
            new Feature("As a jump host", InteropProbes::jumpHost)
                    .without(NO_FORWARDING, "CONNECT_FAILED", TINYSSH, PROFTPD, RCLONE),
            new Feature("Compression", InteropProbes::compression)
                    .without(NO_COMPRESSION, "not compressed", TINYSSH, PARAMIKO, CONCH, GO, RCLONE),
            new Feature("Answer to keepalive", InteropProbes::keepaliveReply),
            new Feature("Key re-exchange started by the server", InteropProbes::rekeyByServer)
                    .without(NO_LIMIT, "no new keys", DROPBEAR, TINYSSH, PARAMIKO, CONCH, GO, SSH2, ERLANG, RCLONE),
            new Feature("Key re-exchange started by the client", InteropProbes::rekeyByClient, Setting.REKEYING),
            new Feature("Key exchange by ML-KEM", probes -> probes.keyExchange("mlkem"))
                    .without(TOO_OLD, "NO_COMMON_ALGORITHM", OPENSSH, DROPBEAR, TINYSSH, ASYNCSSH, PARAMIKO, CONCH, GO, SSH2, ERLANG, PROFTPD,
                            MYSECURESHELL, RCLONE),
            new Feature("Key exchange by sntrup761", probes -> probes.keyExchange("sntrup"))
                    .without(TOO_OLD, "NO_COMMON_ALGORITHM", DROPBEAR, ASYNCSSH, PARAMIKO, CONCH, GO, SSH2, ERLANG, PROFTPD, RCLONE),
            new Feature("Key exchange by Curve25519", probes -> probes.keyExchange("curve25519")));

    /** What is seen of one server. The cells are completed in any order. */
    private record Column(InteropServer server, CompletableFuture<InteropProbes> probes, Map<Feature, CompletableFuture<String>> cells) {

        Column(InteropServer server) {
            this(server, new CompletableFuture<>(), new LinkedHashMap<>());
            FEATURES.stream().filter(feature -> feature.isAskedOf(server)).forEach(feature -> cells.put(feature, new CompletableFuture<>()));
        }
    }

    @TempDir
    private static Path folder;
    private static Account account;
    private static InteropProbes.NewKeys newKeys;
    private static List<Column> columns;
    private static ExecutorService threads;
    private static Thread leader;
    private static final Map<InteropServer, String> VERSIONS = new ConcurrentHashMap<>();

    /** Servers are asked at the same time, because most of it is waiting. */
    @BeforeAll
    static void start() {
        account = Account.create();
        newKeys = new InteropProbes.NewKeys();
        columns = InteropServer.asked().stream().filter(InteropServer::available).map(Column::new).toList();
        threads = Executors.newFixedThreadPool(SERVERS_AT_ONCE);
        leader = new Thread(InteropTest::ask, "interop");
        leader.start();
    }

    private static void ask() {
        for (Setting setting : Setting.values()) {
            setting.set();
            CompletableFuture.allOf(slowFirst().map(column -> CompletableFuture.runAsync(() -> ask(column, setting), threads))
                    .toArray(CompletableFuture[]::new)).handle((ended, failure) -> null).join();
            setting.clear();
        }
    }

    private static Stream<Column> slowFirst() {
        return columns.stream().sorted(Comparator.comparing(column -> !SLOW.contains(column.server())));
    }

    /** Starts the server, if it has not been started, and looks at what needs that setting. */
    private static void ask(Column column, Setting setting) {
        if (setting == Setting.USUAL) {
            try {
                InteropProbes probes = new InteropProbes(column.server(), account, Files.createDirectory(folder.resolve(column.server().name())), newKeys);
                column.probes().complete(probes);
                VERSIONS.put(column.server(), probes.version());
            } catch (Throwable e) {
                column.probes().completeExceptionally(e);
            }
        }
        column.cells().forEach((feature, cell) -> {
            if (feature.setting() == setting) {
                try {
                    cell.complete(seen(feature, column.probes().get()));
                } catch (Throwable e) {
                    cell.completeExceptionally(e);
                }
            }
        });
    }

    @AfterAll
    static void stop() throws Exception {
        threads.shutdown();
        leader.join();
        for (Column column : columns) {
            if (!column.probes().isCompletedExceptionally()) {
                column.probes().get().close();
            }
        }
        newKeys.close();
        account.close();
    }

    @TestFactory
    Stream<DynamicNode> everyCellOfTheTableIsAsItSays() {
        Stream<DynamicNode> missing = InteropServer.asked().stream().filter(server -> !server.available())
                .map(server -> DynamicTest.dynamicTest(server.title(), () -> missing(server)));
        Stream<DynamicNode> there = columns.stream().map(column -> DynamicContainer.dynamicContainer(column.server().title(),
                column.cells().entrySet().stream().map(cell -> DynamicTest.dynamicTest(column.server().title() + ": " + cell.getKey().name(),
                        () -> check(column.server(), cell.getKey(), cell.getValue())))));
        return Stream.of(missing, there, Stream.of(DynamicTest.dynamicTest("the documentation has this table", this::documentationHasTheTable)))
                .flatMap(nodes -> nodes);
    }

    private static void missing(InteropServer server) {
        String message = "there is no " + server.title() + " on this machine: install " + server.packages();
        if (CI) {
            throw new AssertionError(message);
        }
        throw new TestAbortedException(message);
    }

    private static void check(InteropServer server, Feature feature, CompletableFuture<String> cell) throws Exception {
        String seen;
        try {
            seen = cell.get();
        } catch (ExecutionException e) {
            throw new AssertionError(server.title() + ", " + feature.name(), e.getCause());
        }
        if (CI || !seen.equals(InteropProbes.WORKS)) {
            assertThat(seen).isEqualTo(feature.expected(server));
        }
    }

    private static String seen(Feature feature, InteropProbes probes) {
        return assertTimeoutPreemptively(LIMIT, () -> {
            try {
                return feature.probe().run(probes);
            } catch (SshException e) {
                return e.code().name();
            } catch (FileSystemException e) {
                return e.getClass().getSimpleName();
            }
        });
    }

    // ---- the table ----

    private void documentationHasTheTable() throws Exception {
        Map<Feature, Map<InteropServer, String>> found = new HashMap<>();
        for (Column column : columns) {
            column.cells().forEach((feature, cell) -> found.computeIfAbsent(feature, first -> new EnumMap<>(InteropServer.class))
                    .put(column.server(), cell.exceptionally(failure -> "failed: " + failure).join()));
        }
        String table = table(found);
        System.out.println(table);
        VERSIONS.forEach((server, version) -> System.out.println("[figure] " + server.title() + ": " + version));
        if (CI || columns.size() == InteropServer.asked().size()) {
            assertThat(Files.readString(DOCUMENTATION)).contains(table);
        }
    }

    /** Rows are features, columns are servers; then the reasons. */
    private static String table(Map<Feature, Map<InteropServer, String>> found) {
        List<String> reasons = new ArrayList<>();
        StringBuilder table = new StringBuilder("| |");
        for (InteropServer server : InteropServer.asked()) {
            table.append(' ').append(server.title()).append(" |");
        }
        table.append("\n| --- |").append(" --- |".repeat(InteropServer.asked().size())).append('\n');
        for (Feature feature : FEATURES) {
            table.append("| ").append(feature.name()).append(" |");
            for (InteropServer server : InteropServer.asked()) {
                table.append(' ').append(cell(feature, server, found.getOrDefault(feature, Map.of()).get(server), reasons)).append(" |");
            }
            table.append('\n');
        }
        for (int i = 0; i < reasons.size(); i++) {
            table.append('\n').append(i + 1).append(". ").append(reasons.get(i));
        }
        return table.append('\n').toString();
    }

    private static String cell(Feature feature, InteropServer server, String found, List<String> reasons) {
        Without without = feature.missing(server);
        String seen = feature.isAskedOf(server) ? found : without.seen();
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
