package io.sshra.transport;

import java.time.Duration;

/**
 * All that it takes to make one transport. Every part is checked before it comes here.
 *
 * @param host               name or address
 * @param port               1 to 65535
 * @param username           login on the host
 * @param credentials        what to log in with
 * @param hostKeys           which host keys to accept
 * @param connectTimeout     bound of the whole: name resolution, TCP, key exchange, authentication
 * @param keepaliveInterval  between two keepalive requests
 * @param keepaliveMaxMissed unanswered keepalive requests after which the transport counts as lost
 * @param allowForwarding    whether ports may be forwarded through it
 * @param jump               the host through which it is reached, with its own login; null for none
 */
public record Target(String host, int port, String username, Credentials credentials, HostKeyRule hostKeys,
        Duration connectTimeout, Duration keepaliveInterval, int keepaliveMaxMissed, boolean allowForwarding,
        Target jump) {

    /** The machine, without the login. */
    public Endpoint endpoint() {
        return new Endpoint(host, port);
    }

    /** Wipes the credentials, those of the jump hosts included. */
    public void destroySecrets() {
        credentials.destroy();
        if (jump != null) {
            jump.destroySecrets();
        }
    }

    /** {@code user@host:port}, as messages show it. */
    @Override
    public String toString() {
        return username + "@" + endpoint();
    }
}
