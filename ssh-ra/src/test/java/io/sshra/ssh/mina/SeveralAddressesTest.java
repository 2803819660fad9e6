package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.Target;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.UnansweredPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host with several addresses, the first of which are dead or denied. The server is at 127.0.0.1. */
class SeveralAddressesTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SERVER = "127.0.0.1";

    private final List<String> asked = new ArrayList<>();
    private EmbeddedSshServer server;

    @BeforeEach
    void start() {
        server = EmbeddedSshServer.start(mina -> mina.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    /** Returns one answer after the other, then always the last one. */
    private Resolver answering(List<InetAddress> first, List<InetAddress> later) {
        return host -> {
            asked.add(host);
            return asked.size() == 1 ? first : later;
        };
    }

    private static MinaConnector connector(Resolver resolver) {
        return new MinaConnector(System::nanoTime, LONG, resolver, Instant::now);
    }

    private static MinaConnector connector(String... addresses) throws UnknownHostException {
        List<InetAddress> all = new ArrayList<>();
        for (String each : addresses) {
            all.add(address(each));
        }
        return connector(host -> all);
    }

    private Target target(ConnectSettings settings) {
        return Connecting.to(server, "several.test", server.port(), settings);
    }

    private void connects(MinaConnector connector, Target target) throws SshException {
        connector.connect(target, target.connectTimeout(), Connecting.QUIETLY).abort();
        assertThat(server.authenticatedSessions()).isEqualTo(1);
        await().until(() -> server.openSessions() == 0);
    }

    private static SshException failure(MinaConnector connector, Target target) {
        return catchThrowableOfType(SshException.class, () -> connector.connect(target, target.connectTimeout(), Connecting.QUIETLY));
    }

    @Test
    void aFirstAddressThatNeverAnswersDoesNotHideTheNext() throws Exception {
        try (UnansweredPort dead = new UnansweredPort(address("127.0.0.2"), server.port());
                MinaConnector connector = connector("127.0.0.2", SERVER)) {
            connects(connector, target(Connecting.within(LONG)));
            await("nothing is left behind").until(() -> dead.callers() == 0);
        }
    }

    @Test
    void anAddressThatRefusesIsFollowedByTheNext() throws Exception {
        try (MinaConnector connector = connector("127.0.0.2", "127.0.0.3", SERVER)) {
            connects(connector, target(Connecting.within(LONG)));
        }
    }

    @Test
    void addressesThatAllRefuseAreAllNamed() throws Exception {
        try (MinaConnector connector = connector("127.0.0.2", "127.0.0.3")) {
            SshException failure = failure(connector, target(Connecting.within(LONG)));
            assertThat(failure.code()).isEqualTo(SshErrorCode.CONNECTION_REFUSED);
            assertThat(failure).hasMessageContaining("several.test:" + server.port());
            assertThat(failure.getCause()).hasMessageContaining("127.0.0.2:" + server.port())
                    .hasMessageContaining("127.0.0.3:" + server.port());
        }
    }

    @Test
    void addressesThatAreAllSilentEndWithTheTimeOut() throws Exception {
        try (UnansweredPort one = new UnansweredPort(address("127.0.0.2"), server.port());
                UnansweredPort other = new UnansweredPort(address("127.0.0.3"), server.port());
                MinaConnector connector = connector("127.0.0.2", "127.0.0.3")) {
            SshException failure = failure(connector, target(Connecting.within(Duration.ofSeconds(2))));
            assertThat(failure.code()).isEqualTo(SshErrorCode.CONNECT_TIMEOUT);
            await("nothing is left behind").until(() -> one.callers() == 0 && other.callers() == 0);
        }
    }

    @Test
    void anInterruptEndsAllAttempts() throws Exception {
        try (UnansweredPort one = new UnansweredPort(address("127.0.0.2"), server.port());
                UnansweredPort other = new UnansweredPort(address("127.0.0.3"), server.port());
                MinaConnector connector = connector("127.0.0.2", "127.0.0.3")) {
            CompletableFuture<SshException> failure = new CompletableFuture<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                failure.complete(failure(connector, target(Connecting.within(LONG))));
                interrupted.complete(Thread.currentThread().isInterrupted());
            }, "caller");
            caller.start();
            await().until(() -> one.callers() == 1 && other.callers() == 1);
            caller.interrupt();
            assertThat(failure.get(Patience.SECONDS, TimeUnit.SECONDS).code()).isEqualTo(SshErrorCode.INTERRUPTED);
            assertThat(interrupted.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            await("nothing is left behind").until(() -> one.callers() == 0 && other.callers() == 0);
        }
    }

    @Test
    void theEndOfTheAdapterEndsAConnectUnderWay() throws Exception {
        try (UnansweredPort dead = new UnansweredPort(address("127.0.0.2"), server.port())) {
            MinaConnector connector = connector("127.0.0.2");
            CompletableFuture<SshException> failure = CompletableFuture.supplyAsync(
                    () -> failure(connector, target(Connecting.within(LONG))));
            await().until(() -> dead.callers() == 1);
            connector.close();
            assertThat(failure.get(Patience.SECONDS, TimeUnit.SECONDS).code()).as("and no time-out").isEqualTo(SshErrorCode.CONNECT_FAILED);
        }
    }

    // ---- the checked address is the one connected to ----

    /** Fault: the library resolved the name of the address again, to 127.0.0.1, which is denied. */
    @Test
    void theCheckedAddressIsTheOneThatIsConnectedTo() throws Exception {
        InetAddress named = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 2});
        ConnectSettings settings = Connecting.within(LONG).to(new DestinationRule(List.of(), DestinationRule.Network.list(SERVER)));
        try (ServerSocket permitted = new ServerSocket(server.port(), 1, address("127.0.0.2"));
                MinaConnector connector = connector(host -> List.of(named))) {
            CompletableFuture.runAsync(() -> failure(connector, target(settings)));
            permitted.setSoTimeout(30_000);
            permitted.accept().close();
        }
        assertThat(server.authenticatedSessions()).isZero();
    }

    @Test
    void aDeniedAddressIsNotTriedBesideAPermittedOne() throws Exception {
        ConnectSettings settings = Connecting.within(LONG).to(new DestinationRule(List.of(), DestinationRule.Network.list(SERVER)));
        try (MinaConnector connector = connector(SERVER, "127.0.0.2", "::ffff:" + SERVER)) {
            SshException failure = failure(connector, target(settings));
            assertThat(failure.code()).isEqualTo(SshErrorCode.CONNECTION_REFUSED);
            assertThat(failure.getCause()).hasMessageContaining("127.0.0.2").message().doesNotContain(SERVER);
        }
        assertThat(server.authenticatedSessions()).isZero();
    }

    @Test
    void namesAreResolvedOncePerConnectAndNotBehindAJumpHost() throws Exception {
        ConnectSettings settings = Connecting.within(LONG).to(new DestinationRule(DestinationRule.Network.list(SERVER), List.of()));
        Resolver changing = answering(List.of(address(SERVER)), List.of(address("127.0.0.2")));
        try (EmbeddedSshServer behind = EmbeddedSshServer.start(); MinaConnector connector = connector(changing)) {
            Target jump = target(settings);
            Target through = Connecting.to(behind, Connecting.within(LONG)).through(jump);
            connector.connect(through, LONG, Connecting.QUIETLY).abort();
            assertThat(behind.authenticatedSessions()).isEqualTo(1);
            assertThat(asked).containsExactly("several.test");

            assertThat(failure(connector, through).code()).isEqualTo(SshErrorCode.DESTINATION_DENIED);
            assertThat(asked).containsExactly("several.test", "several.test");
        }
    }

    @Test
    void onlyAddressesOfTheWantedFamilyAreTried() throws Exception {
        List<InetAddress> both = List.of(address("::1"), address(SERVER), address("127.0.0.2"));
        Target any = target(Connecting.within(LONG));
        assertThat(TargetAddresses.of(any, host -> both)).hasToString("[0:0:0:0:0:0:0:1]:%1$d, 127.0.0.1:%1$d, 127.0.0.2:%1$d"
                .formatted(server.port()));
        assertThat(TargetAddresses.of(target(family(ConnectSettings.AddressFamily.INET)), host -> both))
                .hasToString("127.0.0.1:%1$d, 127.0.0.2:%1$d".formatted(server.port()));
        assertThat(TargetAddresses.of(target(family(ConnectSettings.AddressFamily.INET6)), host -> both))
                .hasToString("[0:0:0:0:0:0:0:1]:" + server.port());
    }

    private static ConnectSettings family(ConnectSettings.AddressFamily family) {
        return Connecting.within(LONG).with(new ConnectSettings.Addresses(family, null, DestinationRule.ANY));
    }

    @Test
    void theBindAddressIsUsed() throws Exception {
        ConnectSettings from = Connecting.within(LONG)
                .with(new ConnectSettings.Addresses(ConnectSettings.AddressFamily.ANY, "127.0.0.9", DestinationRule.ANY));
        try (ServerSocket peer = new ServerSocket(server.port(), 1, address("127.0.0.2"));
                MinaConnector connector = connector("127.0.0.3", "127.0.0.2")) {
            CompletableFuture.runAsync(() -> failure(connector, target(from)));
            peer.setSoTimeout(30_000);
            try (java.net.Socket accepted = peer.accept()) {
                assertThat(accepted.getInetAddress()).isEqualTo(address("127.0.0.9"));
            }
        }
    }
}
