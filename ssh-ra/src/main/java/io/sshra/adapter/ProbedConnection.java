package io.sshra.adapter;

import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.pool.Pool;
import io.sshra.profile.ProfileCatalog;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;

/**
 * What is left of a successful test of a connection definition. A container tests its pool by making a ManagedConnection without a
 * request of the adapter ({@code test-connection-in-pool} of WildFly), and keeps it afterwards. Its connection is closed already, and it
 * belongs to nobody: it never gives a handle, and the container drops it as invalid.
 */
final class ProbedConnection implements ManagedConnection {

    private final SshConnectionInfo tested;

    private ProbedConnection(SshConnectionInfo tested) {
        this.tested = tested;
    }

    /**
     * Tests the definition's own profile: connects, logs in, sends a keepalive and closes.
     *
     * @throws ResourceException with the reason, if that fails
     */
    static ProbedConnection of(SshManagedConnectionFactory definition) throws ResourceException {
        ProfileCatalog profiles = definition.profiles();
        Pool pool = definition.pool();
        return new ProbedConnection(pool.probe(definition.definition(), profiles.resolve(profiles.defaultProfile(), pool.nanos())));
    }

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo wanted) throws ResourceException {
        throw new SshException(SshErrorCode.CONTAINER_REFUSED,
                "the container asked for a connection without a key: let its pool make none in advance (min-pool-size 0 and no prefill in WildFly)");
    }

    @Override
    public void cleanup() {
        // There are no handles.
    }

    @Override
    public void destroy() {
        // The connection is closed.
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        throw new ResourceException("Not a handle of this key: " + connection);
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        // There are no events.
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        // There are no events.
    }

    @Override
    public XAResource getXAResource() throws ResourceException {
        throw new NotSupportedException("SSH has no transactions");
    }

    @Override
    public LocalTransaction getLocalTransaction() throws ResourceException {
        throw new NotSupportedException("SSH has no transactions");
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
        return new SshManagedConnectionMetaData(tested);
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        // It writes nothing.
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public String toString() {
        return "ProbedConnection[" + tested.profile() + "]";
    }
}
