package io.sshra.events;

import org.jboss.logging.Logger;

/**
 * Gives events to whoever watches: the Flight Recorder, and the log category {@value #CATEGORY} at level DEBUG, for
 * {@link Reuse} TRACE. Costs next to nothing while nobody does. Used by any number of threads.
 */
public final class EventRecorder {

    /** The log category of the audit log. */
    public static final String CATEGORY = "io.sshra.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    private final CommandText commands;

    /** @param commands what is shown of command lines */
    public EventRecorder(CommandText commands) {
        this.commands = commands;
    }

    /** Whether somebody would see it. */
    public boolean isWatched(SshEvent event) {
        return event.isEnabled() || LOG.isEnabled(level(event));
    }

    /** Something that lasts has begun: only the log is told, the Flight Recorder hears of it at its end. */
    public void started(SshEvent event) {
        event.result = SshEvent.STARTED;
        event.prepare(commands);
        log(event);
    }

    /** It has happened. */
    public void record(SshEvent event) {
        event.prepare(commands);
        event.commit();
        log(event);
    }

    private static void log(SshEvent event) {
        Logger.Level level = level(event);
        if (LOG.isEnabled(level)) {
            LOG.log(level, event.line());
        }
    }

    private static Logger.Level level(SshEvent event) {
        return event instanceof Reuse ? Logger.Level.TRACE : Logger.Level.DEBUG;
    }
}
