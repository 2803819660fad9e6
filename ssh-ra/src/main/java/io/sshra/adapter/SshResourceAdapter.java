package io.sshra.adapter;

import io.sshra.base.Clock;
import io.sshra.events.CommandText;
import io.sshra.log.AdapterLog;
import io.sshra.maintenance.ContainerTimer;
import io.sshra.maintenance.Maintenance;
import io.sshra.maintenance.MaintenanceDrivers;
import io.sshra.pool.Pool;
import io.sshra.pool.PoolSettings;
import io.sshra.ssh.mina.MinaConnector;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.validation.constraints.NotNull;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Timer;
import javax.transaction.xa.XAResource;

/**
 * The adapter: limits and times for all its connection definitions, and the pool of sessions that they share.
 *
 * <p>Life cycle: the container sets the properties, calls {@link #start} once and {@link #stop} once (Connectors 2.1, life
 * cycle management).
 */
@Connector(displayName = "SSH resource adapter", vendorName = "ssh-ra", eisType = "SSH", version = "0.1.0",
        reauthenticationSupport = false, transactionSupport = TransactionSupportLevel.NoTransaction)
@CheckedProperties
public class SshResourceAdapter implements ResourceAdapter, CheckedProperties.Bean, Serializable {

    private static final long serialVersionUID = 1L;

    @Bounds(min = 1, max = 10_000)
    @ConfigProperty(defaultValue = "5", description = "Physical connections of one session")
    private Integer maxConnectionsPerSession = 5;

    @Bounds(min = 1, max = 100_000)
    @ConfigProperty(defaultValue = "500", description = "Physical connections to one host and port")
    private Integer maxConnectionsPerHost = 500;

    @Bounds(min = 1, max = 1_000_000)
    @ConfigProperty(defaultValue = "5000", description = "Physical connections in all")
    private Integer maxConnections = 5000;

    @Bounds(min = 1, max = 10_000)
    @ConfigProperty(defaultValue = "8", description = "Connects under way at once to one host and port; further ones queue")
    private Integer maxConcurrentConnectsPerHost = 8;

    @Bounds(min = 1, max = 100_000)
    @ConfigProperty(defaultValue = "200", description = "Callers that wait for connects to one host and port")
    private Integer maxWaitingCallersPerHost = 200;

    @Bounds(min = 1, max = 100_000)
    @ConfigProperty(defaultValue = "100", description = "Handles of one session that are open at once")
    private Integer maxLeasesPerSession = 100;

    @Bounds(min = 1, max = 10_000)
    @ConfigProperty(defaultValue = "10", description = "Channels open at once on one physical connection")
    private Integer maxChannelsPerConnection = 10;

    @Bounds(min = 0, max = 3600)
    @ConfigProperty(defaultValue = "10", description = "Seconds that a caller waits for a channel")
    private Integer channelWaitSeconds = 10;

    @Bounds(min = 0, max = 86_400)
    @ConfigProperty(defaultValue = "30", description = "Seconds between two keepalive requests; 0 sends none")
    private Integer keepaliveIntervalSeconds = 30;

    @Bounds(min = 1, max = 100)
    @ConfigProperty(defaultValue = "3", description = "Unanswered keepalive requests after which a connection is lost")
    private Integer keepaliveMaxMissed = 3;

    @Bounds(min = 1, max = 604_800)
    @ConfigProperty(defaultValue = "900", description = "Seconds without channel and activity after which a connection is closed")
    private Integer idleTimeoutSeconds = 900;

    @Bounds(min = 1, max = 3600)
    @ConfigProperty(defaultValue = "5", description = "Seconds between two looks for idle connections")
    private Integer evictionIntervalSeconds = 5;

    @Bounds(min = 1, max = 86_400)
    @ConfigProperty(defaultValue = "60", description = "Seconds between two validations of all connections")
    private Integer validationIntervalSeconds = 60;

    @Bounds(min = 1, max = 600)
    @ConfigProperty(defaultValue = "10", description = "Seconds within which a server must send something when validated")
    private Integer validationTimeoutSeconds = 10;

    @Bounds(min = 0, max = 86_400)
    @ConfigProperty(defaultValue = "30", description = "Seconds for which a refused credential is not offered again")
    private Integer credentialSuspensionSeconds = 30;

    @NotNull
    @ConfigProperty(defaultValue = "HASH", description = "What audit events show of commands: FULL, HASH (SHA-256) or NONE")
    private String auditCommands = CommandText.HASH.name();

    private transient volatile Pool pool;
    private transient Maintenance maintenance;
    private final transient ManagedFactories factories = new ManagedFactories(this);

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        pool = new Pool(settings(), new MinaConnector(Clock.SYSTEM::nanos), Clock.SYSTEM, auditedText());
        maintenance = new Maintenance(pool::evictIdle, pool::probeAll, Duration.ofSeconds(evictionIntervalSeconds),
                Duration.ofSeconds(validationIntervalSeconds));
        int running = MaintenanceDrivers.INSTANCE.adapterStarted(maintenance, new ContainerTimer(() -> createTimer(context)));
        factories.adapterStarted();
        AdapterLog.LOG.started(maintenance.driver());
        if (running > 1) {
            AdapterLog.LOG.severalAdapters(running);
        }
    }

    private static Timer createTimer(BootstrapContext context) {
        try {
            return context.createTimer();
        } catch (UnavailableException e) {
            throw new IllegalStateException("The container runs no beans in a resource adapter and gives no timer either", e);
        }
    }

    private CommandText auditedText() throws ResourceAdapterInternalException {
        try {
            return commandText(auditCommands);
        } catch (IllegalArgumentException e) {
            throw new ResourceAdapterInternalException("auditCommands is " + auditCommands + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        factories.adapterStopped();
        MaintenanceDrivers.INSTANCE.adapterStopped(maintenance);
        maintenance.stop();
        pool.stop();
    }

    @Override
    public void check(PropertyProblems problems) {
        problems.check("auditCommands", auditCommands, SshResourceAdapter::commandText);
    }

    private static CommandText commandText(String text) {
        try {
            return CommandText.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it must be FULL, HASH or NONE", e);
        }
    }

    private PoolSettings settings() {
        return new PoolSettings(
                new PoolSettings.PerSession(maxConnectionsPerSession, maxLeasesPerSession),
                new PoolSettings.PerHost(maxConnectionsPerHost, maxConcurrentConnectsPerHost, maxWaitingCallersPerHost),
                new PoolSettings.Connections(maxConnections, maxChannelsPerConnection),
                new PoolSettings.Times(Duration.ofSeconds(channelWaitSeconds), Duration.ofSeconds(idleTimeoutSeconds),
                        Duration.ofSeconds(validationTimeoutSeconds), Duration.ofSeconds(credentialSuspensionSeconds)));
    }

    /** A connection definition of this adapter. */
    void add(SshManagedConnectionFactory definition) {
        factories.add(definition);
    }

    /** That connection definition has another JNDI name. */
    void renamed(SshManagedConnectionFactory definition) {
        factories.renamed(definition);
    }

    /** Which timer drives maintenance. Of a started adapter. */
    String maintenanceDriver() {
        return maintenance.driver();
    }

    /** The pool of this adapter. Null before it has started. */
    Pool pool() {
        return pool;
    }

    @Override
    public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec) throws ResourceException {
        throw new NotSupportedException("This adapter delivers no messages");
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
        // None is ever activated.
    }

    /** Null: there are no transactions to recover. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return null;
    }

    public Integer getMaxConnectionsPerSession() {
        return maxConnectionsPerSession;
    }

    public void setMaxConnectionsPerSession(Integer maxConnectionsPerSession) {
        this.maxConnectionsPerSession = maxConnectionsPerSession;
    }

    public Integer getMaxConnectionsPerHost() {
        return maxConnectionsPerHost;
    }

    public void setMaxConnectionsPerHost(Integer maxConnectionsPerHost) {
        this.maxConnectionsPerHost = maxConnectionsPerHost;
    }

    public Integer getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(Integer maxConnections) {
        this.maxConnections = maxConnections;
    }

    public Integer getMaxConcurrentConnectsPerHost() {
        return maxConcurrentConnectsPerHost;
    }

    public void setMaxConcurrentConnectsPerHost(Integer maxConcurrentConnectsPerHost) {
        this.maxConcurrentConnectsPerHost = maxConcurrentConnectsPerHost;
    }

    public Integer getMaxWaitingCallersPerHost() {
        return maxWaitingCallersPerHost;
    }

    public void setMaxWaitingCallersPerHost(Integer maxWaitingCallersPerHost) {
        this.maxWaitingCallersPerHost = maxWaitingCallersPerHost;
    }

    public Integer getMaxLeasesPerSession() {
        return maxLeasesPerSession;
    }

    public void setMaxLeasesPerSession(Integer maxLeasesPerSession) {
        this.maxLeasesPerSession = maxLeasesPerSession;
    }

    public Integer getMaxChannelsPerConnection() {
        return maxChannelsPerConnection;
    }

    public void setMaxChannelsPerConnection(Integer maxChannelsPerConnection) {
        this.maxChannelsPerConnection = maxChannelsPerConnection;
    }

    public Integer getChannelWaitSeconds() {
        return channelWaitSeconds;
    }

    public void setChannelWaitSeconds(Integer channelWaitSeconds) {
        this.channelWaitSeconds = channelWaitSeconds;
    }

    public Integer getKeepaliveIntervalSeconds() {
        return keepaliveIntervalSeconds;
    }

    public void setKeepaliveIntervalSeconds(Integer keepaliveIntervalSeconds) {
        this.keepaliveIntervalSeconds = keepaliveIntervalSeconds;
    }

    public Integer getKeepaliveMaxMissed() {
        return keepaliveMaxMissed;
    }

    public void setKeepaliveMaxMissed(Integer keepaliveMaxMissed) {
        this.keepaliveMaxMissed = keepaliveMaxMissed;
    }

    public Integer getIdleTimeoutSeconds() {
        return idleTimeoutSeconds;
    }

    public void setIdleTimeoutSeconds(Integer idleTimeoutSeconds) {
        this.idleTimeoutSeconds = idleTimeoutSeconds;
    }

    public Integer getEvictionIntervalSeconds() {
        return evictionIntervalSeconds;
    }

    public void setEvictionIntervalSeconds(Integer evictionIntervalSeconds) {
        this.evictionIntervalSeconds = evictionIntervalSeconds;
    }

    public Integer getValidationIntervalSeconds() {
        return validationIntervalSeconds;
    }

    public void setValidationIntervalSeconds(Integer validationIntervalSeconds) {
        this.validationIntervalSeconds = validationIntervalSeconds;
    }

    public Integer getValidationTimeoutSeconds() {
        return validationTimeoutSeconds;
    }

    public void setValidationTimeoutSeconds(Integer validationTimeoutSeconds) {
        this.validationTimeoutSeconds = validationTimeoutSeconds;
    }

    public Integer getCredentialSuspensionSeconds() {
        return credentialSuspensionSeconds;
    }

    public void setCredentialSuspensionSeconds(Integer credentialSuspensionSeconds) {
        this.credentialSuspensionSeconds = credentialSuspensionSeconds;
    }

    public String getAuditCommands() {
        return auditCommands;
    }

    public void setAuditCommands(String auditCommands) {
        this.auditCommands = auditCommands;
    }

    private List<Object> properties() {
        return List.of(maxConnectionsPerSession, maxConnectionsPerHost, maxConnections, maxConcurrentConnectsPerHost,
                maxWaitingCallersPerHost, maxLeasesPerSession, maxChannelsPerConnection, channelWaitSeconds,
                keepaliveIntervalSeconds, keepaliveMaxMissed, idleTimeoutSeconds, evictionIntervalSeconds,
                validationIntervalSeconds, validationTimeoutSeconds, credentialSuspensionSeconds, auditCommands);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof SshResourceAdapter that && properties().equals(that.properties());
    }

    @Override
    public int hashCode() {
        return properties().hashCode();
    }
}
