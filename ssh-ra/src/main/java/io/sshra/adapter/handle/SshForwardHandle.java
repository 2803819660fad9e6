package io.sshra.adapter.handle;

import io.sshra.SshForward;
import io.sshra.ssh.ForwardChannel;

/** A forwarding as the application gets it. */
record SshForwardHandle(ForwardChannel channel) implements SshForward {

    @Override
    public String host() {
        return channel.host();
    }

    @Override
    public int port() {
        return channel.port();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        channel.close();
    }
}
