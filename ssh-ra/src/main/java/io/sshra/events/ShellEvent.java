package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The user's shell ran or could not run. */
@Name("io.sshra.Shell")
@Label("Shell")
@Description("The user's shell ran or could not run")
public final class ShellEvent extends ProgramEvent {

    @Override
    void count(Statistics statistics) {
        if (failure() == null) {
            statistics.add(Counter.SHELLS);
        }
    }

    @Override
    String spanName() {
        return "ssh shell";
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis());
    }
}
