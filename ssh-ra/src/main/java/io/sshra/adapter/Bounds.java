package io.sshra.adapter;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A number from {@link #min} to {@link #max}. Unlike Bean Validation's own constraints, a violation names the value, too. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Bounds.Check.class)
public @interface Bounds {

    int min();

    int max();

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Made by the container. */
    final class Check implements ConstraintValidator<Bounds, Integer> {

        private int min;
        private int max;

        @Override
        public void initialize(Bounds bounds) {
            min = bounds.min();
            max = bounds.max();
        }

        @Override
        public boolean isValid(Integer value, ConstraintValidatorContext context) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate("is " + value + ": it must be from " + min + " to " + max).addConstraintViolation();
            return value != null && value >= min && value <= max;
        }
    }
}
