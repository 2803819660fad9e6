package io.sshra;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Monitors and manages one connection definition by JMX: {@code io.sshra:type=ConnectionFactory,…}. Counts start at the start of
 * the adapter or the last {@link #resetStatistics()}. Any number of threads may use it. A program in the same server reads it
 * with {@code JMX.newMXBeanProxy}.
 *
 * @since 1.0
 */
public interface SshConnectionFactoryMXBean {

    /** Open physical connections. */
    long getOpenConnections();

    /** Physical connections that are being opened. */
    long getConnecting();

    /** Leases in the container's pool. */
    long getLeases();

    /** Leases with an open handle. */
    long getLeasesInUse();

    /** Open channels. */
    long getOpenChannels();

    /** Channels that are open before they are needed. */
    long getSpareChannels();

    /** Callers who wait for a channel of a connection that has as many as it may have. */
    long getChannelWaiters();

    /** Successful connects that were the first of their key. */
    long getConnects();

    /** Successful connects of a key that had been connected before. */
    long getReconnects();

    /** Failed connects: host, network or protocol. */
    long getConnectsFailed();

    /** Failed connects: the server refused the credentials, or nobody answered its questions. */
    long getAuthenticationsRefused();

    /** Failed connects: the host key was not accepted. */
    long getHostKeysRefused();

    /** Pool hits: handles on a connection that was already open. */
    long getReuses();

    /** Callers who got no connection, for any reason. */
    long getCallersRefused();

    /** Callers who hit a limit: connections, handles, waiting callers or channels. */
    long getLimitsHit();

    /** Commands that ran. */
    long getCommands();

    /** Commands that were ended by their time-out. */
    long getCommandsTimedOut();

    /** Commands whose connection was lost. */
    long getCommandsLost();

    /** Shells that ran. */
    long getShells();

    /** File systems that applications opened. */
    long getFileSystems();

    /** Completed transfers. */
    long getTransfers();

    /** Failed or cancelled transfers. */
    long getTransfersFailed();

    /** Forwarded ports. */
    long getForwardings();

    /** Streams that applications opened. */
    long getStreams();

    /** Connections that were lost. */
    long getClosedConnectionLost();

    /** Connections that the application or an operator closed. */
    long getClosedExplicitClose();

    /** Connections that ended with their session. */
    long getClosedSessionEnd();

    /** Connections that were evicted because they were idle. */
    long getClosedIdleTimeout();

    /** Idle connections whose place another connection of their session took. */
    long getClosedLimitReached();

    /** Dead connections that validation detected. */
    long getClosedZombieDetected();

    /** Connections whose profile or credential changed. */
    long getClosedProfileChanged();

    /** Connections whose last lease the container destroyed. */
    long getClosedContainerDestroyed();

    /** Connections that ended when the adapter stopped, or that the container destroyed just before. */
    long getClosedPoolShutdown();

    /** Bytes of channel data received, open connections included. */
    long getBytesReceived();

    /** Bytes of channel data sent, open connections included. */
    long getBytesSent();

    /** Sum of the times of successful connects in microseconds. */
    long getConnectMicrosTotal();

    /** Mean time of a successful connect in microseconds; 0 before the first. */
    long getConnectMicrosMean();

    /** Longest time of a successful connect in microseconds; 0 before the first. */
    long getConnectMicrosMax();

    /** Sum of the times of successful log-ins in microseconds. */
    long getAuthenticationMicrosTotal();

    /** Mean time of a successful log-in, the last part of a connect, in microseconds; 0 before the first. */
    long getAuthenticationMicrosMean();

    /** Longest time of a successful log-in, the last part of a connect, in microseconds; 0 before the first. */
    long getAuthenticationMicrosMax();

    /** Sum of the times of commands in microseconds. */
    long getCommandMicrosTotal();

    /** Mean time of a command in microseconds; 0 before the first. */
    long getCommandMicrosMean();

    /** Longest time of a command in microseconds; 0 before the first. */
    long getCommandMicrosMax();

    /** The number of refused callers by the code of their exception, see {@link SshErrorCode#code()}. */
    Map<String, Long> getRefusals();

    /** What drives eviction and validation: EJB timers, the adapter's own timer, a work of the server, or nothing. */
    String getMaintenanceDriver();

    /** The name of this node in the cluster; empty if this server is in none. */
    String getNode();

    /** The names of all nodes of the cluster that run the application, this one included. */
    List<String> getNodes();

    /** The connections of this definition, of all users: open ones, and those that may reconnect. */
    List<Connection> listConnections();

    /**
     * Closes a connection. Its handles are closed and do not reconnect.
     *
     * @param number see {@link Connection#number}
     * @return false if there is no such connection
     */
    boolean closeConnection(long number);

    /**
     * Ends a session and closes its connections, those of other definitions and of other nodes included. Waits for the answers of other
     * nodes, at most 2 seconds.
     *
     * @return how many connections were closed
     * @throws IllegalArgumentException if a name is invalid
     */
    int endSession(String user, String session);

    /**
     * Ends a session like {@link #endSession}, and says where.
     *
     * @throws IllegalArgumentException if a name is invalid
     */
    SessionEnd endSessionInCluster(String user, String session);

    /** The connections of all users, definitions and nodes. Waits for the answers of other nodes, at most 2 seconds. */
    ClusterConnections listConnectionsInCluster();

    /**
     * Closes a connection of any node and definition. Waits for the answer of that node, at most 2 seconds.
     *
     * @param node   see {@link Connection#node}
     * @param number see {@link Connection#number}
     * @return false if there is no such connection
     * @throws IllegalArgumentException if there is no such node
     * @throws IllegalStateException    if the node does not answer
     */
    boolean closeConnectionInCluster(String node, long number);

    /**
     * Connects to a profile with the profile's own credential, and closes that connection. All limits apply. A credential that
     * the server refused recently is not offered again.
     *
     * @param profile null or empty for the definition's default profile
     */
    Probe testProfile(@Nullable String profile);

    /** Resets all counts and times to 0. */
    void resetStatistics();

    /**
     * {@link SshConnectionInfo} in types of JMX. Times are in ISO 8601 format, or null. The node is empty in {@link #listConnections()}.
     */
    record Connection(long number, String profile, String host, int port, String username, String userId, String sessionId,
            @Nullable String connectedAt, String lastActivity, long commandCount, @Nullable String privilegeLevel, boolean relayMode, boolean alive,
            long idleSeconds, int openChannels, @Nullable String keyExchange, @Nullable String cipher, @Nullable String hostKeyFingerprint,
            @Nullable String serverVersion, @Nullable String certificateSerial, long bytesReceived, long bytesSent, int openHandles, String node, @Nullable String proxy) {

        /** Converts it to types of JMX. */
        public static Connection of(SshConnectionInfo info) {
            return new Connection(info.number(), info.profile(), info.host(), info.port(), info.username(), info.userId(),
                    info.sessionId(), text(info.connectedAt()), info.lastActivity().toString(), info.commandCount(),
                    info.privilegeLevel(), info.relayMode(), info.alive(), info.idleSeconds(), info.openChannels(),
                    info.keyExchange(), info.cipher(), info.hostKeyFingerprint(), info.serverVersion(), info.certificateSerial(),
                    info.bytesReceived(), info.bytesSent(), info.openHandles(), info.node(), info.proxy());
        }

        private static @Nullable String text(@Nullable Instant time) {
            return time == null ? null : time.toString();
        }
    }

    /**
     * {@link SshClusterConnections} in types of JMX.
     *
     * @param unanswered the nodes that have not answered in time, whose connections are missing
     */
    record ClusterConnections(List<Connection> connections, List<String> unanswered) {
    }

    /**
     * {@link SshSessionEnd} in types of JMX.
     *
     * @param closedHere      how many connections were closed on this node
     * @param closedElsewhere how many the other nodes have closed, as far as they have answered
     * @param unanswered      the nodes that have not answered in time, and end the session when they are back
     */
    record SessionEnd(int closedHere, int closedElsewhere, List<String> unanswered) {
    }

    /**
     * The result of a test.
     *
     * @param successful    whether it connected
     * @param code          the error's code; null if it connected
     * @param message       the error's message; null if it connected
     * @param millis        the time it took, in milliseconds
     * @param serverVersion the server's identification; null if it did not connect
     * @param hostKey       the fingerprint of the host key; null if it did not connect
     */
    record Probe(boolean successful, @Nullable String code, @Nullable String message, long millis, @Nullable String serverVersion, @Nullable String hostKey) {
    }
}
