package io.sshra.adapter.config;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A JavaBean that checks its properties beyond their bounds. Bean Validation calls it, so that a container reports problems at
 * deployment. Without Bean Validation, the adapter reports its own at start, and definitions report theirs at the first use.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CheckedProperties.Check.class)
public @interface CheckedProperties {

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** A bean with such checks. */
    interface Bean {

        /** Checks all properties that have a value. */
        void check(PropertyProblems problems);
    }

    /** Created by Bean Validation. */
    final class Check implements ConstraintValidator<CheckedProperties, Bean> {

        @Override
        public boolean isValid(Bean bean, ConstraintValidatorContext context) {
            PropertyProblems problems = new PropertyProblems();
            bean.check(problems);
            context.disableDefaultConstraintViolation();
            problems.found().forEach((property, what) ->
                    context.buildConstraintViolationWithTemplate(literally(what)).addPropertyNode(property).addConstraintViolation());
            return problems.found().isEmpty();
        }

        /** Keeps values from being message parameters or expressions (Bean Validation 3.0, section 6.3.1). */
        private static String literally(String what) {
            return what.replaceAll("[{}$\\\\]", "\\\\$0");
        }
    }
}
