package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jboss.logging.Logger;

/** A caller got a handle on a connection that was open. There may be millions: who wants them has to say so. */
@Name("io.sshra.Reuse")
@Label("Reuse")
@Description("A caller got a handle on a connection that was open")
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
