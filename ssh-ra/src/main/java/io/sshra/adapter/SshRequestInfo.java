package io.sshra.adapter;

import io.sshra.pool.ConnectionKey;
import jakarta.resource.spi.ConnectionRequestInfo;

/**
 * The connection key as the request to the container's pool, which keeps it as the key of a sub-pool. It is immutable and holds
 * no secret: the container logs it.
 */
record SshRequestInfo(ConnectionKey key) implements ConnectionRequestInfo {

    @Override
    public String toString() {
        return key.toString();
    }
}
