package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The rules of a level allowed something or not. */
@Name("io.sshra.Policy")
@Label("Policy")
@Description("The rules of a level allowed something or not")
public final class PolicyEvent extends SshEvent {

    @Label("Level")
    @Description("The level whose rules count")
    final String level;
    @Label("Kind")
    @Description("exec, command-line, shell, files, read, write, stream, forward-local, forward-remote or forward-dynamic")
    final String kind;
    @Label("Rule")
    @Description("File and line of the rule that decided; null if no rule allows it")
    final String rule;
    @Label("Path")
    @Description("The real path of the file for read and write; null for everything else")
    final String path;
    @Label("Approval")
    @Description("The request for an approval that was needed; null if none was")
    String approval;

    /** @param path null if it is not about a file */
    public PolicyEvent(String level, String kind, String rule, String path) {
        this.level = level;
        this.kind = kind;
        this.rule = rule;
        this.path = path;
    }

    /** It needs an approval, and this is the request for it. */
    public void needs(String id) {
        approval = id;
    }

    @Override
    void count(Statistics statistics) {
        // What follows from it is counted: a command, a shell.
    }

    @Override
    void describe(AuditLine line) {
        line.add("level", level).add("kind", kind).add("rule", rule).add("path", path).add("approval", approval);
    }
}
