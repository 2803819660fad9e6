package io.sshra.adapter.handle;

import io.sshra.SshForward;
import io.sshra.ssh.ForwardChannel;
import java.nio.file.Path;

/** A forwarding as the application gets it. */
record SshForwardHandle(ForwardChannel channel) implements SshForward {

    @Override
    public String host() {
        return channel.location().isSocket() ? channel.location().socket() : channel.location().host();
    }

    @Override
    public int port() {
        return channel.location().port();
    }

    @Override
    public Path socket() {
        return channel.location().isSocket() ? Path.of(channel.location().socket()) : null;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public int openConnections() {
        return channel.figures().open();
    }

    @Override
    public long totalConnections() {
        return channel.figures().connected();
    }

    @Override
    public long refusedConnections() {
        return channel.figures().refused();
    }

    @Override
    public long bytesReceived() {
        return channel.figures().received();
    }

    @Override
    public long bytesSent() {
        return channel.figures().sent();
    }

    @Override
    public void close() {
        channel.close();
    }
}
