package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * The rules of the connection's privilege level do not allow this. Nothing was sent to the server.
 *
 * @since 1.0
 */
public class SshPolicyException extends SshException {

    private static final long serialVersionUID = 1L;

    private final String level;
    private final @Nullable String rule;

    /**
     * @param level the level whose rules count
     * @param rule  the place of the rule that decided; null if no rule allows it
     */
    public SshPolicyException(SshErrorCode code, String level, @Nullable String rule, String what) {
        super(code, what);
        this.level = level;
        this.rule = rule;
    }

    /** The name of the level whose rules count, as the policy file has it. Never null. */
    public String level() {
        return level;
    }

    /** The file and line of the rule that decided, such as {@code /etc/ssh-ra/policy:12}; null if no rule allows it. */
    public @Nullable String rule() {
        return rule;
    }
}
