package io.sshra;

import java.time.Instant;

/**
 * A snapshot of one connection of a session. Counters belong to one physical connection and start again with the next one.
 *
 * @param profile            name of the profile
 * @param host               the target host
 * @param port               TCP port
 * @param username           the login on the target
 * @param userId             the application's user; {@code (application)} for the application itself
 * @param sessionId          the user's session; {@code (application)} for the application itself
 * @param connectedAt        when the connection was opened; null if it is not open
 * @param lastActivity       last check-out, channel opened or closed, byte, or {@link SshSessions#recordActivity}
 * @param commandCount       commands run
 * @param privilegeLevel     that of the profile; null if it has none
 * @param relayMode          whether the connection goes through a jump host
 * @param alive              false for a connection that was lost or evicted and may come back at its next use
 * @param idleSeconds        seconds since the last activity; 0 while a channel is open
 * @param openChannels       channels that are open now
 * @param keyExchange        negotiated key exchange method (RFC 4253 section 7); null if not alive
 * @param cipher             negotiated cipher, client to server; null if not alive
 * @param hostKeyFingerprint the server's host key, {@code SHA256:…}; null if not alive
 * @param serverVersion      the server's identification (RFC 4253 section 4.2); null if not alive
 * @param bytesReceived      bytes of channel data received
 * @param bytesSent          bytes of channel data sent
 * @param number             number of the physical connection in the adapter, as in the log and the audit log; 0 if not alive
 * @param openHandles        handles that applications hold and have not closed
 */
public record SshConnectionInfo(String profile, String host, int port, String username, String userId, String sessionId,
        Instant connectedAt, Instant lastActivity, long commandCount, String privilegeLevel, boolean relayMode,
        boolean alive, long idleSeconds, int openChannels, String keyExchange, String cipher, String hostKeyFingerprint,
        String serverVersion, long bytesReceived, long bytesSent, long number, int openHandles) {

    /** Starts an info in which nothing is set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts by their names. Not for several threads. */
    public static final class Builder {

        private String profile;
        private String host;
        private int port;
        private String username;
        private String userId;
        private String sessionId;
        private Instant connectedAt;
        private Instant lastActivity;
        private long commandCount;
        private String privilegeLevel;
        private boolean relayMode;
        private boolean alive;
        private long idleSeconds;
        private int openChannels;
        private String keyExchange;
        private String cipher;
        private String hostKeyFingerprint;
        private String serverVersion;
        private long bytesReceived;
        private long bytesSent;
        private long number;
        private int openHandles;

        private Builder() {
        }

        public Builder profile(String profile) {
            this.profile = profile;
            return this;
        }

        public Builder host(String host) {
            this.host = host;
            return this;
        }

        public Builder port(int port) {
            this.port = port;
            return this;
        }

        public Builder username(String username) {
            this.username = username;
            return this;
        }

        public Builder userId(String userId) {
            this.userId = userId;
            return this;
        }

        public Builder sessionId(String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        public Builder connectedAt(Instant connectedAt) {
            this.connectedAt = connectedAt;
            return this;
        }

        public Builder lastActivity(Instant lastActivity) {
            this.lastActivity = lastActivity;
            return this;
        }

        public Builder commandCount(long commandCount) {
            this.commandCount = commandCount;
            return this;
        }

        public Builder privilegeLevel(String privilegeLevel) {
            this.privilegeLevel = privilegeLevel;
            return this;
        }

        public Builder relayMode(boolean relayMode) {
            this.relayMode = relayMode;
            return this;
        }

        public Builder alive(boolean alive) {
            this.alive = alive;
            return this;
        }

        public Builder idleSeconds(long idleSeconds) {
            this.idleSeconds = idleSeconds;
            return this;
        }

        public Builder openChannels(int openChannels) {
            this.openChannels = openChannels;
            return this;
        }

        public Builder keyExchange(String keyExchange) {
            this.keyExchange = keyExchange;
            return this;
        }

        public Builder cipher(String cipher) {
            this.cipher = cipher;
            return this;
        }

        public Builder hostKeyFingerprint(String hostKeyFingerprint) {
            this.hostKeyFingerprint = hostKeyFingerprint;
            return this;
        }

        public Builder serverVersion(String serverVersion) {
            this.serverVersion = serverVersion;
            return this;
        }

        public Builder bytesReceived(long bytesReceived) {
            this.bytesReceived = bytesReceived;
            return this;
        }

        public Builder bytesSent(long bytesSent) {
            this.bytesSent = bytesSent;
            return this;
        }

        public Builder number(long number) {
            this.number = number;
            return this;
        }

        public Builder openHandles(int openHandles) {
            this.openHandles = openHandles;
            return this;
        }

        public SshConnectionInfo build() {
            return new SshConnectionInfo(profile, host, port, username, userId, sessionId, connectedAt, lastActivity,
                    commandCount, privilegeLevel, relayMode, alive, idleSeconds, openChannels, keyExchange, cipher,
                    hostKeyFingerprint, serverVersion, bytesReceived, bytesSent, number, openHandles);
        }
    }
}
