package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.StallingSessions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers that do not read, or do not finish a key exchange, while this side has data for them. The memory for that data is
 * bounded.
 */
@Tag("long")
class UnreadServerTest {

    /** Set as a system property of MINA. */
    private static final String CLIENT_BYTES = "org.apache.sshd.config.rekey-bytes-limit";
    private static final Duration LIMIT = Patience.LIMIT;
    private static final int MEBIBYTE = 1 << 20;

    private final StallingSessions sessions = new StallingSessions();
    private EmbeddedSshServer server;
    private MinaConnector connector;

    @BeforeEach
    void start() {
        server = EmbeddedSshServer.start(mina -> {
            sessions.useIn(mina);
            // Only the client asks for new keys.
            CoreModuleProperties.REKEY_BYTES_LIMIT.set(mina, Long.MAX_VALUE);
            // More than a caller writes in this test.
            CoreModuleProperties.WINDOW_SIZE.set(mina, 1L << 30);
        });
        connector = new MinaConnector(System::nanoTime);
    }

    @AfterEach
    void stop() {
        System.clearProperty(CLIENT_BYTES);
        connector.close();
        server.close();
    }

    /** The server's side of the only connection. */
    private ServerSessionImpl session() {
        return sessions.all().get(0);
    }

    /** Requests answers, as fast as the client reads the requests, until the connection ends. */
    private void flood() {
        IoWriteFuture last;
        do {
            last = null;
            try {
                for (int i = 0; i < 1000; i++) {
                    Buffer request = session().createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
                    request.putString("nothing@sshra.test");
                    request.putBoolean(true);
                    last = session().writePacket(request);
                }
                last.await(LIMIT);
            } catch (IOException ended) {
                return;
            }
        } while (last.isWritten());
    }

    private Transport connect(ConnectSettings settings) throws Exception {
        Target target = Connecting.to(server, settings);
        return connector.connect(target, LIMIT, Connecting.QUIETLY);
    }

    private ProcessChannel start(Transport transport, String command) throws Exception {
        ProcessChannel process = transport.start(SshCommand.shell(command));
        process.awaitStarted();
        return process;
    }

    /** Fault: keepalive never missed an answer, because the server always sent something. */
    @Test
    void keepaliveDetectsAServerThatRequestsAnswersAndDoesNotRead() throws Exception {
        Transport transport = connect(new ConnectSettings(LIMIT, new ConnectSettings.Keepalive(Duration.ofSeconds(1), 2)));
        CountDownLatch closed = new CountDownLatch(1);
        transport.onClosed(closed::countDown);
        session().getIoSession().suspendRead();
        CompletableFuture<Void> flood = CompletableFuture.runAsync(this::flood);
        assertThat(closed.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        session().close(true);
        flood.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    /** Answers wait for the end of a key exchange that this side has requested. */
    @Test
    void aServerThatRequestsAnswersAndSendsNoKeysIsDisconnected() throws Exception {
        System.setProperty(CLIENT_BYTES, "200000");
        Transport transport = connect(Connecting.within(LIMIT));
        CountDownLatch closed = new CountDownLatch(1);
        transport.onClosed(closed::countDown);
        sessions.stall(true);
        CompletableFuture<Void> flood = CompletableFuture.runAsync(this::flood);
        assertThat(closed.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        session().close(true);
        flood.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    // ---- input of processes ----

    /** A thread that writes one MiB after the other. */
    private static final class Writer extends Thread {

        private final ProcessChannel process;
        private final int total;
        final AtomicInteger written = new AtomicInteger();
        final CompletableFuture<IOException> failure = new CompletableFuture<>();

        Writer(ProcessChannel process, int total) {
            super("writer");
            this.process = process;
            this.total = total;
            start();
        }

        @Override
        public void run() {
            try {
                while (written.get() < total) {
                    process.stdin().write(new byte[MEBIBYTE]);
                    written.incrementAndGet();
                }
            } catch (IOException e) {
                failure.complete(e);
            }
        }

        void awaitWaiting() {
            await().until(() -> getState() == State.TIMED_WAITING || getState() == State.WAITING);
        }
    }

    /** Fault: the data went to the heap, up to the server's window of up to 4 GiB. */
    @Test
    void aWriterWaitsUntilTheSocketHasTakenItsPacket() throws Exception {
        Transport transport = connect(Connecting.within(LIMIT));
        ProcessChannel process = start(transport, "cat >/dev/null");
        session().getIoSession().suspendRead();
        Writer writer = new Writer(process, 100);
        writer.awaitWaiting();
        assertThat(writer.written.get()).isLessThan(100);
        session().getIoSession().resumeRead();
        await().until(() -> writer.written.get() == 100);
        process.close();
    }

    @Test
    void theEndOfAProcessFreesAWriterThatWaitsForTheSocket() throws Exception {
        Transport transport = connect(Connecting.within(LIMIT));
        ProcessChannel process = start(transport, "cat >/dev/null");
        session().getIoSession().suspendRead();
        Writer writer = new Writer(process, 100);
        writer.awaitWaiting();
        process.close();
        assertThat(writer.failure.get(Patience.SECONDS, TimeUnit.SECONDS)).isNotNull();
        transport.abort();
    }

    /** In a monitor, a virtual thread would pin its carrier thread, and an interrupt would not free it. */
    @Test
    void aSecondWriterWaitsInNoMonitorAndCanBeInterrupted() throws Exception {
        Transport transport = connect(Connecting.within(LIMIT));
        ProcessChannel process = start(transport, "cat >/dev/null");
        session().getIoSession().suspendRead();
        Writer first = new Writer(process, 100);
        first.awaitWaiting();
        Writer second = new Writer(process, 1);
        second.awaitWaiting();
        second.interrupt();
        assertThat(second.failure.get(Patience.SECONDS, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
        assertThat(first.failure).isNotDone();
        transport.abort();
        assertThat(first.failure.get(Patience.SECONDS, TimeUnit.SECONDS)).isNotNull();
    }

    /** The packet had a sequence number already: the server would notice a missing or unreadable packet. */
    @Test
    void aPacketThatCannotBeMadeEndsTheConnection() throws Exception {
        Transport transport = connect(Connecting.within(LIMIT));
        CountDownLatch closed = new CountDownLatch(1);
        transport.onClosed(closed::countDown);
        MinaSession session = ((MinaTransport) transport).session();
        Buffer failing = new ByteArrayBuffer(new byte[1000]) {

            private int calls;

            @Override
            public byte[] array() {
                if (++calls > 1) {
                    throw new OutOfMemoryError("for the test");
                }
                return super.array();
            }
        };
        assertThatThrownBy(() -> session.writePacket(failing)).isInstanceOf(OutOfMemoryError.class);
        assertThat(closed.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
