package io.sshra.sample.oversight;

import java.util.List;

/** A call of an agent, as it is at a moment. For JSON. */
public class CallView {

    public int number;
    public String at;
    public String tool;
    /** The machines that it names, separated by commas; empty if it names none. */
    public String profile;
    /** What exactly was asked for. */
    public String asked;
    public String state;
    /** Null if there is none. */
    public Integer exitCode;
    public List<String> said;
    public List<Output> outputs;
    /** Null if the profile has no level, or it is not known yet. */
    public String level;
    /** The rule that decided; null if there is none, or it is not known. */
    public String rule;
    /** Who has approved or denied it; null if nobody has. */
    public String decidedBy;
    /** Pending, approved, denied or used; null if it needs no approval. */
    public String approval;
    /** The request for an approval; null if it needs none. */
    public String approvalId;
    /** Of the person who decided; null for none. */
    public String reason;

    /** What a machine has written. */
    public static class Output {
        public String name;
        public String text;
    }
}
