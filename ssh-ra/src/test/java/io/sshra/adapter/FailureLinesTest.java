package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of failure leaves one line in the server's log, with its cause, user, profile and target. Its end is that in
 * docs/troubleshooting.md.
 */
class FailureLinesTest {

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `cause=(SSHRA\\d{6}), message=\"(.*?)\"` \\|");
    /** What differs from line to line: names, addresses, keys, numbers; what the document leaves out. */
    private static final Pattern EXAMPLE = Pattern.compile("…|\\w+@\\S+:22|10\\.0\\.0\\.7:22|web-\\d\\S*|SHA256:[\\w/+]{43}|ssh-\\w+|\\d+ ");
    private static final String OTHER_KEY = "SHA256:" + "A".repeat(43);

    private static EmbeddedSshServer server;

    private final LogLines log = new LogLines();

    @BeforeAll
    static void startServer() {
        server = EmbeddedSshServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void close() {
        log.close();
    }

    /** The patterns of the ends of lines in the document, by their codes. */
    private static Map<String, Pattern> documented() throws Exception {
        Map<String, Pattern> ends = new TreeMap<>();
        for (Matcher row = DOCUMENTED.matcher(Files.readString(Path.of("../docs/troubleshooting.md"))); row.find();) {
            StringBuilder regex = new StringBuilder(".*, cause=" + row.group(1) + ", message=\"");
            Matcher example = EXAMPLE.matcher(row.group(2));
            int from = 0;
            for (; example.find(); from = example.end()) {
                regex.append(Pattern.quote(row.group(2).substring(from, example.start()))).append(switch (example.group().charAt(0)) {
                    case '…' -> ".*";
                    case 'S' -> "SHA256:[\\w/+]{43}";
                    default -> example.group().matches("\\d+ ") ? "\\d+ " : "\\S+";
                });
            }
            ends.put(row.group(1), Pattern.compile(regex.append(Pattern.quote(row.group(2).substring(from))).append("\"").toString()));
        }
        return ends;
    }

    private static void isAsDocumented(SshErrorCode code, List<String> lines) throws Exception {
        assertThat(documented()).containsKey(code.code());
        assertThat(lines).singleElement().asString().matches(documented().get(code.code()));
    }

    @Test
    void theTableOfTheDocumentHasTenCauses() throws Exception {
        assertThat(documented().keySet()).containsExactly("SSHRA001101", "SSHRA001201", "SSHRA001202", "SSHRA001203", "SSHRA001204", "SSHRA001301",
                "SSHRA001302", "SSHRA001401", "SSHRA001402", "SSHRA001601");
    }

    private static void fails(AdapterFixture fixture, SshErrorCode code, SshConnectionSpec spec) {
        assertThatThrownBy(() -> fixture.factory.getConnection(spec)).isInstanceOf(SshException.class).extracting("code").isEqualTo(code);
    }

    /** The failure of a connect to this target is one line. */
    private void isLogged(SshErrorCode code, SshTarget.Builder target, int port) throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> definition.setConnectTimeoutSeconds(
                code == SshErrorCode.CONNECT_TIMEOUT ? 1 : 3600))) {
            fails(fixture, code, AdapterFixture.spec("alice", "s-1", "web", target.port(port).build()));

            assertThat(log.of("SSHRA000109")).singleElement().asString().contains("WARN ", "No connection: user=alice session=s-1 profile=web target="
                    + EmbeddedSshServer.USER + "@" + target.build().host() + ":" + port + ", cause=" + code.code() + ", message=\"");
            isAsDocumented(code, log.of("SSHRA000109"));
        }
    }

    @Test
    void aRefusedCredentialIsLogged() throws Exception {
        isLogged(SshErrorCode.AUTHENTICATION_REFUSED, AdapterFixture.target(server).password("wrong".toCharArray()), server.port());
    }

    @Test
    void aSuspendedCredentialIsLogged() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture()) {
            SshConnectionSpec spec = AdapterFixture.spec("alice", "s-1", "web",
                    AdapterFixture.target(server).password("wrong".toCharArray()).build());
            fails(fixture, SshErrorCode.AUTHENTICATION_REFUSED, spec);
            fails(fixture, SshErrorCode.AUTHENTICATION_SUSPENDED, spec);
        }
        isAsDocumented(SshErrorCode.AUTHENTICATION_SUSPENDED,
                log.of("SSHRA000109").stream().filter(line -> line.contains("cause=SSHRA001302")).toList());
    }

    @Test
    void aHostWithoutAnAddressIsLogged() throws Exception {
        isLogged(SshErrorCode.HOST_UNRESOLVED, AdapterFixture.target(server).host("no-such-host.invalid"), 22);
    }

    @Test
    void aHostThatIsDownIsLogged() throws Exception {
        isLogged(SshErrorCode.CONNECTION_REFUSED, AdapterFixture.target(server), HostileServer.closedPort());
    }

    @Test
    void aSilentHostIsLogged() throws Exception {
        try (HostileServer silent = HostileServer.silent()) {
            isLogged(SshErrorCode.CONNECT_TIMEOUT, AdapterFixture.target(server), silent.port());
        }
    }

    @Test
    void aServerThatIsNoSshServerIsLogged() throws Exception {
        try (HostileServer http = HostileServer.http()) {
            isLogged(SshErrorCode.NOT_AN_SSH_SERVER, AdapterFixture.target(server), http.port());
        }
    }

    @Test
    void aChangedHostKeyIsAnErrorWithBothFingerprints() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); EmbeddedSshServer other = EmbeddedSshServer.start()) {
            fails(fixture, SshErrorCode.HOST_KEY_CHANGED, AdapterFixture.spec("alice", "s-1", "web", SshTarget.builder().host(other.host())
                    .port(other.port()).username("deploy").password("p".toCharArray()).hostKeyFingerprint(OTHER_KEY).build()));

            assertThat(log.of("SSHRA000110")).singleElement().asString().contains("ERROR",
                    "user=alice session=s-1 profile=web target=deploy@127.0.0.1:" + other.port() + ", cause=SSHRA001402, message=\"",
                    "key " + other.hostKeyFingerprint() + ", but another one is pinned: " + OTHER_KEY);
        }
    }

    @Test
    void anotherKeyInKnownHostsIsAnErrorWithBothFingerprints(@TempDir Path folder) throws Exception {
        try (EmbeddedSshServer other = EmbeddedSshServer.start()) {
            String known = "[127.0.0.1]:" + server.port() + " " + other.hostPublicKey();
            Path knownHosts = Files.writeString(folder.resolve("known_hosts"), known + "\n");
            try (AdapterFixture fixture = ownProfile(knownHosts)) {
                fails(fixture, SshErrorCode.HOST_KEY_CHANGED, SshConnectionSpec.of("alice", "s-1", "box"));

                assertThat(log.of("SSHRA000110")).singleElement().asString().contains("ERROR", server.hostKeyFingerprint()
                        + ", but another key, " + other.hostKeyFingerprint() + ", is known at " + knownHosts + ":1\"");
                isAsDocumented(SshErrorCode.HOST_KEY_CHANGED, log.of("SSHRA000110"));
            }
        }
    }

    @Test
    void anUnknownHostKeyIsLoggedWithItsFingerprint(@TempDir Path folder) throws Exception {
        try (AdapterFixture fixture = ownProfile(Files.writeString(folder.resolve("known_hosts"), ""))) {
            fails(fixture, SshErrorCode.HOST_KEY_UNKNOWN, SshConnectionSpec.of("alice", "s-1", "box"));

            assertThat(log.of("SSHRA000109")).singleElement().asString().contains("WARN", "profile=box", "cause=SSHRA001401",
                    server.hostKeyFingerprint());
            isAsDocumented(SshErrorCode.HOST_KEY_UNKNOWN, log.of("SSHRA000109"));
        }
    }

    private static AdapterFixture ownProfile(Path knownHosts) throws Exception {
        return new AdapterFixture(adapter -> { }, definition -> {
            definition.setProfile("box");
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setKnownHostsFile(knownHosts.toString());
        });
    }

    @Test
    void anUnknownProfileIsLogged() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture()) {
            fails(fixture, SshErrorCode.UNKNOWN_PROFILE, SshConnectionSpec.of("alice", "s-1", "nowhere"));

            assertThat(log.of("SSHRA000109")).singleElement().asString().contains("WARN",
                    "user=alice session=s-1 profile=nowhere target=-, cause=SSHRA001101, message=\"there is no profile nowhere");
            isAsDocumented(SshErrorCode.UNKNOWN_PROFILE, log.of("SSHRA000109"));
        }
    }

    @Test
    void aReachedLimitIsLogged() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(adapter -> adapter.setMaxConnectionsPerSession(1), definition -> { });
                SshConnection one = fixture.factory.getConnection(AdapterFixture.spec("alice", "s-1", "one", AdapterFixture.target(server).build()))) {
            fails(fixture, SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION, AdapterFixture.spec("alice", "s-1", "two", AdapterFixture.target(server).build()));

            assertThat(one.exec("true").succeeded()).isTrue();
            assertThat(log.of("SSHRA000109")).singleElement().asString().contains("WARN", "user=alice session=s-1 profile=two",
                    "cause=SSHRA001601");
            isAsDocumented(SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION, log.of("SSHRA000109"));
        }
    }
}
