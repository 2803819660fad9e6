package io.sshra.events;

import io.sshra.SshErrorCode;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A command ran or could not run. */
@Name("io.sshra.Command")
@Label("Command")
@Description("A command ran or could not run")
public final class CommandEvent extends ProgramEvent {

    @Label("Command")
    @Description("The command line, its hash, or null, as the adapter's auditCommands says")
    String command;

    private final transient String commandLine;
    private transient CommandText tracedAs = CommandText.HASH;

    public CommandEvent(String commandLine) {
        this.commandLine = commandLine;
    }

    @Override
    void count(Statistics statistics) {
        if (failure() == null) {
            statistics.add(Counter.COMMANDS);
            statistics.took(Timing.COMMAND, nanos());
            if (timedOut()) {
                statistics.add(Counter.COMMANDS_TIMED_OUT);
            } else if (lost()) {
                statistics.add(Counter.COMMANDS_LOST);
            }
        } else if (failure().kind() == SshErrorCode.Kind.LIMIT) {
            statistics.add(Counter.LIMITS_HIT);
        }
    }

    @Override
    String spanName() {
        return "ssh exec";
    }

    /** Never the command line itself, even if the audit log shows it: many people read traces. */
    @Override
    void trace(TracedSpan traced) {
        super.trace(traced);
        traced.with("ssh.command.hash", tracedAs.of(commandLine));
    }

    /** OpenTelemetry's conventions for the callers of programs count exit codes other than 0 as errors. */
    @Override
    String error() {
        String error = super.error();
        return error == null && unsuccessful() ? result : error;
    }

    @Override
    void prepare(CommandText shown) {
        command = shown.of(commandLine);
        tracedAs = shown == CommandText.NONE ? CommandText.NONE : CommandText.HASH;
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis()).add("command", command);
    }
}
