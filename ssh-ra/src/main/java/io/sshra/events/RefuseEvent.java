package io.sshra.events;

import io.sshra.SshErrorCode;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A caller asked for a connection and was refused. */
@Name("io.sshra.Refuse")
@Label("Refuse")
@Description("A caller asked for a connection and was refused")
public final class RefuseEvent extends SshEvent {

    @Override
    void count(Statistics statistics) {
        statistics.refused(failure());
        if (failure().kind() == SshErrorCode.Kind.LIMIT) {
            statistics.add(Counter.LIMITS_HIT);
        }
    }
}
