package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jboss.logging.Logger;

/** A pool hit: a caller got a handle on an open connection. Off by default, as there may be millions. */
@Name("io.sshra.Reuse")
@Label("Reuse")
@Description("A pool hit: a caller got a handle on an open connection")
@Enabled(false)
public final class ReuseEvent extends SshEvent {

    @Override
    Logger.Level level() {
        return Logger.Level.TRACE;
    }

    @Override
    void count(Statistics statistics) {
        statistics.add(Counter.REUSES);
    }
}
