package io.sshra.ssh.mina;

import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.mina.io.Relay;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The connections through one forwarding: which are open, how many there may be at once, and what they were. All of them live on the loop of
 * the session, on which they begin and end. The forwarding may end on any thread.
 *
 * <pre>
 * connection:  BEGUN ──both sides are connected──▶ CONNECTED ──▶ ENDED
 *                └─────refused, or its end──────────────────────▶ ENDED, counted as refused
 * </pre>
 */
final class ForwardedConnections {

    /** At once. Whoever can reach a port could otherwise use up the files and the memory of this process: 2 MiB each, if nobody reads. */
    static final int MOST = 256;

    private final MinaTransport transport;
    private final Forwarding forwarding;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final LongAdder connected = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Runnable stopAtLoss = () -> { };
    /** Whether the operator knows that there are too many. Used on the loop only. */
    private boolean told;

    ForwardedConnections(MinaTransport transport, Forwarding forwarding) {
        this.transport = transport;
        this.forwarding = forwarding;
    }

    /** One of them. */
    final class Connection implements Relay.Watcher {

        private volatile Runnable end = () -> { };
        private boolean isConnected;

        /** How it ends with the forwarding, from now on. The action may run more than once, on any thread; it must not block. */
        void endsBy(Runnable action) {
            end = action;
            if (ending.get()) {
                action.run();
            }
        }

        /** Both sides are connected. On the loop. */
        void connected() {
            isConnected = true;
            connected.increment();
        }

        @Override
        public void sent(int bytes) {
            if (bytes > 0) {
                sent.add(bytes);
                transport.traffic().sent(bytes);
            }
        }

        @Override
        public void received(int bytes) {
            received.add(bytes);
            transport.traffic().received(bytes);
        }

        @Override
        public void ended() {
            if (open.remove(this)) {
                if (!isConnected) {
                    refused.increment();
                }
                told &= number.decrementAndGet() > MOST / 2;
            }
        }
    }

    /** Begins a connection, which ends by {@link Connection#ended}. Null if there are too many. On the loop. */
    Connection begin() {
        if (number.get() >= MOST) {
            refused.increment();
            if (!told) {
                told = true;
                transport.log().tooManyForwardedConnections(MOST, forwarding, transport);
            }
            return null;
        }
        number.incrementAndGet();
        Connection connection = new Connection();
        open.add(connection);
        return connection;
    }

    ForwardChannel.Figures figures() {
        return new ForwardChannel.Figures(number.get(), connected.sum(), refused.sum(), received.sum(), sent.sum());
    }

    boolean areOpen() {
        return !ending.get();
    }

    void onEnded(Runnable action) {
        ended.thenRun(action);
    }

    /** From now on the forwarding ends with the SSH connection; this stops listening then. */
    void endsByLoss(Runnable stop) {
        stopAtLoss = stop;
        transport.forwardings().add(this);
    }

    void lost() {
        end(stopAtLoss);
    }

    /**
     * The forwarding ends, and all of them with it. A connection that begins meanwhile sees this, or is among the open ones.
     *
     * @param stop stops listening; runs before
     */
    void end(Runnable stop) {
        if (ending.compareAndSet(false, true)) {
            try {
                stop.run();
            } finally {
                transport.forwardings().remove(this);
                open.forEach(connection -> connection.end.run());
                ended.complete(null);
            }
        }
    }
}
