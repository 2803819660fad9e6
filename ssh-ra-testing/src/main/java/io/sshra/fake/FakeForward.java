package io.sshra.fake;

import io.sshra.SshForward;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A forwarding that relays nothing. */
final class FakeForward implements SshForward, FakeResource {

    private final InetSocketAddress address;
    private final Runnable closed;
    private volatile boolean open = true;

    FakeForward(InetSocketAddress address, Runnable closed) {
        this.address = address;
        this.closed = closed;
    }

    @Override
    public String host() {
        return address.getHostString();
    }

    @Override
    public int port() {
        return address.getPort();
    }

    /** Never a socket. */
    @Override
    public Path socket() {
        return null;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** It carries none. */
    @Override
    public int openConnections() {
        return 0;
    }

    @Override
    public long totalConnections() {
        return 0;
    }

    @Override
    public long refusedConnections() {
        return 0;
    }

    @Override
    public long bytesReceived() {
        return 0;
    }

    @Override
    public long bytesSent() {
        return 0;
    }

    @Override
    public void close() {
        open = false;
        closed.run();
    }

    @Override
    public void lost() {
        close();
    }

    @Override
    public void handleClosed() {
        close();
    }
}
