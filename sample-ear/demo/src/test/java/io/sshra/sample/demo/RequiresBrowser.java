package io.sshra.sample.demo;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs where Chromium and its driver are on the machine. With {@code CI=true} it runs in any case, so that a missing one fails it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresBrowser.Condition.class)
@interface RequiresBrowser {

    /** Looks for the browser. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Browser.available() || "true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("a browser is wanted");
            }
            return ConditionEvaluationResult.disabled("there is no browser on this machine: install chromium and chromium-driver");
        }
    }
}
