package io.sshra.ssh;

import io.sshra.SshRemoteShell;
import java.time.Duration;
import java.util.Map;

/**
 * Everything that is needed to make one transport. The values are not checked here.
 *
 * @param address  the machine
 * @param login    the account on it, and its credentials
 * @param hostKeys which host keys to accept
 * @param settings how to connect
 * @param channels what channels may do, and their variables
 * @param jump     the host that the connection goes through, with a login of its own; null for none
 * @param proxy    the proxy that the connection goes through; null for none, and behind a jump host
 */
public record Target(Address address, Login login, HostKeyRule hostKeys, ConnectSettings settings, Channels channels, Target jump,
        Proxy proxy) {

    /**
     * Where a server listens.
     *
     * @param host name or address, as it was written
     * @param port 1 to 65535
     */
    public record Address(String host, int port) {
    }

    /**
     * @param username    the account; empty if the container provides it
     * @param credentials what to authenticate with
     */
    public record Login(String username, Credentials credentials) {
    }

    /**
     * @param allowForwarding whether ports may be forwarded
     * @param environment     variables for each command and shell (RFC 4254 section 6.4); those of the command itself override them
     * @param remoteShell     the shell that reads command lines there
     */
    public record Channels(boolean allowForwarding, Map<String, String> environment, SshRemoteShell remoteShell) {

        public Channels {
            environment = Map.copyOf(environment);
        }

        /** Without variables. */
        public Channels(boolean allowForwarding, SshRemoteShell remoteShell) {
            this(allowForwarding, Map.of(), remoteShell);
        }
    }

    /** A target without forwarding, variables and jump host. */
    public Target(Address address, Login login, HostKeyRule hostKeys, ConnectSettings settings) {
        this(address, login, hostKeys, settings, new Channels(false, SshRemoteShell.POSIX), null, null);
    }

    /** The same target with other rights and variables of its channels. */
    public Target with(Channels other) {
        return new Target(address, login, hostKeys, settings, other, jump, proxy);
    }

    /** The same on another port. */
    public Target onPort(int port) {
        return new Target(new Address(address.host(), port), login, hostKeys, settings, channels, jump, proxy);
    }

    /** The same behind a jump host, which connects to it without a proxy; null for none. */
    public Target through(Target jumpHost) {
        return new Target(address, login, hostKeys, settings, channels, jumpHost, jumpHost == null ? proxy : null);
    }

    /** The same behind a proxy; null for none. */
    public Target through(Proxy other) {
        return new Target(address, login, hostKeys, settings, channels, jump, other);
    }

    /** The same with another login. */
    public Target as(String username, Credentials credentials) {
        return new Target(address, new Login(username, credentials), hostKeys, settings, channels, jump, proxy);
    }

    public String host() {
        return address.host();
    }

    public int port() {
        return address.port();
    }

    public String username() {
        return login.username();
    }

    public Credentials credentials() {
        return login.credentials();
    }

    public boolean allowForwarding() {
        return channels.allowForwarding();
    }

    public Map<String, String> environment() {
        return channels.environment();
    }

    public SshRemoteShell remoteShell() {
        return channels.remoteShell();
    }

    /** The machine, without the login. */
    public Endpoint endpoint() {
        return new Endpoint(host(), port());
    }

    /** The proxy of the connection's socket, which may be that of the first jump host; null for none. */
    public Proxy firstProxy() {
        return jump == null ? proxy : jump.firstProxy();
    }

    /** How long name resolution, TCP, key exchange and authentication may take together. */
    public Duration connectTimeout() {
        return settings.connectTimeout();
    }

    /** Whether a person may have to answer a question while connecting, to the target or to a jump host. */
    public boolean isInteractive() {
        return credentials().asksSomebody() || jump != null && jump.isInteractive();
    }

    /** Wipes the credentials, those of the jump hosts and of the proxy included. */
    public void destroySecrets() {
        credentials().destroy();
        if (proxy != null) {
            proxy.destroy();
        }
        if (jump != null) {
            jump.destroySecrets();
        }
    }

    /** {@code user@host:port}, as messages show it. */
    @Override
    public String toString() {
        return username() + "@" + endpoint();
    }
}
