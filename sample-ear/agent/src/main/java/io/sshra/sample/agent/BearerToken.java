package io.sshra.sample.agent;

import jakarta.security.enterprise.credential.Credential;

/** A bearer token as it came (RFC 6750). Its text is not in {@link #toString}. */
final class BearerToken implements Credential {

    private final String text;

    BearerToken(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
