package io.sshra.test.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs if a JDK of this feature version is in use or beside the JDK in use. With {@code CI=true} it always runs, so that a missing JDK makes it fail. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresJdk.Condition.class)
@interface RequiresJdk {

    int value();

    /** Looks for the JDK. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            int version = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), RequiresJdk.class).orElseThrow().value();
            return "true".equals(System.getenv("CI")) || !find(version).isEmpty() ? ConditionEvaluationResult.enabled("there is a JDK " + version + ", or CI=true")
                    : ConditionEvaluationResult.disabled("there is no JDK " + version + " beside the JDK in use");
        }

        /** The folder of this JDK, found as the scripts in {@code .ci} find it; empty if there is none. */
        static String find(int version) {
            try {
                ProcessBuilder search = new ProcessBuilder("../.ci/jdk", String.valueOf(version));
                search.environment().put("JAVA_HOME", System.getProperty("java.home"));
                return new String(search.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
