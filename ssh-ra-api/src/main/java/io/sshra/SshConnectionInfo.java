package io.sshra;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one connection of a session. Counters belong to one physical connection and start again with the next one. Later versions
 * may add parts.
 *
 * @since 1.0
 */
public final class SshConnectionInfo {

    private final ConnectionParts parts;

    private SshConnectionInfo(ConnectionParts parts) {
        this.parts = parts;
    }

    /** Starts an info with empty names and no connection, for unit tests of applications. */
    public static Builder builder() {
        return new Builder(new ConnectionParts());
    }

    /** Starts with the parts of this info. */
    public Builder toBuilder() {
        return new Builder(parts.copy());
    }

    /** The node of the cluster that has the connection, if {@link SshCluster} has told of it; otherwise empty. */
    public String node() {
        return parts.node;
    }

    /** The name of the profile. */
    public String profile() {
        return parts.profile;
    }

    /** The target host. */
    public String host() {
        return parts.host;
    }

    /** The TCP port. */
    public int port() {
        return parts.port;
    }

    /** The login on the target. */
    public String username() {
        return parts.username;
    }

    /** The application's user; {@code (application)} for the application itself. */
    public String userId() {
        return parts.userId;
    }

    /** The user's session; {@code (application)} for the application itself. */
    public String sessionId() {
        return parts.sessionId;
    }

    /** When the connection was opened; null if it is not open. */
    public @Nullable Instant connectedAt() {
        return parts.connectedAt;
    }

    /** The last check-out, channel opened or closed, byte, or {@link SshSessions#recordActivity}. */
    public Instant lastActivity() {
        return parts.lastActivity;
    }

    /** The number of commands run. */
    public long commandCount() {
        return parts.commandCount;
    }

    /** The privilege level whose rules count: that of the profile, or the policy file's {@code DefaultLevel}; null if there is none. */
    public @Nullable String privilegeLevel() {
        return parts.privilegeLevel;
    }

    /** Whether the connection goes through a jump host. */
    public boolean relayMode() {
        return parts.relayMode;
    }

    /** The proxy that the connection goes through, or that to its first jump host: {@code socks5://user@host:port}; null for none. */
    public @Nullable String proxy() {
        return parts.proxy;
    }

    /** False for a connection that was lost or evicted and may come back at its next use. */
    public boolean alive() {
        return parts.alive;
    }

    /** The seconds since the last activity; 0 while a channel is open. */
    public long idleSeconds() {
        return parts.idleSeconds;
    }

    /** The number of channels that are open now. */
    public int openChannels() {
        return parts.openChannels;
    }

    /** The negotiated key exchange method (RFC 4253 section 7); null if not alive. */
    public @Nullable String keyExchange() {
        return parts.keyExchange;
    }

    /** The negotiated cipher, client to server; null if not alive. */
    public @Nullable String cipher() {
        return parts.cipher;
    }

    /** The server's host key, {@code SHA256:…}; null if not alive. */
    public @Nullable String hostKeyFingerprint() {
        return parts.hostKeyFingerprint;
    }

    /** The server's identification (RFC 4253 section 4.2); null if not alive. */
    public @Nullable String serverVersion() {
        return parts.serverVersion;
    }

    /**
     * The serial number of the certificate that was made for the log-in, as the server's log has it: an unsigned number; null if none was made, or if
     * not alive.
     */
    public @Nullable String certificateSerial() {
        return parts.certificateSerial;
    }

    /** Bytes of channel data received. */
    public long bytesReceived() {
        return parts.bytesReceived;
    }

    /** Bytes of channel data sent. */
    public long bytesSent() {
        return parts.bytesSent;
    }

    /** The number of the physical connection in the adapter, as in the log and the audit log; 0 if not alive. */
    public long number() {
        return parts.number;
    }

    /** The number of handles that applications hold and have not closed, also while the connection is not open. */
    public int openHandles() {
        return parts.openHandles;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshConnectionInfo info && parts.values().equals(info.parts.values());
    }

    @Override
    public int hashCode() {
        return parts.values().hashCode();
    }

    /** Whose connection it is, to what, and whether it is open, with unprintable characters made visible. */
    @Override
    public String toString() {
        String names = "userId=" + parts.userId + ", sessionId=" + parts.sessionId + ", profile=" + parts.profile + ", target=" + parts.username
                + "@" + parts.host + ":" + parts.port;
        return "SshConnectionInfo[number=" + parts.number + ", " + SshText.visible(names) + ", alive=" + parts.alive + "]";
    }

    /** Collects the parts by their names. Not for several threads. */
    public static final class Builder {

        private final ConnectionParts parts;

        private Builder(ConnectionParts parts) {
            this.parts = parts;
        }

        public Builder node(String node) {
            parts.node = Checks.notNull(node, "node", "give a text");
            return this;
        }

        public Builder profile(String profile) {
            parts.profile = Checks.notNull(profile, "profile", "give a text");
            return this;
        }

        public Builder host(String host) {
            parts.host = Checks.notNull(host, "host", "give a text");
            return this;
        }

        public Builder port(int port) {
            parts.port = port;
            return this;
        }

        public Builder username(String username) {
            parts.username = Checks.notNull(username, "username", "give a text");
            return this;
        }

        public Builder userId(String userId) {
            parts.userId = Checks.notNull(userId, "userId", "give a text");
            return this;
        }

        public Builder sessionId(String sessionId) {
            parts.sessionId = Checks.notNull(sessionId, "sessionId", "give a text");
            return this;
        }

        public Builder connectedAt(@Nullable Instant connectedAt) {
            parts.connectedAt = connectedAt;
            return this;
        }

        public Builder lastActivity(Instant lastActivity) {
            parts.lastActivity = Checks.notNull(lastActivity, "lastActivity", "give a time");
            return this;
        }

        public Builder commandCount(long commandCount) {
            parts.commandCount = commandCount;
            return this;
        }

        public Builder privilegeLevel(@Nullable String privilegeLevel) {
            parts.privilegeLevel = privilegeLevel;
            return this;
        }

        public Builder relayMode(boolean relayMode) {
            parts.relayMode = relayMode;
            return this;
        }

        public Builder proxy(@Nullable String proxy) {
            parts.proxy = proxy;
            return this;
        }

        public Builder alive(boolean alive) {
            parts.alive = alive;
            return this;
        }

        public Builder idleSeconds(long idleSeconds) {
            parts.idleSeconds = idleSeconds;
            return this;
        }

        public Builder openChannels(int openChannels) {
            parts.openChannels = openChannels;
            return this;
        }

        public Builder keyExchange(@Nullable String keyExchange) {
            parts.keyExchange = keyExchange;
            return this;
        }

        public Builder cipher(@Nullable String cipher) {
            parts.cipher = cipher;
            return this;
        }

        public Builder hostKeyFingerprint(@Nullable String hostKeyFingerprint) {
            parts.hostKeyFingerprint = hostKeyFingerprint;
            return this;
        }

        public Builder serverVersion(@Nullable String serverVersion) {
            parts.serverVersion = serverVersion;
            return this;
        }

        public Builder certificateSerial(@Nullable String certificateSerial) {
            parts.certificateSerial = certificateSerial;
            return this;
        }

        public Builder bytesReceived(long bytesReceived) {
            parts.bytesReceived = bytesReceived;
            return this;
        }

        public Builder bytesSent(long bytesSent) {
            parts.bytesSent = bytesSent;
            return this;
        }

        public Builder number(long number) {
            parts.number = number;
            return this;
        }

        public Builder openHandles(int openHandles) {
            parts.openHandles = openHandles;
            return this;
        }

        public SshConnectionInfo build() {
            return new SshConnectionInfo(parts.copy());
        }
    }
}
