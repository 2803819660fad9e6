package io.sshra.ssh.mina.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session in a tunnel whose other side is the test. */
class TunnelSessionTest {

    private final TestTunnel tunnel = new TestTunnel();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile BiConsumer<IoSession, byte[]> reaction = (session, data) -> { };
    private IoLoop loop;
    private Thread thread;
    private SocketConnector connector;
    private ServerSocket listener;
    private LoopSession carrier;

    private final class Handler implements IoHandler {

        @Override
        public void sessionCreated(IoSession session) {
            // Sends nothing.
        }

        @Override
        public void messageReceived(IoSession session, Readable message) {
            if (session instanceof TunnelSession) {
                byte[] data = new byte[message.available()];
                message.getRawBytes(data, 0, data.length);
                heard.writeBytes(data);
                reaction.accept(session, data);
            }
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) {
            // The end follows.
        }

        @Override
        public void sessionClosed(IoSession session) {
            if (session instanceof TunnelSession) {
                ended.countDown();
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        loop = new IoLoop();
        thread = new Thread(loop::run, "loop");
        thread.start();
        connector = new SocketConnector(new Handler(), () -> loop, () -> null);
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        carrier = (LoopSession) connected(connector.connect(listener.getLocalSocketAddress(), null, null));
    }

    @AfterEach
    void stop() throws Exception {
        connector.close(true);
        listener.close();
        loop.close();
        thread.join();
    }

    private static IoSession connected(IoConnectFuture connecting) throws Exception {
        assertThat(connecting.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return connecting.getSession();
    }

    private LoopSession open() throws Exception {
        return (LoopSession) connected(connector.connect(new TunnelAddress("there", carrier, tunnel), null, null));
    }

    @Test
    void whatCameBeforeTheSessionAndTheEndIsRead() throws Exception {
        tunnel.toRead.add(new byte[] {1, 2});
        tunnel.toRead.add(new byte[] {3});
        tunnel.atEnd = true;
        LoopSession session = open();
        assertThat(ended.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(heard.toByteArray()).containsExactly(1, 2, 3);
        assertThat(session.isOpen()).isFalse();
        assertThat(tunnel.ended).isTrue();
    }

    /** Several threads write while there is room for some bytes at a time. */
    @Test
    void whatHasNoRoomIsWrittenInOrderWhenThereIsRoom() throws Exception {
        LoopSession session = open();
        byte[] content = Content.random(100_000);
        AtOnce writing = new AtOnce().run(() -> {
            for (int from = 0; from < content.length; from += 1000) {
                session.writeBuffer(new ByteArrayBuffer(Arrays.copyOfRange(content, from, from + 1000)));
            }
        }).run(() -> {
            for (int i = 0; tunnel.allWritten().length < content.length; i++) {
                tunnel.room.addAndGet(i % 1777);
                tunnel.change();
            }
        });
        writing.await();
        assertThat(tunnel.allWritten()).isEqualTo(content);
    }

    @Test
    void aSessionWhoseAnswersHaveNoRoomReadsNothingMore() throws Exception {
        reaction = (session, data) -> ((LoopSession) session).writeBuffer(new ByteArrayBuffer(new byte[data.length]));
        for (int i = 0; i < 100; i++) {
            tunnel.toRead.add(new byte[10_000]);
        }
        LoopSession session = open();
        await().until(() -> session.unsentAnswers() > LoopSession.MOST_UNSENT_ANSWERS && !session.isListening());
        assertThat(session.unsentAnswers()).isLessThanOrEqualTo(LoopSession.MOST_UNSENT_ANSWERS + 10_000);
        assertThat(tunnel.toRead).isNotEmpty();
        tunnel.room.set(Integer.MAX_VALUE);
        tunnel.change();
        await().until(() -> tunnel.allWritten().length == 1_000_000);
        assertThat(tunnel.toRead).isEmpty();
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void aSessionEndsWithItsTunnelAndWithItsCarrier() throws Exception {
        LoopSession session = open();
        tunnel.end();
        assertThat(session.writeBuffer(new ByteArrayBuffer(new byte[10])).isWritten()).isFalse();
        assertThat(ended.await(Patience.SECONDS, TimeUnit.SECONDS)).as("on the loop").isTrue();
        assertThat(session.isOpen()).isFalse();
        carrier.close(true);
        assertThat(connector.getManagedSessions()).isEmpty();
    }

    @Test
    void aSessionInATunnelHasTheSocketOfItsCarrier() throws Exception {
        LoopSession session = open();
        assertThat(session.socket()).isSameAs(carrier.socket());
        try (Socket peer = listener.accept()) {
            peer.setSoLinger(true, 0);
        }
        await().until(() -> !session.isOpen());
    }
}
