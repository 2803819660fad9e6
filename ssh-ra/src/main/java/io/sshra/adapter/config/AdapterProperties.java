package io.sshra.adapter.config;

import io.sshra.events.CommandText;
import io.sshra.pool.PoolSettings;
import jakarta.resource.spi.ConfigProperty;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The properties of the adapter. Each has a default value in its annotation: Open Liberty would make an object of this class to
 * find one.
 */
public abstract class AdapterProperties implements CheckedProperties.Bean, Serializable {

    private static final long serialVersionUID = 1L;

    @Bounds(min = 1, max = 10_000)
    @ConfigProperty(defaultValue = "5", description = "Physical connections of one session")
    private Integer maxConnectionsPerSession = 5;

    @ConfigProperty(defaultValue = "false", description = "Whether a new connection of a session at its limit ends the session's longest idle one instead of failing")
    private Boolean evictIdleAtSessionLimit = false;

    @Bounds(min = 1, max = 100_000)
    @ConfigProperty(defaultValue = "500", description = "Physical connections to one host and port")
    private Integer maxConnectionsPerHost = 500;

    @Bounds(min = 1, max = 1_000_000)
    @ConfigProperty(defaultValue = "5000", description = "Physical connections of the whole adapter")
    private Integer maxConnections = 5000;

    @Bounds(min = 1, max = 10_000)
    @ConfigProperty(defaultValue = "8", description = "Connects in progress to one host and port; further ones queue")
    private Integer maxConcurrentConnectsPerHost = 8;

    @Bounds(min = 1, max = 100_000)
    @ConfigProperty(defaultValue = "200", description = "Callers that wait for connects to one host and port")
    private Integer maxWaitingCallersPerHost = 200;

    @Bounds(min = 1, max = 100_000)
    @ConfigProperty(defaultValue = "100", description = "Open handles of one session")
    private Integer maxLeasesPerSession = 100;

    @Bounds(min = 1, max = 10_000)
    @ConfigProperty(defaultValue = "10", description = "Channels open at the same time on one physical connection")
    private Integer maxChannelsPerConnection = 10;

    @Bounds(min = 0, max = 10_000)
    @ConfigProperty(defaultValue = "10", description = "Spare channels of one physical connection, open before they are needed; 0 for none")
    private Integer maxSpareChannelsPerConnection = 10;

    @Bounds(min = 0, max = 3600)
    @ConfigProperty(defaultValue = "10", description = "Time that an SFTP channel is kept for its next use; 0 closes it at once")
    private Integer sftpKeptSeconds = 10;

    @Bounds(min = 0, max = 3600)
    @ConfigProperty(defaultValue = "10", description = "Time that a caller waits for a channel")
    private Integer channelWaitSeconds = 10;

    @Bounds(min = 0, max = 86_400)
    @ConfigProperty(defaultValue = "30", description = "Interval of keepalive requests; 0 sends none")
    private Integer keepaliveIntervalSeconds = 30;

    @Bounds(min = 1, max = 100)
    @ConfigProperty(defaultValue = "3", description = "Unanswered keepalive requests after which a connection is lost")
    private Integer keepaliveMaxMissed = 3;

    @Bounds(min = 1, max = 604_800)
    @ConfigProperty(defaultValue = "900", description = "Time without channel and activity after which a connection is closed")
    private Integer idleTimeoutSeconds = 900;

    @Bounds(min = 1, max = 3600)
    @ConfigProperty(defaultValue = "5", description = "Interval of idle eviction")
    private Integer evictionIntervalSeconds = 5;

    @Bounds(min = 1, max = 86_400)
    @ConfigProperty(defaultValue = "60", description = "Interval of the validation of all connections")
    private Integer validationIntervalSeconds = 60;

    @Bounds(min = 1, max = 600)
    @ConfigProperty(defaultValue = "10", description = "Time within which a server must send something when its connection is validated")
    private Integer validationTimeoutSeconds = 10;

    @Bounds(min = 0, max = 86_400)
    @ConfigProperty(defaultValue = "30", description = "Time for which a refused credential is not offered again")
    private Integer credentialSuspensionSeconds = 30;

    @Bounds(min = 0, max = 604_800)
    @ConfigProperty(defaultValue = "0", description = "Time after which an open handle is reported as a leak; 0 reports none")
    private Integer leakDetectionThresholdSeconds = 0;

    @ConfigProperty(defaultValue = "false", description = "Whether the report of a leak has the stack of the thread that took the handle")
    private Boolean leakDetectionStackTraces = false;

    @ConfigProperty(defaultValue = "HASH", description = "What audit events show of commands: FULL, HASH (SHA-256) or NONE")
    private String auditCommands = "HASH";

    @Override
    public void check(PropertyProblems problems) {
        if (PropertyProblems.isGiven(auditCommands)) {
            problems.check("auditCommands", auditCommands, AdapterProperties::commandText);
        } else {
            problems.add("auditCommands", "is empty: it must be FULL, HASH or NONE");
        }
    }

    private static CommandText commandText(String text) {
        try {
            return CommandText.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it must be FULL, HASH or NONE", e);
        }
    }

    /** What audit events show of commands. For checked properties. */
    protected final CommandText commandText() {
        return commandText(auditCommands);
    }

    /** The limits and times of the pool. For checked properties. */
    protected final PoolSettings poolSettings() {
        return new PoolSettings(
                new PoolSettings.PerSession(maxConnectionsPerSession, maxLeasesPerSession, evictIdleAtSessionLimit),
                new PoolSettings.PerHost(maxConnectionsPerHost, maxConcurrentConnectsPerHost, maxWaitingCallersPerHost),
                new PoolSettings.Connections(maxConnections, maxChannelsPerConnection),
                new PoolSettings.Times(Duration.ofSeconds(channelWaitSeconds), Duration.ofSeconds(idleTimeoutSeconds),
                        Duration.ofSeconds(validationTimeoutSeconds), Duration.ofSeconds(credentialSuspensionSeconds)),
                new PoolSettings.LeakDetection(Duration.ofSeconds(leakDetectionThresholdSeconds), leakDetectionStackTraces),
                new PoolSettings.Spares(maxSpareChannelsPerConnection, Duration.ofSeconds(sftpKeptSeconds)));
    }

    public Integer getMaxConnectionsPerSession() {
        return maxConnectionsPerSession;
    }

    public void setMaxConnectionsPerSession(Integer maxConnectionsPerSession) {
        this.maxConnectionsPerSession = maxConnectionsPerSession;
    }

    public Boolean getEvictIdleAtSessionLimit() {
        return evictIdleAtSessionLimit;
    }

    public void setEvictIdleAtSessionLimit(Boolean evictIdleAtSessionLimit) {
        this.evictIdleAtSessionLimit = evictIdleAtSessionLimit;
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

    public Integer getMaxSpareChannelsPerConnection() {
        return maxSpareChannelsPerConnection;
    }

    public void setMaxSpareChannelsPerConnection(Integer maxSpareChannelsPerConnection) {
        this.maxSpareChannelsPerConnection = maxSpareChannelsPerConnection;
    }

    public Integer getSftpKeptSeconds() {
        return sftpKeptSeconds;
    }

    public void setSftpKeptSeconds(Integer sftpKeptSeconds) {
        this.sftpKeptSeconds = sftpKeptSeconds;
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

    public Integer getLeakDetectionThresholdSeconds() {
        return leakDetectionThresholdSeconds;
    }

    public void setLeakDetectionThresholdSeconds(Integer leakDetectionThresholdSeconds) {
        this.leakDetectionThresholdSeconds = leakDetectionThresholdSeconds;
    }

    public Boolean getLeakDetectionStackTraces() {
        return leakDetectionStackTraces;
    }

    public void setLeakDetectionStackTraces(Boolean leakDetectionStackTraces) {
        this.leakDetectionStackTraces = leakDetectionStackTraces;
    }

    public String getAuditCommands() {
        return auditCommands;
    }

    public void setAuditCommands(String auditCommands) {
        this.auditCommands = auditCommands;
    }

    /** The values of all properties, for equality. */
    protected final List<Object> properties() {
        return List.of(maxConnectionsPerSession, evictIdleAtSessionLimit, maxConnectionsPerHost, maxConnections, maxConcurrentConnectsPerHost,
                maxWaitingCallersPerHost, maxLeasesPerSession, maxChannelsPerConnection, maxSpareChannelsPerConnection,
                sftpKeptSeconds, channelWaitSeconds,
                keepaliveIntervalSeconds, keepaliveMaxMissed, idleTimeoutSeconds, evictionIntervalSeconds,
                validationIntervalSeconds, validationTimeoutSeconds, credentialSuspensionSeconds, leakDetectionThresholdSeconds,
                leakDetectionStackTraces, auditCommands);
    }
}
