package io.sshra.ssh;

import java.time.Duration;
import java.util.Map;

/**
 * All that it takes to make one transport. Every part is checked before it comes here.
 *
 * @param host            name or address
 * @param port            1 to 65535
 * @param username        login on the host
 * @param credentials     what to log in with
 * @param hostKeys        which host keys to accept
 * @param settings        how it is connected to
 * @param allowForwarding whether ports may be forwarded through it
 * @param environment     variables for each command and shell (RFC 4254 section 6.4), which the command's own override
 * @param jump            the host through which it is reached, with its own login; null for none
 */
public record Target(String host, int port, String username, Credentials credentials, HostKeyRule hostKeys,
        ConnectSettings settings, boolean allowForwarding, Map<String, String> environment, Target jump) {

    public Target {
        environment = Map.copyOf(environment);
    }

    /** The same behind a jump host. */
    public Target through(Target jumpHost) {
        return new Target(host, port, username, credentials, hostKeys, settings, allowForwarding, environment, jumpHost);
    }

    /** The same with another login. */
    public Target as(String otherUsername, Credentials otherCredentials) {
        return new Target(host, port, otherUsername, otherCredentials, hostKeys, settings, allowForwarding, environment, jump);
    }

    /** The machine, without the login. */
    public Endpoint endpoint() {
        return new Endpoint(host, port);
    }

    /** Bound of the whole: name resolution, TCP, key exchange, authentication. */
    public Duration connectTimeout() {
        return settings.connectTimeout();
    }

    /** Whether somebody may have to answer a question before it is connected; so for its jump hosts. */
    public boolean isInteractive() {
        return credentials.asksSomebody() || jump != null && jump.isInteractive();
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
