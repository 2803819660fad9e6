package io.sshra.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs if sshd is installed. With {@code CI=true} it always runs, so that a missing sshd makes it fail. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresOpenSsh.Condition.class)
public @interface RequiresOpenSsh {

    /** Looks for sshd. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (OpenSshServer.available() || "true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("sshd is wanted");
            }
            return ConditionEvaluationResult.disabled("there is no sshd on this machine: install openssh-server");
        }
    }
}
