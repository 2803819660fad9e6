package io.sshra.cdi;

import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

/** The session in the adapter that belongs to the request. */
@RequestScoped
class RequestBoundSession extends BoundSession {

    private static final long serialVersionUID = 1L;

    @Override
    SshConnectionFactory lookUp(String factory) throws SshException {
        return Factories.current().get(factory);
    }

    @PreDestroy
    void requestEnds() {
        end();
    }
}
