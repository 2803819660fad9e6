package io.sshra.ssh.mina.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import java.net.InetAddress;
import java.net.Inet6Address;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.Readable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connects to several addresses at once, on a loop that a test can hold. */
class ConnectRaceTest {

    private final AtomicInteger sessions = new AtomicInteger();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private IoLoop loop;
    private SocketConnector connector;
    private ServerSocket first;
    private ServerSocket second;

    private final class Counting implements IoHandler {

        @Override
        public void sessionCreated(IoSession session) {
            sessions.incrementAndGet();
        }

        @Override
        public void messageReceived(IoSession session, Readable message) {
            // Sends nothing.
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) {
            // The test checks the sockets instead.
        }

        @Override
        public void sessionClosed(IoSession session) {
            sessions.decrementAndGet();
        }
    }

    @BeforeEach
    void start() throws Exception {
        first = new ServerSocket(0, 1, address("127.0.0.1"));
        second = new ServerSocket(first.getLocalPort(), 1, address("127.0.0.2"));
        loop = new IoLoop();
        new Thread(loop::run, "loop").start();
        connector = new SocketConnector(new Counting(), () -> loop, () -> timer);
    }

    @AfterEach
    void stop() throws Exception {
        held.countDown();
        connector.close(true);
        loop.close();
        timer.shutdownNow();
        first.close();
        second.close();
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    /** Both have connected before the loop notices either. */
    private IoConnectFuture bothConnect(List<Socket> accepted) throws Exception {
        loop.execute(this::hold);
        holding.await();
        IoConnectFuture connecting = connector.connect(
                HostAddresses.of(List.of(first.getInetAddress(), second.getInetAddress()), first.getLocalPort()), null, null);
        for (ServerSocket listener : List.of(first, second)) {
            listener.setSoTimeout(30_000);
            accepted.add(listener.accept());
            accepted.get(accepted.size() - 1).setSoTimeout(30_000);
        }
        return connecting;
    }

    private void hold() {
        holding.countDown();
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void ofTwoThatConnectAtOnceOneWinsAndTheOtherIsClosed() throws Exception {
        List<Socket> accepted = new ArrayList<>();
        IoConnectFuture connecting = bothConnect(accepted);
        held.countDown();
        assertThat(connecting.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        IoSession session = connecting.getSession();
        Socket winner = accepted.stream().filter(socket -> socket.getRemoteSocketAddress().equals(session.getLocalAddress()))
                .findFirst().orElseThrow();
        Socket loser = accepted.get(accepted.indexOf(winner) == 0 ? 1 : 0);

        assertThat(loser.getInputStream().read()).as("closed by its peer").isEqualTo(-1);
        assertThat(sessions).hasValue(1);
        assertThat(connector.getManagedSessions()).hasSize(1);
        session.close(true);
        assertThat(winner.getInputStream().read()).as("closed with its session").isEqualTo(-1);
    }

    @Test
    void aCancelledConnectLeavesNoSocketAndNoSession() throws Exception {
        List<Socket> accepted = new ArrayList<>();
        IoConnectFuture connecting = bothConnect(accepted);
        connecting.cancel();
        held.countDown();
        for (Socket each : accepted) {
            assertThat(each.getInputStream().read()).as("closed by its peer").isEqualTo(-1);
        }
        assertThat(sessions).hasValue(0);
        assertThat(connector.getManagedSessions()).isEmpty();
    }

    @Test
    void aClosedConnectorFailsWhatConnects() throws Exception {
        List<Socket> accepted = new ArrayList<>();
        IoConnectFuture connecting = bothConnect(accepted);
        connector.close(true);
        assertThat(connecting.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(connecting.getException()).isNotNull();
        held.countDown();
        for (Socket each : accepted) {
            assertThat(each.getInputStream().read()).as("closed by its peer").isEqualTo(-1);
        }
        assertThat(connector.connect(first.getLocalSocketAddress(), null, null).await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(sessions).hasValue(0);
    }

    @Test
    void aHostWithVeryManyAddressesThatRefuseIsTriedToTheLast() throws Exception {
        List<InetAddress> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(InetAddress.getByAddress(new byte[] {127, 1, (byte) (i >> 8), (byte) i}));
        }
        many.add(first.getInetAddress());
        IoConnectFuture connecting = connector.connect(HostAddresses.of(many, first.getLocalPort()), null, null);
        assertThat(connecting.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(connecting.isConnected()).isTrue();
    }

    @Test
    void familiesTakeTurnsAndTheFirstAddressBegins() throws Exception {
        InetAddress six = address("2001:db8::1");
        InetAddress four = address("192.0.2.1");
        assertThat(HostAddresses.of(List.of(six, address("2001:db8::2"), address("2001:db8::3"), four), 22))
                .hasToString("[2001:db8:0:0:0:0:0:1]:22, 192.0.2.1:22, [2001:db8:0:0:0:0:0:2]:22, [2001:db8:0:0:0:0:0:3]:22");
        assertThat(HostAddresses.of(List.of(four, address("192.0.2.2"), six), 22))
                .hasToString("192.0.2.1:22, [2001:db8:0:0:0:0:0:1]:22, 192.0.2.2:22");
    }

    @Test
    void anAddressLosesItsNameAndKeepsItsScope() throws Exception {
        byte[] linkLocal = address("fe80::1").getAddress();
        assertThat(HostAddresses.withoutName(Inet6Address.getByAddress("host.example", linkLocal, 3)))
                .hasToString("/fe80:0:0:0:0:0:0:1%3");
        assertThat(HostAddresses.withoutName(InetAddress.getByAddress("host.example", linkLocal))).hasToString("/fe80:0:0:0:0:0:0:1");
        byte[] mapped = new byte[16];
        System.arraycopy(new byte[] {-1, -1, 127, 0, 0, 1}, 0, mapped, 10, 6);
        assertThat(HostAddresses.withoutName(Inet6Address.getByAddress("host.example", mapped, 1))).as("an IPv4-mapped address")
                .hasToString("/127.0.0.1");
    }
}
