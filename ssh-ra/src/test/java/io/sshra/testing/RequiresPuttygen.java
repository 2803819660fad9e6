package io.sshra.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs where puttygen is on the machine. With {@code CI=true} it runs in any case, so that a missing puttygen fails it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresPuttygen.Condition.class)
public @interface RequiresPuttygen {

    /** Looks for puttygen. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Files.isExecutable(Path.of("/usr/bin/puttygen")) || "true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("puttygen is wanted");
            }
            return ConditionEvaluationResult.disabled("there is no puttygen on this machine: install putty-tools");
        }
    }
}
