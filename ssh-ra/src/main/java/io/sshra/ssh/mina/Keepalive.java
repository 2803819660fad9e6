package io.sshra.ssh.mina;

/**
 * When a keepalive request is due, and when a server counts as gone: one request in each interval, and nothing received after so
 * many of them in a row.
 *
 * <p>A process that stood still (SIGSTOP, paging, a virtual machine that was moved) has read nothing meanwhile, and finds all turns
 * that it missed due at once. A turn that comes late says nothing about the server: it asks again. Turns that follow at once are
 * skipped. Not thread-safe: for the timer's thread.
 */
final class Keepalive {

    /** What is to be done in a turn. */
    enum Turn { ASK, SKIP, GIVE_UP }

    private final long intervalNanos;
    private final int maxMissed;
    private long askedNanos;
    private int missed;

    /**
     * @param maxMissed requests in a row after which nothing came
     * @param nowNanos  the first turn is an interval later
     */
    Keepalive(long intervalNanos, int maxMissed, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.maxMissed = maxMissed;
        this.askedNanos = nowNanos;
    }

    /** @param lastReceivedNanos when the last packet came, by the same clock */
    Turn turn(long nowNanos, long lastReceivedNanos) {
        long passed = nowNanos - askedNanos;
        if (passed < intervalNanos / 2) {
            return Turn.SKIP;
        }
        boolean heard = lastReceivedNanos - askedNanos >= 0;
        boolean late = passed > intervalNanos + intervalNanos / 2;
        if (heard) {
            missed = 0;
        } else if (!late) {
            missed++;
        }
        if (missed >= maxMissed) {
            return Turn.GIVE_UP;
        }
        askedNanos = nowNanos;
        return Turn.ASK;
    }
}
