package io.sshra;

import java.time.Instant;

/**
 * What is known of one connection of a session at one moment. Counters belong to one physical connection and begin anew
 * with the next.
 *
 * @param profile            the profile's name
 * @param host               where it goes
 * @param port               TCP port
 * @param username           the login on the target
 * @param userId             the application's user; {@code (application)} for the application itself
 * @param sessionId          the user's session; {@code (application)} for the application itself
 * @param connectedAt        since when the connection is open; null if it is not
 * @param lastActivity       last check-out, channel opened or closed, byte, or {@link SshSessions#recordActivity}
 * @param commandCount       commands run
 * @param privilegeLevel     as the profile says; null if it says nothing
 * @param relayMode          whether the connection goes through a jump host
 * @param alive              false for a connection that was lost or evicted and may come back at its next use
 * @param idleSeconds        seconds since the last activity; 0 while a channel is open
 * @param openChannels       channels in use now
 * @param keyExchange        negotiated key exchange method (RFC 4253 section 7); null if not alive
 * @param cipher             negotiated cipher, client to server; null if not alive
 * @param hostKeyFingerprint the server's host key, {@code SHA256:…}; null if not alive
 * @param serverVersion      the server's identification (RFC 4253 section 4.2); null if not alive
 * @param bytesReceived      bytes of channel data received
 * @param bytesSent          bytes of channel data sent
 * @param number             of the physical connection in its adapter, as in the log and the audit log; 0 if not alive
 */
public record SshConnectionInfo(String profile, String host, int port, String username, String userId, String sessionId,
        Instant connectedAt, Instant lastActivity, long commandCount, String privilegeLevel, boolean relayMode,
        boolean alive, long idleSeconds, int openChannels, String keyExchange, String cipher, String hostKeyFingerprint,
        String serverVersion, long bytesReceived, long bytesSent, long number) {
}
