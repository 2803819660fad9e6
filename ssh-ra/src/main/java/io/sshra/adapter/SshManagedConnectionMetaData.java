package io.sshra.adapter;

import io.sshra.SshConnectionInfo;
import jakarta.resource.spi.ManagedConnectionMetaData;

/** What a container may show of a lease. */
record SshManagedConnectionMetaData(SshConnectionInfo info) implements ManagedConnectionMetaData {

    @Override
    public String getEISProductName() {
        return "SSH";
    }

    /** The server's identification (RFC 4253 section 4.2); empty if there is no connection. */
    @Override
    public String getEISProductVersion() {
        return info.serverVersion() == null ? "" : info.serverVersion();
    }

    /** Zero: an SSH server does not report its limit. */
    @Override
    public int getMaxConnections() {
        return 0;
    }

    @Override
    public String getUserName() {
        return info.username();
    }
}
