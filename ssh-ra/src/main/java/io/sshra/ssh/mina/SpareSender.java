package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;

/**
 * Sends what follows from changes of the spare channels of one connection, in the order in which they were decided, and without their
 * lock. One thread sends at a time, also what others have left. Thread-safe.
 */
final class SpareSender {

    private final Session session;
    private final Queue<Callable<?>> steps = new ConcurrentLinkedQueue<>();
    private final ReentrantLock sending = new ReentrantLock();

    SpareSender(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    /** Under the lock of the spare channels. Packets are queued during a key exchange, so that nobody waits. */
    void send(Buffer packet) {
        steps.add(() -> ThreadUtils.runAsInternal(packet, session::writePacket));
    }

    /** Under the lock of the spare channels. */
    void close(MinaSftpClient client) {
        client.expires(() -> { });
        steps.add(() -> ThreadUtils.runAsInternal(client, ending -> {
            ending.close();
            return null;
        }));
    }

    /** Sends what was decided, or leaves it to the thread that is sending. */
    void flush() {
        while (!steps.isEmpty() && !sending.isHeldByCurrentThread() && sending.tryLock()) {
            sendAll();
        }
    }

    /** Returns when all that was decided before has been sent. For whoever opens a channel of its own in a place that becomes free by it. */
    void flushFirst() {
        sending.lock();
        sendAll();
    }

    private void sendAll() {
        try {
            for (Callable<?> step = steps.poll(); step != null; step = steps.poll()) {
                run(step);
            }
        } finally {
            sending.unlock();
        }
    }

    /** A connection on which nothing can be sent ends by itself. */
    private void run(Callable<?> step) {
        try {
            step.call();
        } catch (Exception e) {
            AdapterLog.LOG.tracef(e, "spare channels of %s not changed", session);
        }
    }
}
