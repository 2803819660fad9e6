package io.sshra.benchmarks.micro;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.concurrent.ConcurrentHashMap;

/** A container that keeps one lease for each key, with minimal overhead. */
final class KeepingManager implements ConnectionManager {

    private static final long serialVersionUID = 1L;

    private final transient ConcurrentHashMap<ConnectionRequestInfo, ManagedConnection> leases = new ConcurrentHashMap<>();
    /** The last request. */
    private transient volatile ConnectionRequestInfo last;

    @Override
    public Object allocateConnection(ManagedConnectionFactory definition, ConnectionRequestInfo request) throws ResourceException {
        ManagedConnection lease = leases.get(request);
        if (lease == null) {
            lease = definition.createManagedConnection(null, request);
            leases.put(request, lease);
            last = request;
        }
        return lease.getConnection(null, request);
    }

    ConnectionRequestInfo lastNew() {
        return last;
    }

    ManagedConnection lease(ConnectionRequestInfo request) {
        return leases.get(request);
    }
}
