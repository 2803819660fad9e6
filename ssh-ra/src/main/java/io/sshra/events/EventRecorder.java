package io.sshra.events;

import org.jboss.logging.Logger;

/**
 * Gives events to whoever watches: the Flight Recorder, and the log category {@value #CATEGORY} at the level of the
 * event. Costs next to nothing while nobody does. Used by any number of threads.
 */
public final class EventRecorder {

    /** The log category of the audit log. */
    public static final String CATEGORY = "io.sshra.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    private final CommandText commands;
    private final Statistics statistics;

    /**
     * @param commands   what is shown of command lines
     * @param statistics count everything, watched or not
     */
    public EventRecorder(CommandText commands, Statistics statistics) {
        this.commands = commands;
        this.statistics = statistics;
    }

    public Statistics statistics() {
        return statistics;
    }

    /** It has happened. To be called once for each event, before {@link #record}. */
    public void count(SshEvent event) {
        event.count(statistics);
    }

    /** Whether somebody would see it. */
    public boolean isWatched(SshEvent event) {
        return event.isEnabled() || LOG.isEnabled(event.level());
    }

    /** Something that lasts has begun: only the log is told, the Flight Recorder hears of it at its end. */
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
