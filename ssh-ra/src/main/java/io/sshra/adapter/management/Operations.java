package io.sshra.adapter.management;

import io.sshra.SshCluster;
import io.sshra.SshClusterConnections;
import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.SshConnectionInfo;
import io.sshra.SshNames;
import io.sshra.SshSessionEnd;
import io.sshra.SshTimeoutException;
import io.sshra.pool.Pool;
import io.sshra.profile.ProfileCatalog;
import jakarta.resource.ResourceException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is in the MXBean of a connection definition besides its figures. {@link DefinitionBean} calls the public methods, which
 * have the names and parameters of {@link SshConnectionFactoryMXBean}.
 */
final class Operations {

    /** Weak, because the MBean server holds this object. */
    private final WeakReference<ManagedDefinition> definition;
    private final String id;
    private final Pool pool;
    private final SshCluster cluster;
    private final Supplier<String> driver;

    /** @param driver says which timer drives maintenance */
    Operations(ManagedDefinition definition, Pool pool, SshCluster cluster, Supplier<String> driver) {
        this.definition = new WeakReference<>(definition);
        this.id = definition.id();
        this.pool = pool;
        this.cluster = cluster;
        this.driver = driver;
    }

    public Map<String, Long> getRefusals() {
        return pool.statistics(id).refusals();
    }

    public String getMaintenanceDriver() {
        return driver.get();
    }

    public List<SshConnectionFactoryMXBean.Connection> listConnections() {
        return pool.connections(id).stream().map(SshConnectionFactoryMXBean.Connection::of).toList();
    }

    public boolean closeConnection(long number) {
        return pool.close(id, number);
    }

    public int endSession(String user, String session) {
        return cluster.endSession(user, session).closed();
    }

    public String getNode() {
        return cluster.node();
    }

    public List<String> getNodes() {
        return cluster.nodes();
    }

    public SshConnectionFactoryMXBean.SessionEnd endSessionInCluster(String user, String session) {
        SshSessionEnd end = cluster.endSession(user, session);
        return new SshConnectionFactoryMXBean.SessionEnd(end.closedHere(), end.closedElsewhere(), end.unanswered());
    }

    public SshConnectionFactoryMXBean.ClusterConnections listConnectionsInCluster() {
        SshClusterConnections found = cluster.connections();
        return new SshConnectionFactoryMXBean.ClusterConnections(
                found.connections().stream().map(SshConnectionFactoryMXBean.Connection::of).toList(), found.unanswered());
    }

    public boolean closeConnectionInCluster(String node, long number) {
        try {
            return cluster.closeConnection(node, number);
        } catch (SshTimeoutException e) {
            // In a type that every JMX client has.
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    public SshConnectionFactoryMXBean.Probe testProfile(String profile) {
        long started = System.nanoTime();
        try {
            SshConnectionInfo info = probed(profile);
            return new SshConnectionFactoryMXBean.Probe(true, null, null, millisSince(started), info.serverVersion(), info.hostKeyFingerprint());
        } catch (ResourceException e) {
            return new SshConnectionFactoryMXBean.Probe(false, e.getErrorCode(), e.getMessage(), millisSince(started), null, null);
        }
    }

    private SshConnectionInfo probed(String profile) throws ResourceException {
        ManagedDefinition tested = definition.get();
        if (tested == null) {
            throw new IllegalStateException("The server has given up this connection definition");
        }
        ProfileCatalog profiles = tested.profiles();
        String name = profile == null || profile.isEmpty() ? profiles.defaultProfile() : SshNames.profile(profile);
        return pool.probe(id, profiles.resolve(name, pool.nanos()));
    }

    private static long millisSince(long started) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    public void resetStatistics() {
        pool.statistics(id).reset();
    }
}
