package io.sshra.ssh.mina;

import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.session.helpers.PendingWriteFuture;
import org.slf4j.Logger;

/**
 * What waits to be sent until a key exchange is over. Where the connection ends before that, MINA (2.20.0) forgets it, and
 * whoever waits until it is sent, an upload for instance, would wait for ever: here all of it fails.
 */
final class KeyExchangeQueue extends KeyExchangeMessageHandler {

    KeyExchangeQueue(AbstractSession session, Logger log) {
        super(session, log);
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
