package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProxy;
import io.sshra.SshTarget;
import io.sshra.testing.AtOnce;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.ScriptedProxy;
import io.sshra.testing.ScriptedProxy.Manner;
import io.sshra.testing.Secrets;
import io.sshra.testing.TcpService;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Through a proxy to a target, and every way in which a proxy can fail. */
class ProxyTest {

    private static final String PASSWORD = Secrets.word("the password for proxies");
    private static final String ANOTHER = Secrets.word("another password for proxies");

    private static EmbeddedSshServer server;

    private AdapterFixture fixture;

    @BeforeAll
    static void startServer() {
        server = EmbeddedSshServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new AdapterFixture(adapter -> { }, definition -> {
            definition.setConnectTimeoutSeconds(3600);
            definition.setAllowProxyNames(true);
        });
    }

    @AfterEach
    void nothingIsLeftOpen() {
        fixture.close();
        await().until(() -> server.openSessions() == 0);
    }

    private SshConnection open(SshTarget target) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target));
    }

    private static SshTarget.Builder through(SshProxy proxy) {
        return AdapterFixture.target(server).proxy(proxy);
    }

    private <E extends SshException> E failure(Class<E> type, SshErrorCode code, SshTarget target) {
        E failure = catchThrowableOfType(type, () -> open(target));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        for (Throwable t = failure; t != null; t = t.getCause()) {
            assertThat(String.valueOf(t.getMessage())).doesNotContain(PASSWORD);
        }
        return failure;
    }

    private static String name(SshProxy proxy) {
        return proxy.kind().name().toLowerCase(Locale.ROOT) + "://" + (proxy.username() == null ? "" : proxy.username() + "@") + proxy.host() + ":" + proxy.port();
    }

    // ---- it works ----

    @ParameterizedTest
    @EnumSource(SshProxy.Kind.class)
    void aConnectionGoesThroughAProxyAndIsTheTargets(SshProxy.Kind kind) throws Exception {
        for (Manner manner : Manner.values()) {
            try (ScriptedProxy proxy = ScriptedProxy.start(kind, manner);
                    SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", manner.name(), "p",
                            through(proxy.proxy()).build()))) {
                assertThat(connection.exec("echo there").stdout()).isEqualTo("there\n");
                assertThat(proxy.asked()).containsExactly("127.0.0.1:" + server.port());
                assertThat(connection.info().port()).isEqualTo(server.port());
                assertThat(connection.info().hostKeyFingerprint()).isEqualTo(server.hostKeyFingerprint());
                assertThat(connection.info().proxy()).isEqualTo(name(proxy.proxy()));
                assertThat(connection.info().relayMode()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SshProxy.Kind.class)
    void aProxyGetsItsLogInAndTheNameIfItMayResolveIt(SshProxy.Kind kind) throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(kind).requiring("böb", PASSWORD);
                SshConnection connection = open(through(proxy.proxy().withLogin("böb", PASSWORD.toCharArray()).withRemoteNames())
                        .host("only-the-proxy-knows.invalid").build())) {
            assertThat(connection.exec("echo there").stdout()).isEqualTo("there\n");
            assertThat(proxy.asked()).containsExactly("only-the-proxy-knows.invalid:" + server.port());
            assertThat(proxy.logIns()).containsExactly("böb:" + PASSWORD);
            assertThat(connection.info().proxy()).contains("böb@").doesNotContain(PASSWORD);
        }
    }

    /** It reconnects the same way. */
    @Test
    void aLostConnectionComesBackThroughItsProxy() throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.SOCKS5).requiring("bob", PASSWORD)) {
            SshTarget target = through(proxy.proxy().withLogin("bob", PASSWORD.toCharArray())).build();
            try (SshConnection connection = open(target)) {
                target.destroy();
                server.cutConnections();
                await().until(() -> !connection.info().alive());
                assertThat(connection.exec("echo back").stdout()).isEqualTo("back\n");
            }
            assertThat(proxy.connections()).isEqualTo(2);
        }
    }

    @Test
    void theProxyIsOnTheWayToTheFirstJumpHost() throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.SOCKS5); EmbeddedSshServer target = EmbeddedSshServer.start();
                SshConnection connection = open(AdapterFixture.target(target).jump(through(proxy.proxy()).build()).build())) {
            assertThat(connection.exec("echo there").stdout()).isEqualTo("there\n");
            assertThat(proxy.asked()).containsExactly("127.0.0.1:" + server.port());
            assertThat(connection.info().relayMode()).isTrue();
            assertThat(connection.info().proxy()).isEqualTo(name(proxy.proxy()));
        }
    }

    @Test
    void usersWithOtherLogInsForTheProxyShareNothing() throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.HTTP);
                SshConnection first = open(through(proxy.proxy().withLogin("bob", PASSWORD.toCharArray())).build());
                SshConnection again = open(through(proxy.proxy().withLogin("bob", PASSWORD.toCharArray())).build())) {
            assertThat(again.info().number()).isEqualTo(first.info().number());
            try (SshConnection other = open(through(proxy.proxy().withLogin("bob", ANOTHER.toCharArray())).build())) {
                assertThat(other.info().number()).isNotEqualTo(first.info().number());
                assertThatThrownBy(() -> first.exec("true")).isInstanceOf(SshException.class).extracting("code")
                        .isEqualTo(SshErrorCode.PROFILE_CHANGED);
            }
            assertThat(proxy.logIns()).containsExactly("bob:" + PASSWORD, "bob:" + ANOTHER);
        }
    }

    // ---- profiles ----

    @Test
    void profilesNameProxies(@TempDir Path folder) throws Exception {
        try (ScriptedProxy socks = ScriptedProxy.start(SshProxy.Kind.SOCKS5).requiring("bob", PASSWORD);
                ScriptedProxy http = ScriptedProxy.start(SshProxy.Kind.HTTP)) {
            Files.writeString(folder.resolve("known_hosts"), server.knownHostsLine() + "\n[web.invalid]:" + server.port() + " "
                    + server.hostPublicKey() + "\n");
            Files.writeString(folder.resolve("secret"), PASSWORD + "\n");
            Files.writeString(folder.resolve("key"), "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(
                    server.clientKey().getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
            fixture.definition.setProfilesFile(Files.writeString(folder.resolve("profiles"), """
                    Host direct
                      Proxy none
                    Host socks
                      Proxy socks5://bob@127.0.0.1:%d
                      ProxyPasswordFile secret
                    Host netcat
                      HostName web.invalid
                      ProxyCommand nc -X connect -x 127.0.0.1:%d %%h %%p
                    Host *
                      HostName 127.0.0.1
                      Port %d
                      User %s
                      UserKnownHostsFile known_hosts
                      IdentityFile key
                      Proxy socks5://unused.invalid:1
                    """.formatted(socks.port(), http.port(), server.port(), EmbeddedSshServer.USER)).toString());
            for (String profile : List.of("direct", "socks", "netcat")) {
                try (SshConnection connection = fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", profile))) {
                    assertThat(connection.exec("echo there").stdout()).isEqualTo("there\n");
                }
            }
            assertThat(socks.asked()).containsExactly("127.0.0.1:" + server.port());
            assertThat(socks.logIns()).containsExactly("bob:" + PASSWORD);
            assertThat(http.asked()).containsExactly("web.invalid:" + server.port());
        }
    }

    @Test
    void theProfileOfADefinitionHasAProxy() throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.HTTP).requiring("bob", PASSWORD)) {
            fixture.definition.setHost("web.invalid");
            fixture.definition.setPort(server.port());
            fixture.definition.setUsername(EmbeddedSshServer.USER);
            fixture.definition.setPassword(EmbeddedSshServer.PASSWORD);
            fixture.definition.setHostKeyFingerprints(server.hostKeyFingerprint());
            fixture.definition.setProxy("http://bob@127.0.0.1:" + proxy.port());
            fixture.definition.setProxyPassword(PASSWORD);
            fixture.definition.setProxyResolvesNames(true);
            fixture.definition.setAllowProxyNames(false);
            try (SshConnection connection = fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", "default"))) {
                assertThat(connection.exec("echo there").stdout()).isEqualTo("there\n");
            }
            assertThat(proxy.asked()).containsExactly("web.invalid:" + server.port());
        }
    }

    // ---- it fails ----

    /** A proxy that sends these answers, one for each message of the client, and closes. */
    private static TcpService answering(List<byte[]> answers) {
        return TcpService.of(socket -> {
            byte[] message = new byte[4096];
            for (byte[] answer : answers) {
                if (socket.getInputStream().read(message) < 0) {
                    return;
                }
                socket.getOutputStream().write(answer);
            }
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    }

    private static byte[] bytes(String text) {
        return text.startsWith("'") ? text.substring(1).translateEscapes().getBytes(StandardCharsets.ISO_8859_1) : HexFormat.of().parseHex(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "SOCKS5 |                       | PROXY_BROKEN            | closed the connection without an answer to the greeting",
        "SOCKS5 | 0500 050200010000     | PROXY_REFUSED           | does not allow it by its rules (code 2)",
        "SOCKS5 | 0500 050400010000     | PROXY_COULD_NOT_CONNECT | could not connect: host unreachable (code 4)",
        "SOCKS5 | 'HTTP/1.1_400_No\\r\\nA:\\tb\\r\\n\\r\\n | PROXY_BROKEN | does not answer like a SOCKS 5 proxy: \"HTTP/1.1_400_No | A:\\u0009b\"",
        "HTTP   | 'HTTP/1.1\\s403\\sNo\\33[2J\\r\\n\\r\\n | PROXY_REFUSED | refuses it: \"HTTP/1.1 403 No\\u001b[2J\"",
        "HTTP   | 'HTTP/1.1\\s503\\sNo\\sDNS\\r\\n\\r\\n | PROXY_COULD_NOT_CONNECT | could not connect: \"HTTP/1.1 503 No DNS\"",
        "HTTP   | 'HTTP/1.1\\s407\\sNo\\r\\nProxy-Authenticate:\\sNegotiate\\r\\n\\r\\n | PROXY_LOGIN_REFUSED | wants a log-in: \"HTTP/1.1 407 No | Negotiate\"",
        "HTTP   | 'SSH-2.0-Server\\r\\n | PROXY_BROKEN            | does not answer like an HTTP proxy: \"SSH-2.0-Server\""})
    void whatAProxyAnswersIsInTheError(SshProxy.Kind kind, String answers, SshErrorCode code, String message) throws Exception {
        List<byte[]> parts = answers == null ? List.of(new byte[0]) : Arrays.stream(answers.split(" ")).map(ProxyTest::bytes).toList();
        try (TcpService service = answering(parts)) {
            SshProxy proxy = kind == SshProxy.Kind.HTTP ? SshProxy.http("127.0.0.1", service.port()) : SshProxy.socks5("127.0.0.1", service.port());
            SshException failure = failure(SshException.class, code, through(proxy).build());
            assertThat(failure).hasMessageContaining("the proxy " + name(proxy) + " on the way to 127.0.0.1:" + server.port() + " " + message);
            assertThat(failure).isInstanceOf(code == SshErrorCode.PROXY_LOGIN_REFUSED ? SshAuthenticationException.class : SshConnectException.class);
            await().until(service::allEnded);
        }
    }

    /** A directory may lock the account after some attempts. */
    @ParameterizedTest
    @EnumSource(SshProxy.Kind.class)
    void aRefusedLogInIsNotTriedAgainAtOnce(SshProxy.Kind kind) throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(kind).requiring("bob", ANOTHER)) {
            SshTarget target = through(proxy.proxy().withLogin("bob", PASSWORD.toCharArray())).build();
            assertThat(failure(SshAuthenticationException.class, SshErrorCode.PROXY_LOGIN_REFUSED, target)).hasMessageContaining("refuses the log-in as bob");
            assertThat(failure(SshAuthenticationException.class, SshErrorCode.AUTHENTICATION_SUSPENDED, target))
                    .hasMessageContaining("the proxy refused its log-in");
            assertThat(proxy.logIns()).hasSize(1);
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() {
        SshProxy closed = SshProxy.socks5("127.0.0.1", HostileServer.closedPort());
        assertThat(failure(SshConnectException.class, SshErrorCode.PROXY_UNREACHABLE, through(closed).build()))
                .hasMessageContaining("no connection to the proxy " + name(closed) + ": Connection refused");
        assertThat(failure(SshConnectException.class, SshErrorCode.HOST_UNRESOLVED, through(SshProxy.http("no-such-proxy.invalid", 3128)).build()))
                .hasMessageContaining("no address for host no-such-proxy.invalid, of the proxy http://no-such-proxy.invalid:3128");
    }

    @Test
    void aProxyThatDoesNotAcceptIsATimeout() throws Exception {
        try (HostileServer unreachable = HostileServer.unreachable()) {
            fixture.definition.setConnectTimeoutSeconds(1);
            SshProxy proxy = SshProxy.socks5("127.0.0.1", unreachable.port());
            assertThat(failure(SshConnectException.class, SshErrorCode.CONNECT_TIMEOUT, through(proxy).build()))
                    .hasMessageContaining("no answer from the proxy " + name(proxy) + " within 1 s");
        }
    }

    /** Without an answer, and with an answer that never ends: an empty one, and one of which a byte comes now and then. */
    @ParameterizedTest
    @CsvSource({"SOCKS5, ''", "HTTP, 'HTTP/1.1 200 OK\r\nX:'"})
    void aProxyThatNeverEndsItsAnswerIsATimeout(SshProxy.Kind kind, String beginning) throws Exception {
        fixture.definition.setConnectTimeoutSeconds(1);
        try (TcpService slow = TcpService.of(socket -> {
            socket.setTcpNoDelay(true);
            for (byte one : beginning.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(one);
            }
            if (!beginning.isEmpty()) {
                // Until the client closes.
                for (;;) {
                    socket.getOutputStream().write('x');
                    LockSupport.parkNanos(20_000_000);
                }
            }
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        })) {
            SshProxy proxy = kind == SshProxy.Kind.HTTP ? SshProxy.http("127.0.0.1", slow.port()) : SshProxy.socks5("127.0.0.1", slow.port());
            assertThat(failure(SshConnectException.class, SshErrorCode.CONNECT_TIMEOUT, through(proxy).build()))
                    .hasMessageContaining("the proxy " + name(proxy) + " has not connected to 127.0.0.1:" + server.port() + " within 1 s");
            await().until(slow::allEnded);
        }
    }

    /** The way was opened, and what is there is not an SSH server, or says nothing. */
    @Test
    void whatFailsBehindTheProxyNamesBoth() throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.SOCKS5); HostileServer http = HostileServer.http();
                HostileServer silent = HostileServer.silent()) {
            String way = " through the proxy " + name(proxy.proxy());
            assertThat(failure(SshConnectException.class, SshErrorCode.NOT_AN_SSH_SERVER, through(proxy.proxy()).port(http.port()).build()))
                    .hasMessageContaining("127.0.0.1:" + http.port() + way + " does not identify itself as an SSH server");
            assertThatThrownBy(() -> fixture.withConnectTimeoutSeconds(1).getConnection(AdapterFixture.spec("alice", "s", "p",
                    through(proxy.proxy()).port(silent.port()).build()))).isInstanceOf(SshConnectException.class)
                    .hasMessageContaining("no answer from 127.0.0.1:" + silent.port() + way + " within 1 s");
            await().until(proxy::allEnded);
        }
    }

    /** The end of the session, or of the adapter, meets a connect that waits for the proxy. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void nothingIsLeftOfAConnectThatIsGivenUp(boolean stopsAdapter) throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.SOCKS5).silentFor("127.0.0.1")) {
            AtOnce connecting = new AtOnce().run(() -> assertThatThrownBy(() -> open(through(proxy.proxy()).build())).isInstanceOf(SshException.class)
                    .extracting("code").isEqualTo(stopsAdapter ? SshErrorCode.ADAPTER_STOPPED : SshErrorCode.SESSION_ENDED));
            await().until(() -> proxy.asked().size() == 1);
            if (stopsAdapter) {
                fixture.close();
            } else {
                fixture.factory.sessions().closeSession("alice", "s");
            }
            connecting.await();
            if (stopsAdapter) {
                await().until(proxy::allEnded);
            }
        }
    }

    // ---- rules ----

    private static SshErrorCode codeOf(SshTarget target, AdapterFixture restricted) {
        return catchThrowableOfType(SshException.class, () -> restricted.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target))).code();
    }

    @Test
    void theRulesForNetworksHoldForTheProxyAndForTheTarget() throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.SOCKS5);
                AdapterFixture restricted = new AdapterFixture(adapter -> { }, definition -> definition.setAllowedTargetNetworks("127.0.0.1"))) {
            SshProxy elsewhere = SshProxy.socks5("127.0.0.2", proxy.port());
            assertThat(codeOf(through(elsewhere).build(), restricted)).isEqualTo(SshErrorCode.DESTINATION_DENIED);
            assertThat(codeOf(through(proxy.proxy()).host("127.0.0.2").build(), restricted)).isEqualTo(SshErrorCode.DESTINATION_DENIED);
            assertThat(codeOf(through(proxy.proxy()).host("127.0.0.2").jump(null).build(), restricted)).isEqualTo(SshErrorCode.DESTINATION_DENIED);
            assertThat(proxy.connections()).isZero();
            restricted.factory.getConnection(AdapterFixture.spec("alice", "s", "p", through(proxy.proxy()).build())).close();
        }
    }

    @Test
    void aProxyOfAnApplicationResolvesNamesOnlyIfTheOperatorAllowsIt() throws Exception {
        try (ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.HTTP);
                AdapterFixture restricted = new AdapterFixture();
                AdapterFixture open = new AdapterFixture(adapter -> { }, definition -> {
                    definition.setDeniedTargetNetworks("127.0.0.2");
                    definition.setAllowProxyNames(true);
                })) {
            SshTarget target = through(proxy.proxy().withRemoteNames()).host("localhost").build();
            assertThatThrownBy(() -> restricted.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target)))
                    .isInstanceOf(SshConnectException.class).hasMessageContaining("the proxy " + name(proxy.proxy())
                            + " may not resolve the name of localhost for an application").extracting("code").isEqualTo(SshErrorCode.PROXY_NAMES_DENIED);
            SshTarget behind = AdapterFixture.target(server).jump(target).build();
            assertThat(codeOf(behind, restricted)).as("the proxy of a jump host").isEqualTo(SshErrorCode.PROXY_NAMES_DENIED);
            assertThat(proxy.connections()).isZero();

            open.factory.getConnection(AdapterFixture.spec("alice", "t", "p", target)).close();
            assertThat(proxy.asked()).containsExactly("localhost:" + server.port());
            // What is written as an address is no name.
            assertThat(codeOf(through(proxy.proxy().withRemoteNames()).host("127.0.0.2").build(), open)).isEqualTo(SshErrorCode.DESTINATION_DENIED);
            assertThat(codeOf(through(proxy.proxy().withRemoteNames()).host("::ffff:127.0.0.2").build(), open))
                    .isEqualTo(SshErrorCode.DESTINATION_DENIED);
        }
    }
}
