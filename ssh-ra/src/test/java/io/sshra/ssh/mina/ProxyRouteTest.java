package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProxy;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.Endpoint;
import io.sshra.ssh.Proxy;
import io.sshra.ssh.Target;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.ScriptedProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A target with several addresses behind a proxy. */
class ProxyRouteTest {

    private static final String FIRST = "192.0.2.1";
    private static final String SECOND = "192.0.2.2";
    private static final Duration LONG = Duration.ofHours(1);

    private final EmbeddedSshServer server = EmbeddedSshServer.start();
    private final ScriptedProxy proxy = ScriptedProxy.start(SshProxy.Kind.SOCKS5);
    private final Resolver resolver = host -> List.of(host.equals("two.invalid")
            ? new InetAddress[] {InetAddress.getByName(FIRST), InetAddress.getByName(SECOND)} : InetAddress.getAllByName(host));
    private final MinaConnector connector = new MinaConnector(System::nanoTime, LONG, resolver, Instant::now);

    @AfterEach
    void stop() throws Exception {
        connector.close();
        proxy.close();
        await().until(() -> server.openSessions() == 0);
        server.close();
    }

    private Target target(ConnectSettings settings) {
        return target(settings, proxy.port());
    }

    private Target target(ConnectSettings settings, int proxyPort) {
        return Connecting.to(server, "two.invalid", server.port(), settings)
                .through(new Proxy(Proxy.Kind.SOCKS5, new Endpoint("127.0.0.1", proxyPort), null, null, false));
    }

    private void connects(ConnectSettings settings) throws SshException {
        connector.connect(target(settings), LONG, Connecting.QUIETLY).abort();
    }

    @Test
    void theNextAddressIsAskedForWhenTheProxyCannotConnect() throws Exception {
        proxy.unableToReach(FIRST);
        connects(Connecting.within(LONG));
        assertThat(proxy.asked()).containsExactly(FIRST + ":" + server.port(), SECOND + ":" + server.port());
    }

    @Test
    void eachAddressGetsAnEqualPartOfTheTimeThatIsLeft() throws Exception {
        ProxyRoute route = ProxyRoute.to(target(Connecting.within(LONG)), resolver);
        IOException timeout = new IOException(new TimeoutException());
        route.next();
        assertThat(route.share(100, 1100)).isEqualTo(600);
        assertThat(route.goesOnAfter(timeout)).isTrue();
        route.next();
        assertThat(route.share(600, 1100)).isEqualTo(1100);
        IOException last = new IOException(new TimeoutException());
        assertThat(route.goesOnAfter(last)).as("there is no other").isFalse();
        assertThat(last).hasSuppressedException(timeout);
    }

    /** What the proxy does not do for one address it would not do for the next. */
    @Test
    void anotherFailureOfTheProxyIsFinal() throws Exception {
        Target target = target(Connecting.within(LONG), HostileServer.closedPort());
        SshConnectException failure = catchThrowableOfType(SshConnectException.class, () -> connector.connect(target, LONG, Connecting.QUIETLY));
        assertThat(failure.code()).isEqualTo(SshErrorCode.PROXY_UNREACHABLE);
        assertThat(ProxyRoute.to(target, resolver).goesOnAfter((IOException) failure.getCause())).isFalse();
    }

    /** One of the two addresses is denied, and the proxy is not asked for it. */
    @Test
    void onlyPermittedAddressesOfTheTargetAreAskedFor() throws Exception {
        ConnectSettings settings = Connecting.within(LONG).to(new DestinationRule(List.of(), DestinationRule.Network.list(FIRST)));
        connects(settings);
        assertThat(proxy.asked()).containsExactly(SECOND + ":" + server.port());

        ConnectSettings none = settings.to(new DestinationRule(List.of(), DestinationRule.Network.list("192.0.2.0/24")));
        assertThatThrownBy(() -> connects(none)).isInstanceOf(SshConnectException.class)
                .extracting("code").isEqualTo(SshErrorCode.DESTINATION_DENIED);
    }
}
