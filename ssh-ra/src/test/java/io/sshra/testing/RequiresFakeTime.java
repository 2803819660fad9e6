package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
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

/** Runs where libfaketime is on the machine. With {@code CI=true} it runs in any case, so that a missing one fails it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresFakeTime.Condition.class)
public @interface RequiresFakeTime {

    /** Looks for libfaketime. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!library().isEmpty() || "true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("libfaketime is wanted");
            }
            return ConditionEvaluationResult.disabled("there is no libfaketime on this machine: install faketime");
        }

        /** What is to be loaded before all else; empty if there is none. */
        public static List<Path> library() {
            try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
                return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1")).filter(Files::isRegularFile).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
