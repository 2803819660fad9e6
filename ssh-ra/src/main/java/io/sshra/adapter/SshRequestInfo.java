package io.sshra.adapter;

import io.sshra.pool.ConnectionKey;
import jakarta.resource.spi.ConnectionRequestInfo;

/**
 * What the container's pool is asked with, and keeps as the key of a sub-pool: the connection key, which is immutable and
 * holds no secret. The container logs it.
 */
record SshRequestInfo(ConnectionKey key) implements ConnectionRequestInfo {

    @Override
    public String toString() {
        return key.toString();
    }
}
