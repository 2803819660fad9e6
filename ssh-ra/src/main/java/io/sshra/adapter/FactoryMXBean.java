package io.sshra.adapter;

import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.events.Statistics;
import io.sshra.events.Statistics.Counter;
import io.sshra.events.Statistics.Timing;
import io.sshra.pool.Figures;
import io.sshra.pool.Names;
import io.sshra.pool.Pool;
import jakarta.resource.ResourceException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One connection definition of a started adapter, as an operator sees it. */
final class FactoryMXBean implements SshConnectionFactoryMXBean {

    private final SshManagedConnectionFactory definition;
    private final SshResourceAdapter adapter;
    private final Pool pool;
    private final Statistics statistics;

    FactoryMXBean(SshManagedConnectionFactory definition, SshResourceAdapter adapter) {
        this.definition = definition;
        this.adapter = adapter;
        this.pool = adapter.pool();
        this.statistics = pool.statistics(definition.definition());
    }

    private Figures now() {
        return pool.figures(definition.definition());
    }

    @Override
    public long getOpenConnections() {
        return now().connections();
    }

    @Override
    public long getConnecting() {
        return now().connecting();
    }

    @Override
    public long getLeases() {
        return now().leases();
    }

    @Override
    public long getLeasesInUse() {
        return now().leasesInUse();
    }

    @Override
    public long getOpenChannels() {
        return now().channels();
    }

    @Override
    public long getConnects() {
        return statistics.count(Counter.CONNECTS);
    }

    @Override
    public long getReconnects() {
        return statistics.count(Counter.RECONNECTS);
    }

    @Override
    public long getConnectsFailed() {
        return statistics.count(Counter.CONNECTS_FAILED);
    }

    @Override
    public long getAuthenticationsRefused() {
        return statistics.count(Counter.AUTHENTICATIONS_REFUSED);
    }

    @Override
    public long getHostKeysRefused() {
        return statistics.count(Counter.HOST_KEYS_REFUSED);
    }

    @Override
    public long getReuses() {
        return statistics.count(Counter.REUSES);
    }

    @Override
    public long getCallersRefused() {
        return statistics.count(Counter.CALLERS_REFUSED);
    }

    @Override
    public long getLimitsHit() {
        return statistics.count(Counter.LIMITS_HIT);
    }

    @Override
    public long getCommands() {
        return statistics.count(Counter.COMMANDS);
    }

    @Override
    public long getCommandsTimedOut() {
        return statistics.count(Counter.COMMANDS_TIMED_OUT);
    }

    @Override
    public long getCommandsLost() {
        return statistics.count(Counter.COMMANDS_LOST);
    }

    @Override
    public long getShells() {
        return statistics.count(Counter.SHELLS);
    }

    @Override
    public long getFileSystems() {
        return statistics.count(Counter.FILE_SYSTEMS);
    }

    @Override
    public long getTransfers() {
        return statistics.count(Counter.TRANSFERS);
    }

    @Override
    public long getTransfersFailed() {
        return statistics.count(Counter.TRANSFERS_FAILED);
    }

    @Override
    public long getForwardings() {
        return statistics.count(Counter.FORWARDINGS);
    }

    @Override
    public long getClosedConnectionLost() {
        return statistics.count(Counter.CONNECTION_LOST);
    }

    @Override
    public long getClosedExplicitClose() {
        return statistics.count(Counter.EXPLICIT_CLOSE);
    }

    @Override
    public long getClosedSessionEnd() {
        return statistics.count(Counter.SESSION_END);
    }

    @Override
    public long getClosedIdleTimeout() {
        return statistics.count(Counter.IDLE_TIMEOUT);
    }

    @Override
    public long getClosedZombieDetected() {
        return statistics.count(Counter.ZOMBIE_DETECTED);
    }

    @Override
    public long getClosedProfileChanged() {
        return statistics.count(Counter.PROFILE_CHANGED);
    }

    @Override
    public long getClosedContainerDestroyed() {
        return statistics.count(Counter.CONTAINER_DESTROYED);
    }

    @Override
    public long getClosedPoolShutdown() {
        return statistics.count(Counter.POOL_SHUTDOWN);
    }

    @Override
    public long getBytesReceived() {
        return statistics.count(Counter.BYTES_RECEIVED) + now().bytesReceived();
    }

    @Override
    public long getBytesSent() {
        return statistics.count(Counter.BYTES_SENT) + now().bytesSent();
    }

    @Override
    public long getConnectMicrosMean() {
        return statistics.meanMicros(Timing.CONNECT);
    }

    @Override
    public long getConnectMicrosMax() {
        return statistics.maxMicros(Timing.CONNECT);
    }

    @Override
    public long getAuthenticationMicrosMean() {
        return statistics.meanMicros(Timing.AUTHENTICATION);
    }

    @Override
    public long getAuthenticationMicrosMax() {
        return statistics.maxMicros(Timing.AUTHENTICATION);
    }

    @Override
    public long getCommandMicrosMean() {
        return statistics.meanMicros(Timing.COMMAND);
    }

    @Override
    public long getCommandMicrosMax() {
        return statistics.maxMicros(Timing.COMMAND);
    }

    @Override
    public Map<String, Long> getRefusals() {
        return statistics.refusals();
    }

    @Override
    public String getMaintenanceDriver() {
        return adapter.maintenanceDriver();
    }

    @Override
    public List<Connection> listConnections() {
        return pool.connections(definition.definition()).stream().map(Connection::of).toList();
    }

    @Override
    public boolean closeConnection(long number) {
        return pool.close(definition.definition(), number);
    }

    @Override
    public int endSession(String user, String session) {
        try {
            return pool.closeSession(user, session);
        } catch (SshException e) {
            throw new IllegalArgumentException(e.getMessage());
        }
    }

    @Override
    public Probe testProfile(String profile) {
        long started = System.nanoTime();
        try {
            SshConnectionInfo info = probed(profile);
            return new Probe(true, null, null, millisSince(started), info.serverVersion(), info.hostKeyFingerprint());
        } catch (ResourceException e) {
            return new Probe(false, e.getErrorCode(), e.getMessage(), millisSince(started), null, null);
        }
    }

    private SshConnectionInfo probed(String profile) throws ResourceException {
        String name = profile == null || profile.isEmpty() ? definition.profiles().defaultProfile() : Names.profile(profile);
        return pool.probe(definition.definition(), definition.profiles().resolve(name, pool.nanos()));
    }

    private static long millisSince(long started) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    @Override
    public void resetStatistics() {
        statistics.reset();
    }
}
