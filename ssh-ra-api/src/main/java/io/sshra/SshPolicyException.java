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
    private final @Nullable String approvalId;

    /**
     * @param level the level whose rules count
     * @param rule  the place of the rule that decided; null if no rule allows it
     */
    public SshPolicyException(SshErrorCode code, String level, @Nullable String rule, String what) {
        this(code, level, rule, null, what);
    }

    /** @param approvalId the request for an approval that it is about; null if there is none */
    public SshPolicyException(SshErrorCode code, String level, @Nullable String rule, @Nullable String approvalId, String what) {
        super(code, what);
        this.level = level;
        this.rule = rule;
        this.approvalId = approvalId;
    }

    /** The name of the level whose rules count, as the policy file has it. Never null. */
    public String level() {
        return level;
    }

    /** The request for an approval, which {@link SshApprovals} has; null if it is not about one. */
    public @Nullable String approvalId() {
        return approvalId;
    }

    /** The file and line of the rule that decided, such as {@code /etc/ssh-ra/policy:12}; null if no rule allows it. */
    public @Nullable String rule() {
        return rule;
    }
}
