package io.sshra.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs if ssh-audit is installed. With {@code CI=true} it always runs, so that a missing ssh-audit makes it fail. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresSshAudit.Condition.class)
public @interface RequiresSshAudit {

    /** Looks for ssh-audit. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (SshAudit.available() || "true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("ssh-audit is installed, or CI=true");
            }
            return ConditionEvaluationResult.disabled("there is no ssh-audit on this machine: install ssh-audit");
        }
    }
}
