package io.sshra.adapter;

import io.sshra.log.AdapterLog;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;

/** The connection manager for use without a server (Connectors 2.1, non-managed two-tier scenario): one lease for each handle. */
final class UnpooledConnectionManager implements ConnectionManager {

    private static final long serialVersionUID = 1L;

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
        ManagedConnection lease = factory.createManagedConnection(null, request);
        // Add the listener before there is a handle: its lease may end at once.
        lease.addConnectionEventListener(new DestroyOnClose(lease));
        try {
            return lease.getConnection(null, request);
        } catch (ResourceException | RuntimeException | Error e) {
            lease.destroy();
            throw e;
        }
    }

    private record DestroyOnClose(ManagedConnection lease) implements ConnectionEventListener {

        @Override
        public void connectionClosed(ConnectionEvent event) {
            try {
                lease.destroy();
            } catch (ResourceException e) {
                AdapterLog.LOG.listenerFailed(e);
            }
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            connectionClosed(event);
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            // There are none.
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            // There are none.
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            // There are none.
        }
    }
}
