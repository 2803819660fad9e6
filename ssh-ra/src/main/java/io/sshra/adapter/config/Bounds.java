package io.sshra.adapter.config;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A number from {@link #min} to {@link #max}. Unlike those of Bean Validation's own constraints, a violation names the value. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Bounds.Check.class)
public @interface Bounds {

    int min();

    int max();

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Created by Bean Validation. */
    final class Check implements ConstraintValidator<Bounds, Integer> {

        private Bounds bounds;

        @Override
        public void initialize(Bounds ofField) {
            bounds = ofField;
        }

        @Override
        public boolean isValid(Integer value, ConstraintValidatorContext context) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(problem(value, bounds)).addConstraintViolation();
            return isWithin(value, bounds);
        }

        static boolean isWithin(Integer value, Bounds bounds) {
            return value != null && value >= bounds.min() && value <= bounds.max();
        }

        static String problem(Integer value, Bounds bounds) {
            return "is " + value + ": it must be from " + bounds.min() + " to " + bounds.max();
        }
    }
}
