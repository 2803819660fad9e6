package io.sshra.pool.listeners;

import io.sshra.base.Clock;
import io.sshra.base.LineLimit;
import io.sshra.log.AdapterLog;

/** Logs what goes wrong with one listener: of each kind one line a minute, with the number of times since the last line. Thread-safe. */
final class Complaints {

    private final String listener;
    private final Clock clock;
    private final LineLimit threw = new LineLimit();
    private final LineLimit refused = new LineLimit();
    private final LineLimit missed = new LineLimit();

    /** @param listener the name of its class */
    Complaints(String listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
    }

    void threw(Throwable exception) {
        logThrown(threw.add(1, clock.nanos()), exception);
    }

    void refused(Throwable exception) {
        logRefused(refused.add(1, clock.nanos()), exception);
    }

    void missed(long connections) {
        logMissed(missed.add(connections, clock.nanos()));
    }

    void removed() {
        AdapterLog.LOG.listenerRemoved(listener);
    }

    void notTold(int events) {
        AdapterLog.LOG.listenerNotTold(listener, events);
    }

    /** Logs what has no line yet, if its minute is over. */
    void due() {
        long now = clock.nanos();
        logThrown(threw.due(now), null);
        logRefused(refused.due(now), null);
        logMissed(missed.due(now));
    }

    /** Logs what has no line yet. */
    void end(long connections) {
        logThrown(threw.rest(), null);
        logRefused(refused.rest(), null);
        logMissed(missed.rest() + connections);
    }

    /** @param last null for a line that comes later: exceptions are not kept, because their classes may be an application's */
    private void logThrown(long times, Throwable last) {
        if (times > 0) {
            AdapterLog.LOG.listenerThrew(listener, times, last);
        }
    }

    private void logRefused(long times, Throwable last) {
        if (times > 0) {
            AdapterLog.LOG.listenerRefused(listener, times, last);
        }
    }

    private void logMissed(long connections) {
        if (connections > 0) {
            AdapterLog.LOG.listenerSlow(listener, connections);
        }
    }
}
