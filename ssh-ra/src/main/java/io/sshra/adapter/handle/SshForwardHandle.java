package io.sshra.adapter.handle;

import io.sshra.SshForward;
import io.sshra.ssh.ForwardChannel;

/** The application's view of a forwarding. */
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
