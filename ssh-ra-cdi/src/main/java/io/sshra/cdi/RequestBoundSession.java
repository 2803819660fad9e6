package io.sshra.cdi;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

/** The session in the adapter that belongs to the request. */
@RequestScoped
class RequestBoundSession extends BoundSession {

    private static final long serialVersionUID = 1L;

    @PreDestroy
    void requestEnds() {
        end();
    }
}
