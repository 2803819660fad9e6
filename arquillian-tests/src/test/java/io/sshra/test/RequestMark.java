package io.sshra.test;

import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** Distinguishes requests. */
@RequestScoped
public class RequestMark {

    private final String value = UUID.randomUUID().toString();

    public String value() {
        return value;
    }
}
