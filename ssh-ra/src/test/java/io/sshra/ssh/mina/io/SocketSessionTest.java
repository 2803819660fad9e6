package io.sshra.ssh.mina.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketSessionTest {

    /** Tells on which thread it is told of the failure and the end. */
    private static final class Told implements IoHandler {

        final CompletableFuture<Thread> heard = new CompletableFuture<>();
        final CompletableFuture<Thread> failure = new CompletableFuture<>();
        final CompletableFuture<Thread> end = new CompletableFuture<>();

        @Override
        public void sessionCreated(IoSession session) {
            // Says nothing.
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
     * Whoever writes holds the lock of MINA's session, perhaps that of a channel. The end takes those of all channels: two who
     * wrote at the moment when a connection broke waited for each other for ever.
     */
    @Test
    void aWriteThatFailsEndsTheConnectionOnItsLoopAndNotOnTheThreadOfWhoeverWrites() throws Exception {
        IoLoop loop = new IoLoop();
        Thread thread = new Thread(loop::run, "loop");
        thread.start();
        Told told = new Told();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketConnector connector = new SocketConnector(told, () -> loop, () -> null);
            IoConnectFuture connecting = connector.connect(listener.getLocalSocketAddress(), null, null);
            assertThat(connecting.await(10, TimeUnit.SECONDS)).isTrue();
            IoSession session = connecting.getSession();
            try (Socket accepted = listener.accept()) {
                accepted.getOutputStream().write(1);
                assertThat(told.heard.get(10, TimeUnit.SECONDS)).as("it has begun to read").isSameAs(thread);
                // The loop is not the first who sees that it is broken.
                session.suspendRead();
                accepted.setSoLinger(true, 0);
            }
            IoWriteFuture written;
            do {
                written = session.writeBuffer(new ByteArrayBuffer(new byte[1000]));
            } while (written.isWritten());

            assertThat(told.failure.get(10, TimeUnit.SECONDS)).isSameAs(thread);
            assertThat(told.end.get(10, TimeUnit.SECONDS)).isSameAs(thread);
            assertThat(session.isClosed()).isTrue();
        } finally {
            loop.close();
        }
    }
}
