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

/** Runs where promtool is on the machine. With {@code CI=true} it runs in any case, so that a missing promtool fails it. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresPromtool.Condition.class)
public @interface RequiresPromtool {

    /** Checks rules of Prometheus. */
    Path PROGRAM = Path.of("/usr/bin/promtool");

    /** Looks for promtool. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Files.isExecutable(PROGRAM) || "true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("promtool is wanted");
            }
            return ConditionEvaluationResult.disabled("there is no promtool on this machine: install prometheus");
        }
    }
}
