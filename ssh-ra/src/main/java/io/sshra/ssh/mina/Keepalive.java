package io.sshra.ssh.mina;

/**
 * When a keepalive request is due, and when a server counts as gone: one request in each interval, and nothing received after so
 * many of them in a row.
 *
 * <p>A process that stood still (SIGSTOP, paging, a virtual machine that was moved) has read nothing meanwhile, and finds all turns
 * that it missed due at once. There are two turns in an interval: if one of them comes late by more than a quarter of the interval,
 * the interval says nothing about the server, and it asks again. If neither does, the process has run for a quarter of the interval
 * or longer since it asked. Not thread-safe: for the timer's thread.
 */
final class Keepalive {

    /** What is to be done in a turn. */
    enum Turn { ASK, SKIP, GIVE_UP }

    private final long intervalNanos;
    private final int maxMissed;
    private long askedNanos;
    private long turnNanos;
    private boolean late;
    private int missed;

    /**
     * @param maxMissed requests in a row after which nothing came
     * @param nowNanos  the first turn is {@link #turnsNanos()} later
     */
    Keepalive(long intervalNanos, int maxMissed, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.maxMissed = maxMissed;
        this.askedNanos = nowNanos;
        this.turnNanos = nowNanos;
    }

    /** How often it wants a turn. */
    long turnsNanos() {
        return intervalNanos / 2;
    }

    /** @param lastReceivedNanos when the last packet came, by the same clock */
    Turn turn(long nowNanos, long lastReceivedNanos) {
        long passed = nowNanos - askedNanos;
        late |= nowNanos - turnNanos > turnsNanos() + intervalNanos / 4;
        turnNanos = nowNanos;
        if (passed < intervalNanos - intervalNanos / 4) {
            return Turn.SKIP;
        }
        if (lastReceivedNanos - askedNanos >= 0) {
            missed = 0;
        } else if (!late) {
            missed++;
        }
        if (missed >= maxMissed) {
            return Turn.GIVE_UP;
        }
        askedNanos = nowNanos;
        late = false;
        return Turn.ASK;
    }
}
