package io.sshra.ssh.mina.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.Content;
import io.sshra.testing.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.Readable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client on this machine, and a tunnel whose other side is the test. */
class RelayTest {

    private final TestTunnel tunnel = new TestTunnel();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final Relay.Watcher watcher = new Relay.Watcher() {

        @Override
        public void sent(int bytes) {
            sent.addAndGet(bytes);
        }

        @Override
        public void received(int bytes) {
            received.addAndGet(bytes);
        }

        @Override
        public void ended() {
            ended.countDown();
        }
    };
    private IoLoop loop;
    private Thread thread;
    private SocketConnector connector;
    private ServerSocket listener;
    private Socket client;
    private Relay relay;

    private static final class Quiet implements IoHandler {

        @Override
        public void sessionCreated(IoSession session) {
            // The session is only there for its loop.
        }

        @Override
        public void messageReceived(IoSession session, Readable message) {
            // Nothing comes.
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) {
            // The end follows.
        }

        @Override
        public void sessionClosed(IoSession session) {
            // At the end of the test.
        }
    }

    @BeforeEach
    void start() throws Exception {
        loop = new IoLoop();
        thread = new Thread(loop::run, "loop");
        thread.start();
        connector = new SocketConnector(new Quiet(), () -> loop, () -> null);
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        IoConnectFuture connecting = connector.connect(listener.getLocalSocketAddress(), null, null);
        assertThat(connecting.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        listener.accept().close();
        SocketChannel accepted = SocketChannel.open(listener.getLocalSocketAddress());
        accepted.configureBlocking(false);
        client = listener.accept();
        relay = new Relay((LoopSession) connecting.getSession(), accepted, watcher);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        connector.close(true);
        listener.close();
        loop.close();
        thread.join();
    }

    private void hasEnded() throws InterruptedException {
        assertThat(ended.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(tunnel.ended).isTrue();
    }

    @Test
    void eachDirectionEndsByItself() throws Exception {
        byte[] content = Content.random(1_000_000);
        tunnel.room.set(Integer.MAX_VALUE);
        tunnel.toRead.add(content);
        relay.begin(tunnel);
        assertThat(client.getInputStream().readNBytes(content.length)).isEqualTo(content);
        tunnel.atEnd = true;
        tunnel.change();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.getOutputStream().write(content);
        client.shutdownOutput();
        hasEnded();
        assertThat(tunnel.allWritten()).isEqualTo(content);
        assertThat(tunnel.outputEnded).isTrue();
        assertThat(sent.get()).isEqualTo(content.length);
        assertThat(received.get()).isEqualTo(content.length);
    }

    @Test
    void aTunnelThatIsCutResetsTheClientAfterWhatHasCome() throws Exception {
        tunnel.toRead.add(new byte[10]);
        relay.begin(tunnel);
        assertThat(client.getInputStream().readNBytes(10)).hasSize(10);
        tunnel.atEnd = true;
        tunnel.cut = true;
        tunnel.change();
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        hasEnded();
    }

    /** Fault: a client that only waited stayed connected for ever. */
    @Test
    void aTunnelThatClosesAfterItsEndEndsTheRelayWithoutAReset() throws Exception {
        tunnel.toRead.add(new byte[10]);
        tunnel.atEnd = true;
        relay.begin(tunnel);
        assertThat(client.getInputStream().readAllBytes()).hasSize(10);
        assertThat(ended.getCount()).as("the other direction is open").isEqualTo(1);
        tunnel.ended = true;
        tunnel.change();
        hasEnded();
    }

    @Test
    void aClientIsNotReadFurtherWhenTheTunnelHasNoRoom() throws Exception {
        byte[] content = Content.random(500_000);
        relay.begin(tunnel);
        Thread writer = new Thread(() -> {
            try {
                client.getOutputStream().write(content);
                client.shutdownOutput();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        await().until(() -> {
            tunnel.room.addAndGet(7_777);
            tunnel.change();
            return tunnel.outputEnded;
        });
        writer.join();
        assertThat(tunnel.allWritten()).isEqualTo(content);
    }

    @Test
    void endingARelayThatHasNotBegunClosesTheClient() throws Exception {
        relay.end();
        assertThat(ended.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        relay.begin(tunnel);
        await().untilAsserted(() -> assertThat(tunnel.ended).as("one that comes too late").isTrue());
        assertThatThrownBy(() -> {
            if (client.getInputStream().read() < 0) {
                throw new SocketException("end");
            }
        }).isInstanceOf(SocketException.class);
    }
}
