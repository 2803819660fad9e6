package io.sshra.pool.key;

import io.sshra.SshChannelLimitException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.base.Clock;
import io.sshra.ssh.Transport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The use of a connection: its channels, its commands and its last activity. Thread-safe without a lock; only {@link #begin} waits.
 */
final class ConnectionUse {

    /** Far less than any idle time-out, which is in seconds. */
    private static final long ACTIVITY_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ConnectionState state;
    private final ChannelBudget channels;
    private final Spares spares;
    private final Clock clock;
    private final Runnable lastOfRetired;
    private final AtomicLong commands = new AtomicLong();
    private volatile long lastActivityNanos;

    /**
     * @param maxChannels   the maximum number of open channels
     * @param lastOfRetired runs when the last channel of a retired connection has ended
     */
    ConnectionUse(ConnectionState state, int maxChannels, SharedResources shared, Runnable lastOfRetired) {
        this.state = state;
        this.channels = new ChannelBudget(maxChannels);
        this.spares = new Spares(state, channels, shared);
        this.clock = shared.clock();
        this.lastOfRetired = lastOfRetired;
        this.lastActivityNanos = clock.nanos();
    }

    /**
     * Takes a channel of the connection's budget, waiting until the deadline if necessary.
     *
     * @param wait  the maximum wait, for the message
     * @param named the connection, for messages
     * @return false if the connection has ended
     * @throws SshChannelLimitException if no channel became free in time
     */
    boolean begin(long deadlineNanos, Duration wait, Object named) throws SshException {
        if (!count()) {
            return false;
        }
        try {
            if (!channels.take(deadlineNanos)) {
                uncount();
                throw new SshChannelLimitException(SshErrorCode.LIMIT_CHANNELS, named + " has " + channels.limit()
                        + " channels open, which is the limit, and none became free within " + wait.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            uncount();
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while waiting for a channel on " + named, e);
        }
        if (state.get() != ConnectionState.OPEN) {
            end();
            return false;
        }
        return true;
    }

    /** Returns the channel. */
    void end() {
        channels.giveBack();
        uncount();
        spares.given();
    }

    private boolean count() {
        lastActivityNanos = clock.nanos();
        return state.beginUse();
    }

    private void uncount() {
        lastActivityNanos = clock.nanos();
        if (state.endUse()) {
            lastOfRetired.run();
        }
    }

    /** The connection is open from now on. */
    void opened(Transport transport) {
        lastActivityNanos = clock.nanos();
        spares.begin(transport);
    }

    /** No channel is opened on it any more. */
    void retired() {
        spares.end();
    }

    /** Notes activity. Skips the write within a tick of the last one, so that callers of a hot key do not contend for it. */
    void touch(long now) {
        if (now - lastActivityNanos >= ACTIVITY_TICK_NANOS) {
            lastActivityNanos = now;
            state.touch();
        }
    }

    void commandStarted() {
        commands.incrementAndGet();
    }

    void commandNotStarted() {
        commands.decrementAndGet();
    }

    /** The number of commands that have started. */
    long commands() {
        return commands.get();
    }

    ChannelBudget channels() {
        return channels;
    }

    /**
     * The time without a channel and without activity; zero while a channel is open or a caller waits for one.
     *
     * @param transport null before it is open
     */
    Duration idle(Transport transport) {
        long now = clock.nanos();
        if (state.uses() > 0) {
            return Duration.ZERO;
        }
        long last = lastActivityNanos;
        if (transport != null && transport.lastChannelDataNanos() - last > 0) {
            last = transport.lastChannelDataNanos();
        }
        return Duration.ofNanos(Math.max(0, now - last));
    }
}
