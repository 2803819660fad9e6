package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Somebody asked for an approval, or another person decided it. */
@Name("io.sshra.Approval")
@Label("Approval")
@Description("Somebody asked for an approval, or another person decided it")
public final class ApprovalEvent extends SshEvent {

    @Label("Level")
    @Description("The level whose rules count")
    final String level;
    @Label("Kind")
    @Description("What is wanted: exec, command-line, shell, files, stream, forward-local, forward-remote or forward-dynamic")
    final String kind;
    @Label("Rule")
    @Description("File and line of the rule that asks")
    final String rule;
    @Label("Approval")
    @Description("The id of the request")
    final String approval;
    @Label("Decision")
    @Description("asked, approved or denied")
    final String decision;
    @Label("Decided by")
    @Description("Who decided; null if it is asked")
    final String decidedBy;
    @Label("Reason")
    @Description("The reason of that person; null if none was given")
    final String reason;

    /**
     * Somebody asked.
     *
     * @param id of the request
     */
    public ApprovalEvent(String level, String kind, String rule, String id) {
        this(level, kind, rule, id, "asked", null, null);
    }

    /** @param decision approved or denied */
    public ApprovalEvent(String level, String kind, String rule, String id, String decision, String decidedBy, String reason) {
        this.level = level;
        this.kind = kind;
        this.rule = rule;
        this.approval = id;
        this.decision = decision;
        this.decidedBy = decidedBy;
        this.reason = reason;
    }

    @Override
    void count(Statistics statistics) {
        // What follows from it is counted.
    }

    @Override
    void describe(AuditLine line) {
        line.add("level", level).add("kind", kind).add("rule", rule).add("approval", approval).add("decision", decision).add("decidedBy", decidedBy)
                .add("reason", reason);
    }
}
