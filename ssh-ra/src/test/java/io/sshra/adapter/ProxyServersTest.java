package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProxy;
import io.sshra.SshTarget;
import io.sshra.testing.Account;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.ProxyServer;
import io.sshra.testing.Secrets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Through Debian's proxies: Dante and Tinyproxy. */
class ProxyServersTest {

    private static final String WRONG = Secrets.word("a wrong password for proxies");

    private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();
    private static final int CLOSED = HostileServer.closedPort();
    private static EmbeddedSshServer server;
    private static ProxyServer dante;
    private static ProxyServer tinyproxy;

    private AdapterFixture fixture;

    @BeforeAll
    static void startServers() {
        assumeTrue("true".equals(System.getenv("CI")) || ProxyServer.available(), "needs dante-server, tinyproxy and libnss-wrapper");
        server = closing(EmbeddedSshServer.start());
        dante = closing(ProxyServer.dante(closing(Account.create()), server.port(), CLOSED));
        tinyproxy = closing(ProxyServer.tinyproxy(server.port(), CLOSED));
    }

    private static <T extends AutoCloseable> T closing(T resource) {
        OPENED.push(resource);
        return resource;
    }

    @AfterAll
    static void stopServers() throws Exception {
        while (!OPENED.isEmpty()) {
            OPENED.pop().close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new AdapterFixture(adapter -> { }, definition -> {
            definition.setConnectTimeoutSeconds(3600);
            definition.setAllowProxyNames(true);
        });
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static SshProxy of(SshProxy.Kind kind) {
        return (kind == SshProxy.Kind.HTTP ? tinyproxy : dante).proxy();
    }

    private static SshProxy loggedInTo(SshProxy.Kind kind) {
        return of(kind).withLogin(Account.NAME, Account.PASSWORD.toCharArray());
    }

    private static SshTarget.Builder through(SshProxy proxy) {
        return AdapterFixture.target(server).proxy(proxy);
    }

    private SshConnection open(SshTarget target) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target));
    }

    private void works(SshProxy proxy, String host) throws Exception {
        int bytes = 1 << 20;
        try (SshConnection connection = open(through(proxy).host(host).build())) {
            assertThat(connection.exec(SshCommand.shell("wc -c").withStdin(new byte[bytes])).stdout().strip()).isEqualTo(String.valueOf(bytes));
            assertThat(connection.exec(SshCommand.shell("head -c " + bytes + " /dev/zero").withOutputLimit(bytes)).stdout()).hasSize(bytes);
            assertThat(connection.info().hostKeyFingerprint()).isEqualTo(server.hostKeyFingerprint());
        }
    }

    private void fails(SshTarget target, SshErrorCode code, String message) {
        assertThatThrownBy(() -> open(target)).isInstanceOf(SshException.class).hasMessageContaining(message).extracting("code").isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(SshProxy.Kind.class)
    void anAddressAndANameAreReachedWithALogIn(SshProxy.Kind kind) throws Exception {
        works(loggedInTo(kind), "127.0.0.1");
        works(loggedInTo(kind).withRemoteNames(), "localhost");
    }

    @Test
    void danteIsReachedWithoutALogIn() throws Exception {
        works(dante.proxy(), "127.0.0.1");
    }

    @Test
    void theAnswersOfDanteAreUnderstood() {
        SshProxy proxy = loggedInTo(SshProxy.Kind.SOCKS5);
        fails(through(dante.proxy().withLogin(Account.NAME, WRONG.toCharArray())).build(), SshErrorCode.PROXY_LOGIN_REFUSED,
                "refuses the log-in as " + Account.NAME + ": status ");
        fails(through(proxy).port(CLOSED).build(), SshErrorCode.PROXY_COULD_NOT_CONNECT, "could not connect: connection refused (code 5)");
        fails(through(proxy).port(9).build(), SshErrorCode.PROXY_REFUSED, "does not allow it by its rules (code 2)");
        fails(through(proxy.withRemoteNames()).host("no-such-host.invalid").build(), SshErrorCode.PROXY_COULD_NOT_CONNECT,
                "could not connect: host unreachable (code 4)");
    }

    @Test
    void theAnswersOfTinyproxyAreUnderstood() {
        SshProxy proxy = loggedInTo(SshProxy.Kind.HTTP);
        fails(through(tinyproxy.proxy().withLogin(Account.NAME, WRONG.toCharArray())).build(), SshErrorCode.PROXY_LOGIN_REFUSED,
                "refuses the log-in as " + Account.NAME);
        fails(through(tinyproxy.proxy()).build(), SshErrorCode.PROXY_LOGIN_REFUSED,
                "wants a log-in: \"HTTP/1.0 407 Proxy Authentication Required | Basic realm=\"Tinyproxy\"\"");
        fails(through(proxy).port(CLOSED).build(), SshErrorCode.PROXY_COULD_NOT_CONNECT, "could not connect: \"HTTP/1.1 500 Unable to connect\"");
        fails(through(proxy).port(9).build(), SshErrorCode.PROXY_REFUSED, "refuses it: \"HTTP/1.1 403 Access violation\"");
    }

    /** Tinyproxy waits for the rest of what it takes for a request. */
    @Test
    void anotherKindOfProxyIsToldSo() {
        fails(through(SshProxy.http("127.0.0.1", dante.port())).build(), SshErrorCode.PROXY_BROKEN, "the proxy http://127.0.0.1:" + dante.port());
        fails(through(SshProxy.http("127.0.0.1", server.port())).build(), SshErrorCode.PROXY_BROKEN, "does not answer like an HTTP proxy: \"SSH-2.0-");
    }
}
