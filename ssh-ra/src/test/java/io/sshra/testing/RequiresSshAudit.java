package io.sshra.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs where ssh-audit is on the machine. With {@code CI=true} it runs in any case, so that a missing one fails it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresSshAudit.Condition.class)
public @interface RequiresSshAudit {

    /** Looks for ssh-audit. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (SshAudit.available() || "true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("ssh-audit is wanted");
            }
            return ConditionEvaluationResult.disabled("there is no ssh-audit on this machine: install ssh-audit");
        }
    }
}
