package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Connects to the first of several addresses that accepts (RFC 8305 section 5). The next address is tried 250 ms after the one
 * before, or at once when an attempt fails. The first connection wins; all other sockets are closed.
 *
 * <pre>
 * race:     RUNNING ──an attempt connects──────────────────▶ won       (told to the finish, on the loop)
 *              ├─────an attempt fails, and it was the last──▶ lost      (told to the finish, on the loop)
 *              └─────stop───────────────────────────────────▶ stopped   (nobody is told)
 *
 * attempt:  untried ──its turn──▶ running ──▶ connected, the winner
 *              │                     ├──────▶ failed, closed
 *              └──race is over       └──────▶ race is over, closed
 * </pre>
 *
 * <p>The lock guards the moves and is held for a few instructions: sockets are opened, connected and closed without it. A turn
 * comes on the thread that starts the race, on the timer, or on the loop; the end of an attempt comes on the loop only. The thread
 * that ends the race closes the sockets of the attempts that run; an attempt that opens its socket at that moment looks whether the
 * race is over after it has made the socket visible, and closes it itself.
 */
final class ConnectRace {

    /** The recommended "Connection Attempt Delay" (RFC 8305 section 5). */
    private static final Duration DELAY = Duration.ofMillis(250);

    /** Is told how the race ends, at most once. */
    interface Finish {

        /** @param winner connected, non-blocking, registered with the loop without any interest */
        void won(SocketChannel winner);

        /** @param failure names each address and why it failed; its cause is the failure that says most */
        void lost(Throwable failure);
    }

    private final SocketAddress localAddress;
    private final IoLoop loop;
    private final Supplier<ScheduledExecutorService> timer;
    private final Finish finish;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final Deque<InetSocketAddress> untried;
    private final Set<Attempt> running = new HashSet<>();
    private final Map<InetSocketAddress, Throwable> failures = new LinkedHashMap<>();
    private boolean over;
    private int turns;
    private ScheduledFuture<?> nextTurn;

    /**
     * @param addresses    at least one, in the order in which they are tried
     * @param localAddress to connect from; null for any
     * @param timer        asked for only if there is a next address
     */
    ConnectRace(List<InetSocketAddress> addresses, SocketAddress localAddress, IoLoop loop,
            Supplier<ScheduledExecutorService> timer, Finish finish) {
        this.untried = new ArrayDeque<>(addresses);
        this.localAddress = localAddress;
        this.loop = loop;
        this.timer = timer;
        this.finish = finish;
    }

    void start() {
        takeTurn(0);
    }

    /** Closes all sockets and tells nobody. From any thread; does nothing if the race is over. */
    void stop() {
        end(null);
    }

    /** The next address, unless another turn has been taken since this one was planned. */
    private void takeTurn(int planned) {
        Attempt attempt;
        boolean isLast;
        int turn;
        lock.lock();
        try {
            if (over || untried.isEmpty() || planned != turns) {
                return;
            }
            attempt = new Attempt(untried.remove());
            running.add(attempt);
            isLast = untried.isEmpty();
            turn = ++turns;
        } finally {
            lock.unlock();
        }
        if (!isLast) {
            plan(turn);
        }
        attempt.start();
    }

    private void plan(int turn) {
        ScheduledFuture<?> planned;
        try {
            planned = timer.get().schedule(() -> takeTurn(turn), DELAY.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            // The client is being closed. The next address still has its turn when this one fails.
            IoFailures.ignored("planning the next attempt to connect", e);
            return;
        }
        boolean isObsolete;
        lock.lock();
        try {
            isObsolete = over || turn != turns;
            if (!isObsolete) {
                nextTurn = planned;
            }
        } finally {
            lock.unlock();
        }
        if (isObsolete) {
            planned.cancel(false);
        }
    }

    /** Ends the race and closes all sockets but the winner's. Returns whether this call has ended it. */
    private boolean end(Attempt winner) {
        List<Attempt> others;
        ScheduledFuture<?> planned;
        lock.lock();
        try {
            if (over) {
                return false;
            }
            over = true;
            others = new ArrayList<>(running);
            others.remove(winner);
            running.clear();
            untried.clear();
            planned = nextTurn;
        } finally {
            lock.unlock();
        }
        if (planned != null) {
            planned.cancel(false);
        }
        others.forEach(Attempt::close);
        return true;
    }

    private void failed(Attempt attempt, Throwable failure) {
        attempt.close();
        boolean wasLast;
        int turn;
        lock.lock();
        try {
            if (over) {
                return;
            }
            running.remove(attempt);
            failures.put(attempt.address, failure);
            wasLast = running.isEmpty() && untried.isEmpty();
            turn = turns;
        } finally {
            lock.unlock();
        }
        if (!wasLast) {
            takeTurn(turn);
        } else if (end(null)) {
            finish.lost(summary());
        }
    }

    /** A refusal says most: there is a host. Otherwise the first address counts. */
    private IOException summary() {
        Throwable cause = failures.values().stream().filter(ConnectException.class::isInstance).findFirst()
                .orElseGet(() -> failures.values().iterator().next());
        return new IOException(failures.entrySet().stream()
                .map(each -> HostAddresses.text(each.getKey()) + " (" + each.getValue().getMessage() + ")")
                .collect(Collectors.joining(", ", "no connection to ", "")), cause);
    }

    private boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** One address. */
    private final class Attempt implements IoLoop.Ready {

        private final InetSocketAddress address;
        /** Null until it is open. */
        private volatile SocketChannel channel;

        Attempt(InetSocketAddress address) {
            this.address = address;
        }

        void start() {
            try {
                channel = SocketChannel.open();
                if (isOver()) {
                    close();
                    return;
                }
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (localAddress != null) {
                    channel.bind(localAddress);
                }
                if (channel.connect(address)) {
                    loop.execute(this::connected);
                } else {
                    loop.register(channel, SelectionKey.OP_CONNECT, this);
                }
            } catch (IOException | RuntimeException | Error e) {
                loop.execute(() -> failed(this, e));
            }
        }

        @Override
        public void ready(SelectionKey key, ByteBuffer unused) {
            try {
                if (channel.finishConnect()) {
                    key.interestOps(0);
                    connected();
                }
            } catch (IOException | RuntimeException e) {
                failed(this, e);
            }
        }

        private void connected() {
            if (end(this)) {
                finish.won(channel);
            } else {
                close();
            }
        }

        void close() {
            SocketChannel opened = channel;
            if (opened != null) {
                try {
                    opened.close();
                } catch (IOException e) {
                    IoFailures.ignored("closing a socket that is not needed", e);
                }
                // The system closes it when the loop has taken notice.
                loop.wakeUp();
            }
        }
    }
}
