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
 * A JavaBean that checks by itself what no bounds describe. Bean Validation asks it, so that a container which activates the
 * bean says what is wrong at deployment; without Bean Validation it is found at the first use.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CheckedProperties.Check.class)
public @interface CheckedProperties {

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Such a bean. */
    interface Bean {

        /** Checks all properties that have a value. */
        void check(PropertyProblems problems);
    }

    /** Made by the container. */
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

        /** What a value says is no message parameter and no expression (Bean Validation 3.0, section 6.3.1). */
        private static String literally(String what) {
            return what.replaceAll("[{}$\\\\]", "\\\\$0");
        }
    }
}
