package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A command ran, or could not. */
@Name("io.sshra.Command")
@Label("Command")
@Description("A command ran, or could not")
public final class Command extends Program {

    @Label("Command")
    @Description("The command line, its hash, or null, as the adapter's auditCommands says")
    String command;

    private final transient String commandLine;

    public Command(String commandLine) {
        this.commandLine = commandLine;
    }

    @Override
    void prepare(CommandText shown) {
        command = shown.of(commandLine);
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis()).add("command", command);
    }
}
