package io.sshra;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an operator sees of one connection definition, and does to it, by JMX: {@code io.sshra:type=ConnectionFactory,…}. All
 * counts are since the start or the last {@link #resetStatistics()}. Used by any number of threads. A program in the same
 * server reads it by {@code JMX.newMXBeanProxy}.
 */
public interface SshConnectionFactoryMXBean {

    /** Physical connections that are open. */
    long getOpenConnections();

    /** Physical connections that are being made. */
    long getConnecting();

    /** Leases that the container's pool has. */
    long getLeases();

    /** Leases with an open handle. */
    long getLeasesInUse();

    /** Channels that are in use. */
    long getOpenChannels();

    /** Physical connections that were made for the first time for their key. */
    long getConnects();

    /** Physical connections that were made again for their key. */
    long getReconnects();

    /** Connects that failed: host, network, protocol. */
    long getConnectsFailed();

    /** Connects that failed because the server refused the credentials, or nobody answered its questions. */
    long getAuthenticationsRefused();

    /** Connects that failed because the host's key was not accepted. */
    long getHostKeysRefused();

    /** Handles that were given on a connection that was open. */
    long getReuses();

    /** Callers who got no connection, for whatever reason. */
    long getCallersRefused();

    /** Callers who met a limit: of connections, handles, waiting callers, channels. */
    long getLimitsHit();

    /** Commands that ran. */
    long getCommands();

    /** Commands that were ended by their time limit. */
    long getCommandsTimedOut();

    /** Commands whose connection was lost. */
    long getCommandsLost();

    /** Shells that ran. */
    long getShells();

    /** File systems that were opened by applications. */
    long getFileSystems();

    /** Transfers that are complete. */
    long getTransfers();

    /** Transfers that failed or were cancelled. */
    long getTransfersFailed();

    /** Ports that were forwarded. */
    long getForwardings();

    /** Connections that died. */
    long getClosedConnectionLost();

    /** Connections that the application or an operator ended. */
    long getClosedExplicitClose();

    /** Connections that ended with their session. */
    long getClosedSessionEnd();

    /** Connections that were evicted because they were idle. */
    long getClosedIdleTimeout();

    /** Connections whose server did not answer the health check. */
    long getClosedZombieDetected();

    /** Connections whose profile or credential has changed. */
    long getClosedProfileChanged();

    /** Connections whose last lease the container destroyed. */
    long getClosedContainerDestroyed();

    /** Connections that ended with the adapter. */
    long getClosedPoolShutdown();

    /** Bytes of channel data received, those of open connections included. */
    long getBytesReceived();

    /** Bytes of channel data sent, those of open connections included. */
    long getBytesSent();

    /** Mean time of a connect that succeeded, in microseconds; 0 before the first. */
    long getConnectMicrosMean();

    /** The longest one. */
    long getConnectMicrosMax();

    /** Mean time of a log-in that succeeded, which is the last part of the connect, in microseconds; 0 before the first. */
    long getAuthenticationMicrosMean();

    /** The longest one. */
    long getAuthenticationMicrosMax();

    /** Mean time of a command, in microseconds; 0 before the first. */
    long getCommandMicrosMean();

    /** The longest one. */
    long getCommandMicrosMax();

    /** How many callers were refused, by the code of what they were told, see {@link SshErrorCode#code()}. */
    Map<String, Long> getRefusals();

    /** Which timer drives eviction and validation. */
    String getMaintenanceDriver();

    /** All connections of this definition, of all users: those that are open, and those that may come back. */
    List<Connection> listConnections();

    /**
     * Ends a connection. Its handles are closed and do not reconnect.
     *
     * @param number see {@link Connection#number}
     * @return false if there is none
     */
    boolean closeConnection(long number);

    /**
     * Ends a session, with its connections of all definitions.
     *
     * @return how many were closed
     * @throws IllegalArgumentException if the names are none
     */
    int endSession(String user, String session);

    /**
     * Connects to a profile, with the profile's own credential, and ends that connection. Within all limits; a credential that
     * was refused just now is not offered again.
     *
     * @param profile null or empty for the definition's default profile
     */
    Probe testProfile(String profile);

    /** Begins to count anew. */
    void resetStatistics();

    /**
     * {@link SshConnectionInfo} in the types of JMX; see there. Times are in the form of ISO 8601, or null.
     */
    record Connection(long number, String profile, String host, int port, String username, String userId, String sessionId,
            String connectedAt, String lastActivity, long commandCount, String privilegeLevel, boolean relayMode, boolean alive,
            long idleSeconds, int openChannels, String keyExchange, String cipher, String hostKeyFingerprint,
            String serverVersion, long bytesReceived, long bytesSent) {

        /** What is known of a connection, for JMX. */
        public static Connection of(SshConnectionInfo info) {
            return new Connection(info.number(), info.profile(), info.host(), info.port(), info.username(), info.userId(),
                    info.sessionId(), text(info.connectedAt()), text(info.lastActivity()), info.commandCount(),
                    info.privilegeLevel(), info.relayMode(), info.alive(), info.idleSeconds(), info.openChannels(),
                    info.keyExchange(), info.cipher(), info.hostKeyFingerprint(), info.serverVersion(), info.bytesReceived(),
                    info.bytesSent());
        }

        private static String text(Instant time) {
            return time == null ? null : time.toString();
        }
    }

    /**
     * What came of a test.
     *
     * @param successful    whether it was connected
     * @param code          of the error; null if there is none
     * @param message       of the error; null if there is none
     * @param millis        how long it took
     * @param serverVersion null if it was not connected
     * @param hostKey       fingerprint; null if it was not connected
     */
    record Probe(boolean successful, String code, String message, long millis, String serverVersion, String hostKey) {
    }
}
