package io.sshra.ssh;

import java.util.Locale;

/** A host and port: what limits per target host are counted for. Host names are compared without case. */
public record Endpoint(String host, int port) {

    public Endpoint {
        host = host.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
