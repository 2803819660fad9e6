package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jboss.logging.Logger;

/** A log-in, the last part of a connect: from the host key to the server's answer. */
@Name("io.sshra.Authentication")
@Label("Authentication")
@Description("A log-in, the last part of a connect")
public final class AuthenticationEvent extends SshEvent {

    @Override
    Logger.Level level() {
        return Logger.Level.TRACE;
    }

    @Override
    void count(Statistics statistics) {
        if (failure() == null) {
            statistics.took(Timing.AUTHENTICATION, nanos());
        }
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis());
    }
}
