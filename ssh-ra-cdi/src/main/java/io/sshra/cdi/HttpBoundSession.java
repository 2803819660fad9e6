package io.sshra.cdi;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.SessionScoped;

/** The session in the adapter that belongs to the HTTP session. */
@SessionScoped
class HttpBoundSession extends BoundSession {

    private static final long serialVersionUID = 1L;

    @PreDestroy
    void httpSessionEnds() {
        end();
    }
}
