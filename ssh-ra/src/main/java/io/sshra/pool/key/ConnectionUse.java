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
 * How a connection is used: its channels, its commands, and when it was last active. Thread-safe; no lock, and a wait only where a
 * caller waits for a channel.
 */
final class ConnectionUse {

    /** Far less than any idle time-out, which is of seconds. */
    private static final long ACTIVITY_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ConnectionState state;
    private final ChannelBudget channels;
    private final Clock clock;
    private final Runnable lastOfRetired;
    private final AtomicLong commands = new AtomicLong();
    private volatile long lastActivityNanos;

    /**
     * @param maxChannels   that may be open at once
     * @param lastOfRetired run when the last channel of a retired connection has ended
     */
    ConnectionUse(ConnectionState state, int maxChannels, Clock clock, Runnable lastOfRetired) {
        this.state = state;
        this.channels = new ChannelBudget(maxChannels);
        this.clock = clock;
        this.lastOfRetired = lastOfRetired;
        this.lastActivityNanos = clock.nanos();
    }

    /**
     * Takes a channel of the connection's budget, and waits for it until the deadline.
     *
     * @param wait  how long that is, for the message
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
                        + " channels open, the limit, and none became free in " + wait.toSeconds() + " s");
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

    /** Gives the channel back. */
    void end() {
        channels.giveBack();
        uncount();
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

    /** It is open from now on. */
    void opened() {
        lastActivityNanos = clock.nanos();
    }

    /** Something is done with it now. Within a tick of the last time nothing is noted, so that a hot key's callers share no write. */
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

    /** Commands that ran or run. */
    long commands() {
        return commands.get();
    }

    ChannelBudget channels() {
        return channels;
    }

    /**
     * Time without a channel and without activity; zero while a channel is open or waited for.
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
