package io.sshra.profile;

import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs if ssh is installed. With {@code CI=true} it always runs, so that a missing ssh makes it fail. */
class RequiresSshClient implements ExecutionCondition, SkipExecutionHook {

    private static final String WHY_NOT = "there is no ssh on this machine: install openssh-client";

    private static boolean isWanted() {
        return SshG.available() || "true".equals(System.getenv("CI"));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return isWanted() ? ConditionEvaluationResult.enabled("ssh is wanted") : ConditionEvaluationResult.disabled(WHY_NOT);
    }

    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
        return isWanted() ? SkipResult.doNotSkip() : SkipResult.skip(WHY_NOT);
    }
}
