package io.sshra.pool;

import static io.sshra.pool.ConnectionState.CLOSED;
import static io.sshra.pool.ConnectionState.CLOSING;
import static io.sshra.pool.ConnectionState.CONNECTING;
import static io.sshra.pool.ConnectionState.OPEN;
import static io.sshra.pool.ConnectionState.RESERVED;
import static io.sshra.pool.ConnectionState.RETIRED;

import io.sshra.SshAuthenticationException;
import io.sshra.SshChannelLimitException;
import io.sshra.SshConnectException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.events.AuthenticationEvent;
import io.sshra.events.CloseEvent;
import io.sshra.events.ConnectEvent;
import io.sshra.log.AdapterLog;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.PendingPrompt;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One authenticated transport, from the claim of its place in the limits to its end.
 *
 * Its states and their moves are in {@link ConnectionState}. Whoever moves it to CLOSING, and nobody else, gives back its
 * place, logs its end and closes the transport.
 */
final class PhysicalConnection {

    /** More permits than there can be callers who wait for one. */
    private static final int ALL_WAITERS = 1 << 20;
    /** Far less than any idle time-out, which is of seconds. */
    private static final long ACTIVITY_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long number;
    private final ConnectionState state = new ConnectionState();
    private final Slot slot;
    private final Pool pool;
    private final Semaphore channels;
    private final Flight flight = new Flight();
    private final AtomicLong commands = new AtomicLong();
    private final ConnectEvent connect;
    private final AtomicBoolean connectRecorded = new AtomicBoolean();
    /** Null before it begins. */
    private volatile AuthenticationEvent authentication;
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
        this.number = pool.nextNumber();
        this.connect = slot.connectEvent();
        connect.on(number);
        this.channels = new Semaphore(slot.maxChannels(), true);
        this.lastActivityNanos = pool.clock().nanos();
    }

    /** No other one of this pool has it. */
    long number() {
        return number;
    }

    Slot slot() {
        return slot;
    }

    // ---- states ----

    boolean isOpen() {
        return state.get() == OPEN;
    }

    /** Whether channels may be open on it. */
    boolean isUsable() {
        return isOpen() || isRetired();
    }

    /** Whether it is open or may become so. */
    boolean isLive() {
        return state.get() <= OPEN;
    }

    /** Whether it takes no new channel and waits for the last one to end. */
    boolean isRetired() {
        return state.get() == RETIRED;
    }

    // ---- connecting ----

    /** Begins to connect, unless somebody has. Returns at once. */
    void start() {
        if (state.get() == RESERVED) {
            // Before the move: from then on anybody may record how it ended.
            connect.start();
        }
        if (state.move(RESERVED, CONNECTING)) {
            startedNanos = System.nanoTime();
            if (slot.host().begin(this)) {
                pool.execute(this::connectAndPassOn);
            }
        }
    }

    /** Gives its place back if nobody has begun to connect. */
    void endIfReserved() {
        if (state.move(RESERVED, CLOSING)) {
            finish(RESERVED, CloseReason.CONTAINER_DESTROYED);
        }
    }

    /** Connects, and then whoever is next in the host's queue. */
    private void connectAndPassOn() {
        try {
            slot.logContext().during(this::connect);
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
            Target target = slot.target();
            if (state.get() != CONNECTING) {
                return;
            }
            Duration limit = target.connectTimeout().minusNanos(System.nanoTime() - startedNanos);
            if (limit.isNegative() || limit.isZero()) {
                throw new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, "no turn to connect to " + target + " within "
                        + target.connectTimeout().toSeconds() + " s behind other connects to this host");
            }
            opened(pool.connector().connect(target, limit, new OnTheWay()));
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

    private final class OnTheWay implements ConnectListener {

        @Override
        public void authenticating() {
            AuthenticationEvent event = new AuthenticationEvent();
            event.on(number);
            event.start();
            authentication = event;
        }

        @Override
        public void asked(PendingPrompt prompt) {
            flight.ask(prompt);
        }
    }

    private void opened(Transport opened) {
        connectedAt = pool.clock().now();
        openedNanos = pool.clock().nanos();
        lastActivityNanos = openedNanos;
        transport = opened;
        if (state.move(CONNECTING, OPEN)) {
            recordOpened();
            slot.opened(this, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
        } else {
            opened.abort();
        }
        opened.onClosed(() -> {
            end(CloseReason.CONNECTION_LOST);
            closed();
        });
        flight.settle();
    }

    private void failed(SshException cause) {
        if (state.move(CONNECTING, CLOSING)) {
            failure = cause;
            if (cause instanceof SshAuthenticationException refused) {
                // An unanswered question, too: the server counts it as a failed attempt all the same.
                pool.breaker().refused(slot, refused);
                if (flight.isUnanswered()) {
                    failure = new SshAuthenticationException(SshErrorCode.QUESTION_UNANSWERED,
                            "nobody answered what " + slot.target() + " asked", cause);
                }
            }
            slot.session().ended(this, true);
            recordNotOpened(failure.code());
            flight.settle();
        }
    }

    /**
     * Waits for the end of the connect.
     *
     * @param answerer answers questions of the server meanwhile; null for none
     * @throws SshException one of its own for each waiter, with the shared cause
     */
    void awaitOpen(Answerer answerer) throws SshException {
        Duration limit = slot.target().connectTimeout().plusSeconds(1);
        try {
            if (!flight.await(limit.toNanos(), answerer)) {
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
                        + slot.maxChannels() + " channels open, the limit, and none became free in "
                        + pool.settings().channelWait().toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            uncountUse();
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while waiting for a channel on " + this, e);
        }
        if (state.get() != OPEN) {
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
        lastActivityNanos = pool.clock().nanos();
        return state.beginUse();
    }

    private void uncountUse() {
        lastActivityNanos = pool.clock().nanos();
        if (state.endUse()) {
            end(CloseReason.PROFILE_CHANGED);
        }
    }

    /** Something is done with it now. Within a tick of the last time nothing is noted, so that a hot key's callers share no write. */
    void touch(long now) {
        if (now - lastActivityNanos >= ACTIVITY_TICK_NANOS) {
            lastActivityNanos = now;
            state.touch();
        }
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
        long seen = state.look();
        if (idle().compareTo(slot.idleTimeout()) < 0 || !state.evict(seen)) {
            return false;
        }
        finish(OPEN, CloseReason.IDLE_TIMEOUT);
        return true;
    }

    /** Takes no new channel, and closes when the last one ends. */
    void retire() {
        if (state.move(OPEN, RETIRED)) {
            slot.session().ended(this, true);
            if (state.uses() == 0) {
                end(CloseReason.PROFILE_CHANGED);
            }
        } else if (state.get() < OPEN) {
            end(CloseReason.PROFILE_CHANGED);
        }
    }

    /**
     * The one way out. Returns at once; the transport closes in the background, by force if it takes too long.
     *
     * @return whether this call ended a connection that was being made or was open
     */
    boolean end(CloseReason reason) {
        int before = state.close();
        if (before == ConnectionState.ALREADY) {
            return false;
        }
        finish(before, reason);
        return before != RESERVED;
    }

    private void finish(int before, CloseReason reason) {
        slot.session().ended(this, before != RETIRED);
        switch (before) {
            case RESERVED -> {
                // Whoever was about to start it looks again.
                flight.settle();
                closed();
            }
            case CONNECTING -> abandonConnect(reason);
            default -> {
                slot.logContext().during(() -> recordClosed(reason));
                channels.release(ALL_WAITERS);
                Transport closing = transport;
                closing.close();
                pool.later(PoolSettings.CLOSE_GRACE, () -> {
                    if (state.get() != CLOSED) {
                        slot.logContext().during(closing::abort);
                    }
                });
            }
        }
    }

    private void recordOpened() {
        if (connectRecorded.compareAndSet(false, true)) {
            AuthenticationEvent loggedIn = authentication;
            if (loggedIn != null) {
                loggedIn.succeeded();
                slot.events().record(loggedIn);
            }
            connect.opened(transport.negotiated().hostKeyFingerprint());
            slot.events().record(connect);
        }
    }

    private void recordNotOpened(SshErrorCode code) {
        if (connectRecorded.compareAndSet(false, true)) {
            AuthenticationEvent begun = authentication;
            if (begun != null) {
                begun.failed(code);
                slot.events().record(begun);
            }
            connect.failed(code);
            slot.events().record(connect);
        }
    }

    private void recordClosed(CloseReason reason) {
        // It may end in the instant that it opens: the opening is recorded first.
        recordOpened();
        long open = pool.clock().nanos() - openedNanos;
        AdapterLog.LOG.closed(this, reason.logName(), commands.get(), TimeUnit.NANOSECONDS.toSeconds(open));
        CloseEvent event = new CloseEvent(reason.logName(), reason.counter(), commands.get(), open, transport.bytesReceived(), transport.bytesSent());
        event.on(number);
        slot.events().record(event);
    }

    private void abandonConnect(CloseReason reason) {
        failure = new SshConnectionClosedException(reason.errorCode(), this + " was ended while it was being connected");
        recordNotOpened(reason.errorCode());
        flight.settle();
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
        if (state.move(CLOSING, CLOSED)) {
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
        return state.uses();
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
