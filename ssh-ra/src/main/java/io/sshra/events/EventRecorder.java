package io.sshra.events;

import org.jboss.logging.Logger;

/**
 * Counts events, and passes them on to the Flight Recorder and to the log category {@value #CATEGORY} at the level of the event.
 * If neither is enabled, passing on costs almost nothing. Used by any number of threads.
 */
public final class EventRecorder {

    /** The log category of the audit log. */
    public static final String CATEGORY = "io.sshra.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    private final CommandText commands;
    private final Statistics statistics;

    /**
     * @param commands   what is shown of command lines
     * @param statistics counts all events, watched or not
     */
    public EventRecorder(CommandText commands, Statistics statistics) {
        this.commands = commands;
        this.statistics = statistics;
    }

    public Statistics statistics() {
        return statistics;
    }

    /** Counts an event that has happened. To be called once for each event, before {@link #record}. */
    public void count(SshEvent event) {
        event.count(statistics);
    }

    /** Whether the log or the Flight Recorder would record the event. */
    public boolean isWatched(SshEvent event) {
        return event.isEnabled() || LOG.isEnabled(event.level());
    }

    /** Records the start of something that lasts, in the log only. The Flight Recorder gets it at its end. */
    public void started(SshEvent event) {
        event.result = SshEvent.STARTED;
        event.prepare(commands);
        log(event);
    }

    /** It has happened, and is watched. */
    public void record(SshEvent event) {
        event.prepare(commands);
        event.commit();
        log(event);
    }

    private static void log(SshEvent event) {
        if (LOG.isEnabled(event.level())) {
            LOG.log(event.level(), event.line());
        }
    }
}
