package io.sshra.benchmarks.nothing;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.Reference;

/** Asks the container for each connection. */
public final class PooledNothingFactory implements NothingConnectionFactory {

    private static final long serialVersionUID = 1L;

    private final NothingManagedConnectionFactory definition;
    private final ConnectionManager manager;
    private Reference reference;

    PooledNothingFactory(NothingManagedConnectionFactory definition, ConnectionManager manager) {
        this.definition = definition;
        this.manager = manager;
    }

    @Override
    public NothingConnection getConnection(String user, String session, String profile) throws ResourceException {
        return (NothingConnection) manager.allocateConnection(definition, new NothingRequestInfo(user, session, profile));
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public Reference getReference() {
        return reference;
    }
}
