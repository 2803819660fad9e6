package io.sshra.pool;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.transport.RemoteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one handle has open. Closing it ends all of it and lets nothing new in. */
public final class OpenChannels {

    private final Set<RemoteChannel> open = new HashSet<>();
    private boolean closed;

    /** @throws SshConnectionClosedException if this is closed; the channel is closed then */
    void add(RemoteChannel channel) throws SshConnectionClosedException {
        synchronized (this) {
            if (!closed) {
                open.add(channel);
                return;
            }
        }
        channel.close();
        throw handleClosed();
    }

    synchronized void remove(RemoteChannel channel) {
        open.remove(channel);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    static SshConnectionClosedException handleClosed() {
        return new SshConnectionClosedException(SshErrorCode.HANDLE_CLOSED, "this handle is closed");
    }

    /** Ends what is open, without waiting for the server. */
    public void close() {
        List<RemoteChannel> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(open);
        }
        ending.forEach(RemoteChannel::close);
    }
}
