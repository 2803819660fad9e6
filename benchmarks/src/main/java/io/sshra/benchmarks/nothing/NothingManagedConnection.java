package io.sshra.benchmarks.nothing;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;

/** Makes handles, and tells the container when they are closed. */
final class NothingManagedConnection implements ManagedConnection {

    private final ConnectionRequestInfo request;
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private volatile PrintWriter logWriter;

    NothingManagedConnection(ConnectionRequestInfo request) {
        this.request = request;
    }

    boolean isFor(ConnectionRequestInfo other) {
        return request.equals(other);
    }

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo wanted) {
        return new Handle();
    }

    private final class Handle implements NothingConnection {

        @Override
        public void close() {
            ConnectionEvent event = new ConnectionEvent(NothingManagedConnection.this, ConnectionEvent.CONNECTION_CLOSED);
            event.setConnectionHandle(this);
            for (ConnectionEventListener listener : listeners) {
                listener.connectionClosed(event);
            }
        }
    }

    @Override
    public void destroy() {
        // There is nothing to close.
    }

    @Override
    public void cleanup() {
        // Handles have opened nothing.
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        throw new NotSupportedException("Handles can't be moved");
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public XAResource getXAResource() throws ResourceException {
        throw new NotSupportedException("No transactions");
    }

    @Override
    public LocalTransaction getLocalTransaction() throws ResourceException {
        throw new NotSupportedException("No transactions");
    }

    @Override
    public ManagedConnectionMetaData getMetaData() throws ResourceException {
        throw new NotSupportedException("There is no metadata");
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        logWriter = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }
}
