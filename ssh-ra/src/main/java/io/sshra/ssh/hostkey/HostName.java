package io.sshra.ssh.hostkey;

import io.sshra.ssh.Endpoint;
import java.nio.charset.StandardCharsets;

/**
 * The names of a host in known_hosts files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). They are the bytes of the file, as ISO-8859-1.
 *
 * @param name     {@code host} for port 22 and for an alias, {@code [host]:port} for another port
 * @param portless the host alone
 */
record HostName(String name, String portless) {

    private static final int DEFAULT_PORT = 22;

    /** @param alias the name to look for in place of host and port; null for none */
    static HostName of(Endpoint endpoint, String alias) {
        String host = new String((alias == null ? endpoint.host() : alias).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new HostName(alias != null || endpoint.port() == DEFAULT_PORT ? host : "[" + host + "]:" + endpoint.port(), host);
    }

    /** For people. */
    @Override
    public String toString() {
        return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
