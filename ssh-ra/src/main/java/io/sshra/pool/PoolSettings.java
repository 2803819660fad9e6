package io.sshra.pool;

import java.time.Duration;

/**
 * The adapter's limits and times, all checked before they come here.
 *
 * @param maxConnectionsPerSession       physical connections of one session
 * @param maxConnectionsPerHost          physical connections to one host and port
 * @param maxConnections                 physical connections in all
 * @param maxConcurrentConnectsPerHost   connects under way at once to one host and port; further ones queue
 * @param maxWaitingCallersPerHost       callers that wait for a connect to one host and port
 * @param maxLeasesPerSession            handles of one session that are open at once
 * @param maxChannelsPerConnection       channels open at once on one physical connection
 * @param channelWait                    how long a caller waits for a channel
 * @param idleTimeout                    after which a connection without channel and activity is closed
 * @param validationTimeout              within which a server must send something after a probe
 * @param credentialSuspension           for which a refused credential is not offered again
 */
public record PoolSettings(int maxConnectionsPerSession, int maxConnectionsPerHost, int maxConnections,
        int maxConcurrentConnectsPerHost, int maxWaitingCallersPerHost, int maxLeasesPerSession,
        int maxChannelsPerConnection, Duration channelWait, Duration idleTimeout, Duration validationTimeout,
        Duration credentialSuspension) {

    /** How long a connection may take to close before it is cut. */
    public static final Duration CLOSE_GRACE = Duration.ofSeconds(5);
}
