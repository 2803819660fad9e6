package io.sshra.pool;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.ssh.RemoteChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * What one handle has open. Closing it ends all of it and lets nothing new in. Used by any number of threads.
 *
 * <p>Few at a time, so the list is replaced as a whole: most handles are closed with nothing open, and that is to cost nothing.
 */
public final class OpenChannels {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<OpenChannels, List> OPEN =
            AtomicReferenceFieldUpdater.newUpdater(OpenChannels.class, List.class, "open");

    /** Null once this is closed. */
    private volatile List<RemoteChannel> open = List.of();
    private volatile boolean takenAway;

    /** @throws SshConnectionClosedException if this is closed; the channel is closed then */
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

    /** The container is about to destroy the lease: whoever uses the handle after that is told so. */
    public void takenAway() {
        takenAway = true;
    }

    /** For whoever uses the handle after its end. */
    public SshConnectionClosedException handleClosed() {
        return takenAway
                ? new SshConnectionClosedException(SshErrorCode.CONTAINER_DESTROYED, "the container has destroyed the lease of this handle")
                : new SshConnectionClosedException(SshErrorCode.HANDLE_CLOSED, "this handle is closed");
    }

    /** Ends what is open, without waiting for the server. */
    public void close() {
        List<?> ending = OPEN.getAndSet(this, null);
        if (ending != null) {
            closeAll(ending.iterator());
        }
    }

    /** One that fails keeps no other open. */
    private static void closeAll(Iterator<?> ending) {
        if (ending.hasNext()) {
            try {
                ((RemoteChannel) ending.next()).close();
            } finally {
                closeAll(ending);
            }
        }
    }
}
