package io.sshra.pool;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.transport.RemoteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one handle has open. Closing it ends all of it and lets nothing new in. Used by any number of threads.
 *
 * <p>Few at a time, so the list is replaced as a whole: most handles are closed with nothing open, and that is to cost nothing.
 */
public final class OpenChannels {

    /** Null once this is closed. */
    private final AtomicReference<List<RemoteChannel>> open = new AtomicReference<>(List.of());

    /** @throws SshConnectionClosedException if this is closed; the channel is closed then */
    void add(RemoteChannel channel) throws SshConnectionClosedException {
        if (open.updateAndGet(channels -> with(channels, channel)) == null) {
            channel.close();
            throw handleClosed();
        }
    }

    void remove(RemoteChannel channel) {
        open.updateAndGet(channels -> without(channels, channel));
    }

    private static List<RemoteChannel> with(List<RemoteChannel> channels, RemoteChannel channel) {
        if (channels == null) {
            return null;
        }
        List<RemoteChannel> more = new ArrayList<>(channels);
        more.add(channel);
        return more;
    }

    private static List<RemoteChannel> without(List<RemoteChannel> channels, RemoteChannel channel) {
        return channels == null ? null : channels.stream().filter(other -> other != channel).toList();
    }

    boolean isClosed() {
        return open.get() == null;
    }

    static SshConnectionClosedException handleClosed() {
        return new SshConnectionClosedException(SshErrorCode.HANDLE_CLOSED, "this handle is closed");
    }

    /** Ends what is open, without waiting for the server. */
    public void close() {
        List<RemoteChannel> ending = open.getAndSet(null);
        if (ending != null) {
            ending.forEach(RemoteChannel::close);
        }
    }
}
