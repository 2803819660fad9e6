package io.sshra.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The rules of one level. Immutable: after a change of the file there is another one. */
public final class Level {

    private static final String NO_RULE = "no rule allows it";

    private final String name;
    private final List<Rule> rules;
    private final List<PathRule> paths;
    private final Limits limits;
    private final Extras extras;
    private final Asking asking;

    /**
     * How much a level may do.
     *
     * @param duration  how long each channel may be open; null for no limit
     * @param output    bytes of each output of a command or shell; -1 for no limit
     * @param perMinute how many channels a user may open within any 60 s; 0 for no limit
     */
    public record Limits(Duration duration, long output, int perMinute) {

        static final Limits NONE = new Limits(null, -1, 0);
    }

    /**
     * What a command or shell may have besides.
     *
     * @param variables names of environment variables
     * @param terminal  whether a command may have a terminal
     */
    record Extras(Set<String> variables, boolean terminal) {

        static final Extras NONE = new Extras(Set.of(), false);
    }

    /**
     * What the rules say about a use.
     *
     * @param allowed whether it is allowed
     * @param rule    the place of the rule that allows it; null if there is none
     * @param why     why it is not allowed; null if it is
     * @param asks    whether another person has to approve it
     * @param byPath  whether it is SFTP whose requests are allowed one by one, see {@link #decide(boolean, String)}
     */
    public record Decision(boolean allowed, String rule, String why, boolean asks, boolean byPath) {

        Decision(boolean allowed, String rule, String why) {
            this(allowed, rule, why, false, false);
        }
    }

    /**
     * How approvals are asked for.
     *
     * @param approvers who may approve; {@code *} for everybody but the requester; empty if no rule asks
     * @param time      from the request to the use
     * @param patience  how long the requesting call waits for a decision
     */
    public record Asking(Set<String> approvers, Duration time, Duration patience) {

        /** Whether this person may decide what that user wants. Names that differ in their case may be one person. */
        public boolean mayDecide(String person, String user) {
            return !person.equalsIgnoreCase(user) && (approvers.contains("*") || approvers.contains(person));
        }
    }

    Level(String name, List<Rule> rules, List<PathRule> paths, Limits limits, Extras extras, Asking asking) {
        this.name = name;
        this.rules = List.copyOf(rules);
        this.paths = List.copyOf(paths);
        this.limits = limits;
        this.extras = extras;
        this.asking = asking;
    }

    /** As the policy file spells it. */
    public String name() {
        return name;
    }

    /** How much it may do. */
    public Limits limits() {
        return limits;
    }

    /** How approvals are asked for. */
    public Asking asking() {
        return asking;
    }

    /** What the rules say: the first rule that is for this use counts, and without one it is not allowed. */
    public Decision decide(Use use) {
        for (Rule rule : rules) {
            if (rule.what().test(use)) {
                String why = rule.anything() ? null : refusedExtra(use);
                return new Decision(why == null, rule.place(), why, rule.asks(), false);
            }
        }
        return use.kind() == Use.Kind.FILES && !paths.isEmpty() ? new Decision(true, paths.get(0).place(), null, false, true)
                : new Decision(false, null, NO_RULE);
    }

    /**
     * What the rules say about one file.
     *
     * @param write whether it is to be changed, or to be read
     * @param path  its real path
     */
    public Decision decide(boolean write, String path) {
        for (PathRule rule : paths) {
            if (rule.write() == write && rule.path().matches(path)) {
                return new Decision(true, rule.place(), null);
            }
        }
        return new Decision(false, null, NO_RULE);
    }

    /** A terminal makes programs start pagers, which start shells; a variable may name a program to run. */
    private String refusedExtra(Use use) {
        if (use.kind() != Use.Kind.SHELL && use.details().terminal() != null && !extras.terminal()) {
            return "a command may have no terminal: AllowTerminal";
        }
        for (String variable : use.details().variables().keySet()) {
            if (!extras.variables().contains(variable)) {
                return "the environment variable " + variable + " may not be sent: AllowEnv";
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "Level[" + name + "]";
    }
}
