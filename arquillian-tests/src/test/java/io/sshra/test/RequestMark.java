package io.sshra.test;

import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** Tells one request from another. */
@RequestScoped
public class RequestMark {

    private final String value = UUID.randomUUID().toString();

    public String value() {
        return value;
    }
}
