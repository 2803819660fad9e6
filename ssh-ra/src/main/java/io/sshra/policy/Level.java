package io.sshra.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The rules of one level. Immutable: after a change of the file there is another one. */
public final class Level {

    private final String name;
    private final List<Rule> rules;
    private final Limits limits;
    private final Extras extras;

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
     */
    public record Decision(boolean allowed, String rule, String why) {
    }

    Level(String name, List<Rule> rules, Limits limits, Extras extras) {
        this.name = name;
        this.rules = List.copyOf(rules);
        this.limits = limits;
        this.extras = extras;
    }

    /** As the policy file spells it. */
    public String name() {
        return name;
    }

    /** How much it may do. */
    public Limits limits() {
        return limits;
    }

    /** What the rules say: the first rule that is for this use counts, and without one it is not allowed. */
    public Decision decide(Use use) {
        for (Rule rule : rules) {
            if (rule.what().test(use)) {
                String why = rule.anything() ? null : refusedExtra(use);
                return new Decision(why == null, rule.place(), why);
            }
        }
        return new Decision(false, null, "no rule allows it");
    }

    /** A terminal makes programs start pagers, which start shells; a variable may name a program to run. */
    private String refusedExtra(Use use) {
        if (use.terminal() && !extras.terminal()) {
            return "a command may have no terminal: AllowTerminal";
        }
        for (String variable : use.variables()) {
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
