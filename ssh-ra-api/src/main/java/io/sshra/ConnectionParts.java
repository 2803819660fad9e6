package io.sshra;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of an {@link SshConnectionInfo}, which its builder changes. */
final class ConnectionParts {

    String node = "";
    String profile = "";
    String host = "";
    int port;
    String username = "";
    String userId = "";
    String sessionId = "";
    @Nullable Instant connectedAt;
    Instant lastActivity = Instant.EPOCH;
    long commandCount;
    @Nullable String privilegeLevel;
    boolean relayMode;
    @Nullable String proxy;
    boolean alive;
    long idleSeconds;
    int openChannels;
    @Nullable String keyExchange;
    @Nullable String cipher;
    @Nullable String hostKeyFingerprint;
    @Nullable String serverVersion;
    @Nullable String certificateSerial;
    long bytesReceived;
    long bytesSent;
    long number;
    int openHandles;

    ConnectionParts copy() {
        ConnectionParts copy = new ConnectionParts();
        copy.node = node;
        copy.profile = profile;
        copy.host = host;
        copy.port = port;
        copy.username = username;
        copy.userId = userId;
        copy.sessionId = sessionId;
        copy.connectedAt = connectedAt;
        copy.lastActivity = lastActivity;
        copy.commandCount = commandCount;
        copy.privilegeLevel = privilegeLevel;
        copy.relayMode = relayMode;
        copy.proxy = proxy;
        copy.alive = alive;
        copy.idleSeconds = idleSeconds;
        copy.openChannels = openChannels;
        copy.keyExchange = keyExchange;
        copy.cipher = cipher;
        copy.hostKeyFingerprint = hostKeyFingerprint;
        copy.serverVersion = serverVersion;
        copy.certificateSerial = certificateSerial;
        copy.bytesReceived = bytesReceived;
        copy.bytesSent = bytesSent;
        copy.number = number;
        copy.openHandles = openHandles;
        return copy;
    }

    /** All of them, for equality. */
    List<@Nullable Object> values() {
        return Arrays.asList(node, profile, host, port, username, userId, sessionId, connectedAt, lastActivity, commandCount,
                privilegeLevel, relayMode, proxy, alive, idleSeconds, openChannels, keyExchange, cipher, hostKeyFingerprint,
                serverVersion, certificateSerial, bytesReceived, bytesSent, number, openHandles);
    }
}
