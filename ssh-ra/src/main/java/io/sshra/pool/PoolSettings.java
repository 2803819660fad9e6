package io.sshra.pool;

import java.time.Duration;

/**
 * The limits and times of the adapter. The values are not checked here.
 *
 * @param session    limits of each session
 * @param host       limits of each target host
 * @param connection limits of each connection and of their number
 * @param times      time-outs and periods
 * @param leaks      which handles count as leaked
 * @param spares     channels that are open before they are needed
 */
public record PoolSettings(PerSession session, PerHost host, Connections connection, Times times, LeakDetection leaks, Spares spares) {

    /** How long a connection may take to close before it is aborted. */
    public static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    /** Leaked handles are not detected. */
    public PoolSettings(PerSession session, PerHost host, Connections connection, Times times) {
        this(session, host, connection, times, new LeakDetection(Duration.ZERO, false), new Spares(0, Duration.ZERO));
    }

    /**
     * Limits of one session.
     *
     * @param maxConnections physical connections
     * @param maxLeases      open handles at the same time
     * @param evictIdle      whether a connection beyond the limit ends the longest idle one instead of failing
     */
    public record PerSession(int maxConnections, int maxLeases, boolean evictIdle) {

        /** Connections beyond the limit fail. */
        public PerSession(int maxConnections, int maxLeases) {
            this(maxConnections, maxLeases, false);
        }
    }

    /**
     * Limits of one host and port.
     *
     * @param maxConnections        physical connections
     * @param maxConcurrentConnects connection attempts at the same time; further ones queue
     * @param maxWaitingCallers     callers that may wait for a connection attempt
     */
    public record PerHost(int maxConnections, int maxConcurrentConnects, int maxWaitingCallers) {
    }

    /**
     * Limits that do not depend on a session or host.
     *
     * @param maxInAll    physical connections of the adapter
     * @param maxChannels open channels at the same time on one physical connection
     */
    public record Connections(int maxInAll, int maxChannels) {
    }

    /**
     * Time-outs and periods.
     *
     * @param channelWait          how long a caller waits for a free channel
     * @param idleTimeout          how long a connection stays open without channels and activity
     * @param validationTimeout    how long a server may take to answer a probe
     * @param credentialSuspension how long a refused credential is not offered again
     */
    public record Times(Duration channelWait, Duration idleTimeout, Duration validationTimeout, Duration credentialSuspension) {
    }

    /**
     * The detection of leaked handles.
     *
     * @param threshold   how long a handle may be open; zero for any time
     * @param stackTraces whether each handle keeps the place where it was taken
     */
    public record LeakDetection(Duration threshold, boolean stackTraces) {
    }

    /**
     * Channels that are open and not in use.
     *
     * @param most     spare session channels of one connection; 0 for none
     * @param sftpKept how long an SFTP channel is kept after its use; zero if it is not
     */
    public record Spares(int most, Duration sftpKept) {
    }

    /** Returns these settings with other spare channels. */
    public PoolSettings with(Spares other) {
        return new PoolSettings(session, host, connection, times, leaks, other);
    }

    /** Returns these settings with other limits of each session. */
    public PoolSettings with(PerSession other) {
        return new PoolSettings(other, host, connection, times, leaks, spares);
    }

    /** Returns these settings with other limits of each host. */
    public PoolSettings with(PerHost other) {
        return new PoolSettings(session, other, connection, times, leaks, spares);
    }

    /** Returns these settings with other limits of connections. */
    public PoolSettings with(Connections other) {
        return new PoolSettings(session, host, other, times, leaks, spares);
    }

    /** Returns these settings with other times. */
    public PoolSettings with(Times other) {
        return new PoolSettings(session, host, connection, other, leaks, spares);
    }

    /** Returns these settings with another detection of leaked handles. */
    public PoolSettings with(LeakDetection other) {
        return new PoolSettings(session, host, connection, times, other, spares);
    }

    public int maxConnectionsPerSession() {
        return session.maxConnections();
    }

    public boolean evictIdleAtSessionLimit() {
        return session.evictIdle();
    }

    public int maxLeasesPerSession() {
        return session.maxLeases();
    }

    public int maxConnectionsPerHost() {
        return host.maxConnections();
    }

    public int maxConcurrentConnectsPerHost() {
        return host.maxConcurrentConnects();
    }

    public int maxWaitingCallersPerHost() {
        return host.maxWaitingCallers();
    }

    public int maxConnections() {
        return connection.maxInAll();
    }

    public int maxChannelsPerConnection() {
        return connection.maxChannels();
    }

    public Duration channelWait() {
        return times.channelWait();
    }

    public Duration idleTimeout() {
        return times.idleTimeout();
    }

    public Duration validationTimeout() {
        return times.validationTimeout();
    }

    public Duration credentialSuspension() {
        return times.credentialSuspension();
    }
}
