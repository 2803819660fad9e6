package io.sshra.ssh.mina;

import io.sshra.ssh.SpareRule;
import java.util.concurrent.TimeUnit;

/**
 * How many spare channels one connection may have: by the rule of the pool, by what the server has refused, and by what is known of such
 * servers. What changes is guarded by the lock of {@link SpareChannels}, but for what is volatile.
 */
final class SpareQuota {

    /** A refusal of what was sent so soon after the end of a channel says little: the server may not have freed its place yet. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ChannelGuard guard;
    private boolean stopped;
    private int mostSessions = Integer.MAX_VALUE;
    /** Null if no refusal was put down to a channel that had just ended. */
    private Long pausedSinceNanos;

    private volatile SpareRule rule = SpareRule.NONE;
    private volatile boolean sessionOpened;
    /** Set before there are spares. */
    private volatile SpareHost host;
    /** When a session channel ended; null if none has. */
    private volatile Long endedNanos;

    SpareQuota(ChannelGuard guard) {
        this.guard = guard;
    }

    void set(SpareRule newRule) {
        rule = newRule;
    }

    SpareRule rule() {
        return rule;
    }

    void on(SpareHost server) {
        host = server;
    }

    SpareHost host() {
        return host;
    }

    /** The server has opened a session channel. There are no spares before. */
    void sessionOpened() {
        if (sessionOpened) {
            host.hasOpenedMore();
        }
        sessionOpened = true;
    }

    /** A session channel has ended. Returns whether the first spare at this server may wait for that. */
    boolean channelEnded() {
        endedNanos = System.nanoTime();
        return sessionOpened && !host.opensMore();
    }

    /** There are none any more. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Whether the server has freed the places of all channels that have ended. */
    boolean isSettled() {
        return !isRecent(endedNanos);
    }

    private static boolean isRecent(Long nanos) {
        return nanos != null && System.nanoTime() - nanos < SETTLED_NANOS;
    }

    /** How many channels may be open besides those in use. */
    int room() {
        return Math.max(0, rule.room());
    }

    /** Whether there are fewer than there should be, without the server's limit: the channel that has just ended may still count. */
    boolean lacks(SpareList spares, KeptSftp kept) {
        return !stopped && sessionOpened && spares.size() < Math.min(rule.wanted(), rule.room() - kept.size());
    }

    /** How many there should be. */
    int wanted(SpareList spares, KeptSftp kept) {
        if (stopped || !sessionOpened || !host.isConnected()) {
            return 0;
        }
        int wanted = Math.min(rule.wanted(), rule.room() - kept.size());
        if (mostSessions != Integer.MAX_VALUE) {
            wanted = Math.min(wanted, mostSessions - guard.sessions());
        }
        boolean waits = isRecent(pausedSinceNanos) || !host.opensMore() && guard.sessionsInUse() > kept.size();
        return waits ? Math.min(wanted, spares.size()) : wanted;
    }

    /** The server has refused this one. Returns whether it bears none at all. */
    boolean refused(Spare spare) {
        if (spare.others < 0) {
            pausedSinceNanos = System.nanoTime();
            return false;
        }
        mostSessions = Math.min(mostSessions, spare.others);
        return mostSessions <= 1;
    }
}
