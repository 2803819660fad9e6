package io.sshra.pool;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.ssh.RemoteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * The open channels of one handle. Closing it closes all of them and refuses new ones. Thread-safe.
 *
 * <p>A handle has few channels at a time, so each change replaces the whole list. Most handles close without an open channel, and
 * that costs nothing.
 */
public final class OpenChannels {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<OpenChannels, List> OPEN =
            AtomicReferenceFieldUpdater.newUpdater(OpenChannels.class, List.class, "open");

    /** Null once this is closed. */
    private volatile List<RemoteChannel> open = List.of();
    private volatile boolean takenAway;

    /**
     * Adds a channel.
     *
     * @throws SshConnectionClosedException if this is closed; closes the channel first
     */
    public void add(RemoteChannel channel) throws SshConnectionClosedException {
        for (;;) {
            List<RemoteChannel> before = open;
            if (before == null) {
                channel.close();
                throw handleClosed();
            }
            List<RemoteChannel> more = new ArrayList<>(before);
            more.add(channel);
            if (OPEN.compareAndSet(this, before, more)) {
                return;
            }
        }
    }

    public void remove(RemoteChannel channel) {
        List<RemoteChannel> before;
        List<RemoteChannel> fewer;
        do {
            before = open;
            if (before == null) {
                return;
            }
            fewer = before.stream().filter(other -> other != channel).toList();
        } while (!OPEN.compareAndSet(this, before, fewer));
    }

    public boolean isClosed() {
        return open == null;
    }

    /** The container is about to destroy the lease: later uses of the handle fail with that reason. */
    public void takenAway() {
        takenAway = true;
    }

    /** The exception for a use of the handle after it was closed. */
    public SshConnectionClosedException handleClosed() {
        return takenAway
                ? new SshConnectionClosedException(SshErrorCode.CONTAINER_DESTROYED, "the container has destroyed the lease of this handle")
                : new SshConnectionClosedException(SshErrorCode.HANDLE_CLOSED, "this handle is closed");
    }

    /** Closes all open channels without waiting for the server. */
    public void close() {
        List<?> ending = OPEN.getAndSet(this, null);
        if (ending != null) {
            ending.forEach(channel -> ((RemoteChannel) channel).close());
        }
    }
}
