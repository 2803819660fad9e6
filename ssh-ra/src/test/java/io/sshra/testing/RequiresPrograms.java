package io.sshra.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs if these programs are in {@code /usr/bin}. With {@code CI=true} it always runs, so that a missing program makes it fail. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(RequiresPrograms.Condition.class)
public @interface RequiresPrograms {

    String[] value();

    /** Looks for the programs. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            List<String> missing = AnnotationSupport.findAnnotation(context.getElement(), RequiresPrograms.class).stream()
                    .flatMap(wanted -> Stream.of(wanted.value())).filter(name -> !Files.isExecutable(Path.of("/usr/bin", name))).toList();
            return missing.isEmpty() || "true".equals(System.getenv("CI")) ? ConditionEvaluationResult.enabled("the programs are installed, or CI=true")
                    : ConditionEvaluationResult.disabled("this machine lacks " + missing);
        }
    }
}
