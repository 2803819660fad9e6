package io.sshra.pool.key;

import io.sshra.SshChannelLimitException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.events.SshEvent;
import io.sshra.pool.CloseReason;
import io.sshra.pool.OpenChannels;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.ChannelNotOpenedException.Why;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Attempts to open a channel on the connection of a slot. Reconnects first if necessary, and retries if the channel was not opened, because
 * then nothing has run.
 */
final class ChannelAttempts {

    /** An operation on a new channel. The caller has begun a use of the connection; the operation ends it. */
    interface Attempt<T> {
        T on(PhysicalConnection connection) throws ChannelNotOpenedException, SshException;
    }

    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Slot slot;
    private final Duration channelWait;

    /** @param channelWait how long a caller waits for room */
    ChannelAttempts(Slot slot, Duration channelWait) {
        this.slot = slot;
        this.channelWait = channelWait;
    }

    /** Makes the attempt, and retries it as long as the caller waits for room. */
    <T> T make(OpenChannels channels, SshEvent event, Attempt<T> attempt) throws SshException {
        long deadline = System.nanoTime() + channelWait.toNanos();
        int lost = 0;
        for (long pause = TimeUnit.MILLISECONDS.toNanos(1);; pause = Math.min(2 * pause, MAX_PAUSE_NANOS)) {
            if (channels.isClosed()) {
                throw channels.handleClosed();
            }
            PhysicalConnection connection = slot.connector().reconnected();
            if (!connection.use().begin(deadline, channelWait, slot)) {
                if (++lost >= SlotConnector.RECONNECTS_PER_CALL) {
                    throw slot.connector().lostAtOnce(null);
                }
                continue;
            }
            try {
                event.on(connection.number());
                return attempt.on(connection);
            } catch (ChannelNotOpenedException e) {
                if (e.why() == Why.REFUSED) {
                    throw new SshException(SshErrorCode.CHANNEL_REFUSED, e.getMessage(), e);
                }
                if (e.why() == Why.NO_ROOM) {
                    connection.transport().makeRoom();
                }
                if (e.why() == Why.GONE) {
                    // The transport knows of the loss a moment before the pool: the next attempt must get another connection.
                    connection.end(CloseReason.CONNECTION_LOST);
                    if (++lost >= SlotConnector.RECONNECTS_PER_CALL) {
                        throw slot.connector().lostAtOnce(e);
                    }
                } else if (e.why() == Why.NO_ROOM && System.nanoTime() + pause - deadline > 0) {
                    throw new SshChannelLimitException(SshErrorCode.LIMIT_CHANNELS, slot + ": the server has had no room for another"
                            + " channel for " + channelWait.toSeconds() + " s: " + e.getMessage(), e);
                }
            }
            pause(pause);
        }
    }

    private void pause(long nanos) throws SshException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while waiting for a channel on " + slot, e);
        }
    }
}
