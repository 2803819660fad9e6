package io.sshra.ssh.hostkey;

import io.sshra.ssh.Endpoint;
import java.nio.charset.StandardCharsets;

/**
 * The names of a host in known_hosts files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). They are the bytes of the file, as ISO-8859-1.
 *
 * @param name     {@code host} for port 22, {@code [host]:port} for another
 * @param portless the host alone
 */
record HostName(String name, String portless) {

    private static final int DEFAULT_PORT = 22;

    static HostName of(Endpoint endpoint) {
        String host = new String(endpoint.host().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new HostName(endpoint.port() == DEFAULT_PORT ? host : "[" + host + "]:" + endpoint.port(), host);
    }

    /** As a person reads it. */
    @Override
    public String toString() {
        return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
