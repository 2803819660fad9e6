package io.sshra.events;

import org.jboss.logging.Logger;

/**
 * Counts events, and passes them on to the Flight Recorder, to a tracing system and to the log category {@value #CATEGORY} at the level of the event.
 * If none is enabled, passing on costs almost nothing. Used by any number of threads.
 */
public final class EventRecorder {

    /** The log category of the audit log. */
    public static final String CATEGORY = "io.sshra.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    private final EventSettings settings;
    private final Statistics statistics;

    /** @param statistics counts all events, watched or not */
    public EventRecorder(EventSettings settings, Statistics statistics) {
        this.settings = settings;
        this.statistics = statistics;
    }

    public Statistics statistics() {
        return statistics;
    }

    /** An event starts now, on the thread of its caller. */
    public void start(SshEvent event) {
        event.start(settings.tracing());
    }

    /** Counts an event that has happened. To be called once for each event, before {@link #record}. */
    public void count(SshEvent event) {
        event.count(statistics);
    }

    /** Whether the log, the Flight Recorder or a tracing system would get the event. */
    public boolean isWatched(SshEvent event) {
        return event.isEnabled() || event.isTraced() || LOG.isEnabled(event.level());
    }

    /** Records the start of something that lasts, in the log only. The Flight Recorder gets it at its end. */
    public void started(SshEvent event) {
        event.result = SshEvent.STARTED;
        event.prepare(settings.commands());
        log(event);
    }

    /** It has happened, and is watched. */
    public void record(SshEvent event) {
        event.prepare(settings.commands());
        event.commit();
        log(event);
        event.endTrace();
    }

    private static void log(SshEvent event) {
        if (LOG.isEnabled(event.level())) {
            LOG.log(event.level(), event.line());
        }
    }
}
