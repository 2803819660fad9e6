package io.sshra.pool;

import io.sshra.SshAuthenticationException;
import io.sshra.SshChannelLimitException;
import io.sshra.SshConnectException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.log.AdapterLog;
import io.sshra.transport.Target;
import io.sshra.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One authenticated transport, from the claim of its place in the limits to its end.
 *
 * <pre>
 *   RESERVED ──start──▶ CONNECTING ──opened──▶ OPEN ──retire──▶ RETIRED
 *      │                    │                   │ (channels open)  │ (last channel ends)
 *      └────────────────────┴───────end─────────┴──────────────────┘──▶ CLOSING ──closed──▶ CLOSED
 * </pre>
 *
 * State, number of channels in use and a stamp of activity are one word, moved by compare-and-set: a channel begins only
 * in OPEN, eviction succeeds only if no channel is in use and none was since the idle time was looked at, and whoever moves
 * it to CLOSING is the only one who gives back its place, logs its end and closes the transport.
 */
final class PhysicalConnection {

    static final int RESERVED = 0;
    static final int CONNECTING = 1;
    static final int OPEN = 2;
    static final int RETIRED = 3;
    static final int CLOSING = 4;
    static final int CLOSED = 5;

    private static final long STATE = 0x7;
    private static final long USE = 0x8;
    private static final long USES = 0xffff_ffffL & ~STATE;
    private static final long STAMP = 1L << 32;

    /** More permits than there can be callers who wait for one. */
    private static final int ALL_WAITERS = 1 << 20;

    private final AtomicLong word = new AtomicLong(RESERVED);
    private final Slot slot;
    private final Pool pool;
    private final Semaphore channels;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final AtomicLong commands = new AtomicLong();
    private volatile long startedNanos;
    private volatile long lastActivityNanos;
    private volatile Instant connectedAt;
    private volatile long openedNanos;
    private volatile Transport transport;
    private volatile SshException failure;
    /** The thread that connects, so that the end can interrupt it. Guarded by this. */
    private Thread connectingThread;

    PhysicalConnection(Slot slot, Pool pool) {
        this.slot = slot;
        this.pool = pool;
        this.channels = new Semaphore(pool.settings().maxChannelsPerConnection(), true);
        this.lastActivityNanos = pool.clock().nanos();
    }

    Slot slot() {
        return slot;
    }

    // ---- states ----

    private static int state(long word) {
        return (int) (word & STATE);
    }

    int state() {
        return state(word.get());
    }

    boolean isOpen() {
        return state() == OPEN;
    }

    /** Whether it is open or may become so. */
    boolean isLive() {
        return state() <= OPEN;
    }

    /** Moves from one state to another, whatever the uses and the stamp. */
    private boolean move(int from, int to) {
        for (;;) {
            long now = word.get();
            if (state(now) != from) {
                return false;
            }
            if (word.compareAndSet(now, now - from + to)) {
                return true;
            }
        }
    }

    // ---- connecting ----

    /** Begins to connect, unless somebody has. Returns at once. */
    void start() {
        if (move(RESERVED, CONNECTING)) {
            startedNanos = System.nanoTime();
            if (slot.host().begin(this)) {
                pool.execute(this::connectAndPassOn);
            }
        }
    }

    /** Gives its place back if nobody has begun to connect. */
    void endIfReserved() {
        if (move(RESERVED, CLOSING)) {
            finish(RESERVED, CloseReason.CONTAINER_DESTROYED);
        }
    }

    /** Connects, and then whoever is next in the host's queue. */
    private void connectAndPassOn() {
        try {
            connect();
        } finally {
            PhysicalConnection next = slot.host().finished();
            if (next != null) {
                pool.execute(next::connectAndPassOn);
            }
        }
    }

    private void connect() {
        synchronized (this) {
            connectingThread = Thread.currentThread();
        }
        try {
            Target target = slot.profile().target();
            if (state() != CONNECTING) {
                return;
            }
            Duration limit = target.connectTimeout().minusNanos(System.nanoTime() - startedNanos);
            if (limit.isNegative() || limit.isZero()) {
                throw new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, "no turn to connect to " + target + " within "
                        + target.connectTimeout().toSeconds() + " s behind other connects to this host");
            }
            opened(pool.connector().connect(target, limit));
        } catch (SshException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(new SshException(SshErrorCode.INTERNAL, "connecting " + this + " failed", e));
        } finally {
            synchronized (this) {
                connectingThread = null;
            }
            Thread.interrupted();
            if (transport == null) {
                closed();
            }
        }
    }

    private void opened(Transport opened) {
        connectedAt = pool.clock().now();
        openedNanos = pool.clock().nanos();
        lastActivityNanos = openedNanos;
        transport = opened;
        if (move(CONNECTING, OPEN)) {
            slot.opened(this, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
        } else {
            opened.abort();
        }
        opened.onClosed(() -> {
            end(CloseReason.CONNECTION_LOST);
            closed();
        });
        settled.countDown();
    }

    private void failed(SshException cause) {
        if (move(CONNECTING, CLOSING)) {
            failure = cause;
            if (cause instanceof SshAuthenticationException refused) {
                pool.breaker().refused(slot.key(), refused);
            }
            slot.session().ended(this, true);
            settled.countDown();
        }
    }

    /**
     * Waits for the end of the connect.
     *
     * @throws SshException one of its own for each waiter, with the shared cause
     */
    void awaitOpen() throws SshException {
        Duration limit = slot.profile().target().connectTimeout().plusSeconds(1);
        try {
            if (!settled.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, this + " is not connected after " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while " + this + " was being connected", e);
        }
        SshException shared = failure;
        if (shared != null) {
            throw Failures.forCaller(shared);
        }
    }

    // ---- use ----

    /**
     * Takes a channel of the connection's budget, and waits for it until the deadline.
     *
     * @return false if the connection has ended
     * @throws SshChannelLimitException if no channel became free in time
     */
    boolean beginUse(long deadlineNanos) throws SshException {
        if (!countUse()) {
            return false;
        }
        try {
            if (!channels.tryAcquire(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                uncountUse();
                throw new SshChannelLimitException(SshErrorCode.LIMIT_CHANNELS, this + " has "
                        + pool.settings().maxChannelsPerConnection() + " channels open, the limit, and none became free in "
                        + pool.settings().channelWait().toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            uncountUse();
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while waiting for a channel on " + this, e);
        }
        if (state() != OPEN) {
            endUse();
            return false;
        }
        return true;
    }

    /** Gives the channel back. */
    void endUse() {
        channels.release();
        uncountUse();
    }

    private boolean countUse() {
        for (;;) {
            long now = word.get();
            if (state(now) != OPEN) {
                return false;
            }
            lastActivityNanos = pool.clock().nanos();
            if (word.compareAndSet(now, now + USE + STAMP)) {
                return true;
            }
        }
    }

    private void uncountUse() {
        lastActivityNanos = pool.clock().nanos();
        long left = word.addAndGet(STAMP - USE);
        if (state(left) == RETIRED && (left & USES) == 0) {
            end(CloseReason.PROFILE_CHANGED);
        }
    }

    void touch() {
        lastActivityNanos = pool.clock().nanos();
        word.addAndGet(STAMP);
    }

    void commandStarted() {
        commands.incrementAndGet();
    }

    void commandNotStarted() {
        commands.decrementAndGet();
    }

    Transport transport() {
        return transport;
    }

    // ---- ends ----

    /** Closes it if it is open without a channel and had no activity for the idle time-out. */
    boolean evictIfIdle() {
        long seen = word.get();
        if (state(seen) != OPEN || (seen & USES) != 0 || idle().compareTo(pool.settings().idleTimeout()) < 0) {
            return false;
        }
        if (!word.compareAndSet(seen, seen - OPEN + CLOSING)) {
            return false;
        }
        finish(OPEN, CloseReason.IDLE_TIMEOUT);
        return true;
    }

    /** Takes no new channel, and closes when the last one ends. */
    void retire() {
        if (move(OPEN, RETIRED)) {
            slot.session().ended(this, true);
            long now = word.get();
            if ((now & USES) == 0) {
                end(CloseReason.PROFILE_CHANGED);
            }
        } else if (state() < OPEN) {
            end(CloseReason.PROFILE_CHANGED);
        }
    }

    /**
     * The one way out. Returns at once; the transport closes in the background, by force if it takes too long.
     *
     * @return whether this call ended a connection that was being made or was open
     */
    boolean end(CloseReason reason) {
        for (;;) {
            long now = word.get();
            int before = state(now);
            if (before >= CLOSING) {
                return false;
            }
            if (word.compareAndSet(now, now - before + CLOSING)) {
                finish(before, reason);
                return before != RESERVED;
            }
        }
    }

    private void finish(int before, CloseReason reason) {
        slot.session().ended(this, before != RETIRED);
        switch (before) {
            case RESERVED -> closed();
            case CONNECTING -> abandonConnect(reason);
            default -> {
                AdapterLog.LOG.closed(this, reason.logName(), commands.get(),
                        TimeUnit.NANOSECONDS.toSeconds(pool.clock().nanos() - openedNanos));
                channels.release(ALL_WAITERS);
                Transport closing = transport;
                closing.close();
                pool.later(PoolSettings.CLOSE_GRACE, () -> {
                    if (state() != CLOSED) {
                        closing.abort();
                    }
                });
            }
        }
    }

    private void abandonConnect(CloseReason reason) {
        failure = new SshConnectionClosedException(reason.errorCode(), this + " was ended while it was being connected");
        settled.countDown();
        if (slot.host().withdraw(this)) {
            closed();
        } else {
            synchronized (this) {
                if (connectingThread != null) {
                    connectingThread.interrupt();
                }
            }
        }
    }

    /** The last step: nothing is left of it at the host. */
    private void closed() {
        if (move(CLOSING, CLOSED)) {
            pool.connectionClosed(slot.host());
        }
    }

    // ---- figures ----

    /** Time without a channel and without activity; zero while a channel is open. */
    Duration idle() {
        long now = pool.clock().nanos();
        if (openChannels() > 0) {
            return Duration.ZERO;
        }
        long last = lastActivityNanos;
        Transport open = transport;
        if (open != null && open.lastChannelDataNanos() - last > 0) {
            last = open.lastChannelDataNanos();
        }
        return Duration.ofNanos(Math.max(0, now - last));
    }

    int openChannels() {
        return (int) ((word.get() & USES) / USE);
    }

    long commands() {
        return commands.get();
    }

    Instant connectedAt() {
        return connectedAt;
    }

    /** {@code user=… session=… profile=… target=…}. */
    @Override
    public String toString() {
        return slot.toString();
    }
}
