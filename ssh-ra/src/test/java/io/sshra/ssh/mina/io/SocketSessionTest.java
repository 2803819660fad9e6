package io.sshra.ssh.mina.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.Test;

class SocketSessionTest {

    /** Records the threads on which it is told of the failure and the end. */
    private static class Told implements IoHandler {

        final CompletableFuture<Thread> heard = new CompletableFuture<>();
        final CompletableFuture<Thread> failure = new CompletableFuture<>();
        final CompletableFuture<Thread> end = new CompletableFuture<>();

        @Override
        public void sessionCreated(IoSession session) {
            // Sends nothing.
        }

        @Override
        public void messageReceived(IoSession session, Readable message) {
            heard.complete(Thread.currentThread());
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) {
            failure.complete(Thread.currentThread());
        }

        @Override
        public void sessionClosed(IoSession session) {
            end.complete(Thread.currentThread());
        }
    }

    /**
     * A writing thread holds the lock of MINA's session, perhaps that of a channel. The end takes the locks of all channels, so two
     * threads that wrote just when a connection broke waited for each other forever.
     */
    @Test
    void aFailedWriteEndsTheConnectionOnItsLoopNotOnTheWriter() throws Exception {
        IoLoop loop = new IoLoop();
        Thread thread = new Thread(loop::run, "loop");
        thread.start();
        Told told = new Told();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketConnector connector = new SocketConnector(told, () -> loop, () -> null);
            IoConnectFuture connecting = connector.connect(listener.getLocalSocketAddress(), null, null);
            assertThat(connecting.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            IoSession session = connecting.getSession();
            try (Socket accepted = listener.accept()) {
                accepted.getOutputStream().write(1);
                assertThat(told.heard.get(Patience.SECONDS, TimeUnit.SECONDS)).as("it has begun to read").isSameAs(thread);
                // The loop is not the first to see the failure.
                session.suspendRead();
                accepted.setSoLinger(true, 0);
            }
            IoWriteFuture written;
            do {
                written = session.writeBuffer(new ByteArrayBuffer(new byte[1000]));
            } while (written.isWritten());

            assertThat(told.failure.get(Patience.SECONDS, TimeUnit.SECONDS)).isSameAs(thread);
            assertThat(told.end.get(Patience.SECONDS, TimeUnit.SECONDS)).isSameAs(thread);
            assertThat(session.isClosed()).isTrue();
        } finally {
            loop.close();
        }
    }

    /** A session and the socket of its peer. */
    private interface Exchange {

        void run(SocketSession session, Socket peer) throws Exception;
    }

    private static void connected(IoHandler handler, Exchange exchange) throws Exception {
        IoLoop loop = new IoLoop();
        new Thread(loop::run, "loop").start();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketConnector connector = new SocketConnector(handler, () -> loop, () -> null);
            IoConnectFuture connecting = connector.connect(listener.getLocalSocketAddress(), null, null);
            try (Socket peer = listener.accept()) {
                assertThat(connecting.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
                peer.setSoTimeout(30_000);
                exchange.run((SocketSession) connecting.getSession(), peer);
            }
        } finally {
            loop.close();
        }
    }

    /** Answers each byte with one byte, and records the maximum of unsent answers. */
    private static final class Answering extends Told {

        final AtomicInteger mostUnsent = new AtomicInteger();

        @Override
        public void messageReceived(IoSession session, Readable message) {
            ((SocketSession) session).writeBuffer(new ByteArrayBuffer(new byte[message.available()]));
            mostUnsent.accumulateAndGet(((SocketSession) session).unsentAnswers(), Math::max);
        }
    }

    /** Fault: the queue took all answers. */
    @Test
    void unreadAnswersStayBoundedAndAreNotLost() throws Exception {
        int total = 32 << 20;
        Answering handler = new Answering();
        connected(handler, (session, peer) -> {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(peer, total));
            await().until(() -> session.unsentAnswers() > SocketSession.MOST_UNSENT_ANSWERS && !session.isListening());
            assertThat(peer.getInputStream().readNBytes(total)).hasSize(total);
            sending.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(handler.mostUnsent.get()).isLessThan(SocketSession.MOST_UNSENT_ANSWERS + (64 << 10) + 1);
            await().until(session::isListening);
        });
    }

    /** An upload that fills the network does not delay answers of the server. */
    @Test
    void writesOfCallersDoNotStopReading() throws Exception {
        Told told = new Told();
        connected(told, (session, peer) -> {
            IoWriteFuture written;
            do {
                written = session.writeBuffer(new ByteArrayBuffer(new byte[1 << 20]));
            } while (written.isWritten());
            session.writeBuffer(new ByteArrayBuffer(new byte[2 * SocketSession.MOST_UNSENT_ANSWERS]));
            peer.getOutputStream().write(1);
            assertThat(told.heard.get(Patience.SECONDS, TimeUnit.SECONDS)).isNotNull();
            assertThat(session.unsentAnswers()).isZero();
            assertThat(session.isListening()).isTrue();
        });
    }

    private static void send(Socket peer, int total) {
        byte[] part = new byte[64 << 10];
        try {
            for (int sent = 0; sent < total; sent += part.length) {
                peer.getOutputStream().write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library has already numbered the packet, so later packets would have the wrong number. */
    @Test
    void anErrorWhileWritingEndsTheConnection() throws Exception {
        Told told = new Told();
        connected(told, (session, peer) -> {
            Buffer failing = new ByteArrayBuffer(new byte[1000]) {
                @Override
                public byte[] array() {
                    throw new OutOfMemoryError("for the test");
                }
            };
            assertThatThrownBy(() -> session.writeBuffer(failing)).isInstanceOf(OutOfMemoryError.class);
            assertThat(session.isOpen()).isFalse();
            told.end.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(session.writeBuffer(new ByteArrayBuffer(new byte[1000])).isWritten()).isFalse();
            assertThat(peer.getInputStream().read()).as("nothing was sent").isEqualTo(-1);
        });
    }

    /** Fault: the connection ended only when the peer read again, perhaps never. */
    @Test
    void aBrokenConnectionEndsEvenIfThePeerReadsNothing() throws Exception {
        Told told = new Told();
        connected(told, (session, peer) -> {
            IoWriteFuture written;
            do {
                written = session.writeBuffer(new ByteArrayBuffer(new byte[1 << 20]));
            } while (written.isWritten());
            session.breakOff(new IOException("for the test"));
            told.end.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(written.isWritten()).isFalse();
            assertThat(written.isDone()).isTrue();
        });
    }

    /** Keeps the loop busy with the first byte, and records what comes after it. */
    private static final class Busy extends Told {

        final CountDownLatch goOn = new CountDownLatch(1);
        final StringBuffer later = new StringBuffer();

        @Override
        public void messageReceived(IoSession session, Readable message) {
            if (!heard.isDone()) {
                super.messageReceived(session, message);
                try {
                    assertThat(goOn.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            byte[] bytes = new byte[message.available()];
            message.getRawBytes(bytes, 0, bytes.length);
            later.append(new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    /** Fault: the failed write hid why the server had closed. OpenSSH closes without reading, which resets the connection. */
    @Test
    void whatArrivedBeforeAWriteFailedIsHandledFirst() throws Exception {
        Busy handler = new Busy();
        connected(handler, (session, peer) -> {
            peer.getOutputStream().write('1');
            handler.heard.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(session.writeBuffer(new ByteArrayBuffer(new byte[1000])).isWritten()).isTrue();
            await().until(() -> peer.getInputStream().available() > 0);
            peer.getOutputStream().write("Not allowed".getBytes(StandardCharsets.US_ASCII));
            peer.close();
            IoWriteFuture written;
            do {
                written = session.writeBuffer(new ByteArrayBuffer(new byte[1000]));
            } while (written.isWritten());
            handler.goOn.countDown();
            handler.end.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(handler.later).hasToString("1Not allowed");
        });
    }
}
