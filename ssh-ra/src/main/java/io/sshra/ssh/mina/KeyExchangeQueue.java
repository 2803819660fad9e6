package io.sshra.ssh.mina;

import io.sshra.ssh.mina.io.LoopSession;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.RuntimeSshException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.session.helpers.PendingWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;

/**
 * The messages that wait for the end of a key exchange. If the connection ends before that, MINA (2.20.0) forgets them, and a
 * caller that waits until they are sent, such as an upload, would wait forever. Here they all fail.
 *
 * <p>Answers to what the server sends in that time are bounded, too. The session can't stop reading, because the server's keys
 * are still to come, so more than {@value #MOST_ANSWERS} bytes of them end the connection: a server that exchanges keys sends
 * them before that.
 */
final class KeyExchangeQueue extends KeyExchangeMessageHandler {

    /** In bytes. */
    static final int MOST_ANSWERS = 1 << 20;

    private final AtomicInteger answers = new AtomicInteger();

    KeyExchangeQueue(AbstractSession session, Logger log) {
        super(session, log);
    }

    @Override
    protected PendingWriteFuture enqueuePendingPacket(int command, Buffer buffer) {
        boolean isAnswer = session.getIoSession() instanceof LoopSession ours && ours.isReading();
        int size = isAnswer ? buffer.array().length : 0;
        if (answers.addAndGet(size) > MOST_ANSWERS) {
            throw new RuntimeSshException("the server asks for answers and sends no keys");
        }
        PendingWriteFuture waiting = super.enqueuePendingPacket(command, buffer);
        if (isAnswer) {
            waiting.addListener(done -> answers.addAndGet(-size));
        }
        return waiting;
    }

    /** Nothing is queued after {@code super} has returned. */
    @Override
    public void shutdown() {
        super.shutdown();
        for (PendingWriteFuture waiting = pendingPackets.poll(); waiting != null; waiting = pendingPackets.poll()) {
            waiting.setException(new SshException(SshConstants.SSH2_DISCONNECT_CONNECTION_LOST, "ended in a key exchange"));
        }
    }
}
