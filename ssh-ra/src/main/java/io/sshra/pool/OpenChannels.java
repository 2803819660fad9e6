package io.sshra.pool;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.ssh.RemoteChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * The open channels of one handle. It is open, then closed once; the first close gives the reason. Whoever closes it ends all
 * channels before going on, even if another thread is doing so: then the container can destroy the lease and so end the connection,
 * and no channel takes that for its own end. Thread-safe.
 *
 * <p>A handle has few channels at a time, so each change replaces the whole list. Most handles close without an open channel, and
 * that costs nothing.
 */
public final class OpenChannels {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<OpenChannels, List> OPEN =
            AtomicReferenceFieldUpdater.newUpdater(OpenChannels.class, List.class, "open");
    private static final AtomicReferenceFieldUpdater<OpenChannels, SshErrorCode> CLOSED =
            AtomicReferenceFieldUpdater.newUpdater(OpenChannels.class, SshErrorCode.class, "closed");

    private volatile List<RemoteChannel> open = List.of();
    /** Why it is closed; null while it is open. */
    private volatile SshErrorCode closed;

    /**
     * Adds a channel.
     *
     * @throws SshConnectionClosedException if this is closed; closes the channel first
     */
    public void add(RemoteChannel channel) throws SshConnectionClosedException {
        List<RemoteChannel> before;
        List<RemoteChannel> more;
        do {
            before = open;
            more = new ArrayList<>(before);
            more.add(channel);
        } while (!OPEN.compareAndSet(this, before, more));
        // After the change: a thread that closes this sets the reason first, and looks for channels then.
        if (isClosed()) {
            remove(channel);
            channel.close();
            throw handleClosed();
        }
    }

    public void remove(RemoteChannel channel) {
        List<RemoteChannel> before;
        List<RemoteChannel> fewer;
        do {
            before = open;
            fewer = before.stream().filter(other -> other != channel).toList();
        } while (!OPEN.compareAndSet(this, before, fewer));
    }

    public boolean isClosed() {
        return closed != null;
    }

    /** The exception for a use of the handle after it was closed. */
    public SshConnectionClosedException handleClosed() {
        return closed == SshErrorCode.CONTAINER_DESTROYED
                ? new SshConnectionClosedException(SshErrorCode.CONTAINER_DESTROYED, "the container has destroyed the lease of this handle")
                : new SshConnectionClosedException(SshErrorCode.HANDLE_CLOSED, "this handle is closed");
    }

    /** The handle closes. Closes all open channels without waiting for the server. */
    public void close() {
        close(SshErrorCode.HANDLE_CLOSED);
    }

    /** The container is about to destroy the lease. Does the same. */
    public void takenAway() {
        close(SshErrorCode.CONTAINER_DESTROYED);
    }

    private void close(SshErrorCode why) {
        CLOSED.compareAndSet(this, null, why);
        closeAll(open.iterator());
    }

    /** One that fails keeps no other open. */
    private static void closeAll(Iterator<RemoteChannel> ending) {
        if (ending.hasNext()) {
            try {
                ending.next().close();
            } finally {
                closeAll(ending);
            }
        }
    }
}
