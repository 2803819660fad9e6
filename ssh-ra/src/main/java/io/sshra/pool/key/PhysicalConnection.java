package io.sshra.pool.key;

import static io.sshra.pool.key.ConnectionState.CLOSED;
import static io.sshra.pool.key.ConnectionState.CLOSING;
import static io.sshra.pool.key.ConnectionState.CONNECTING;
import static io.sshra.pool.key.ConnectionState.OPEN;
import static io.sshra.pool.key.ConnectionState.RESERVED;
import static io.sshra.pool.key.ConnectionState.RETIRED;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshException;
import io.sshra.pool.Answerer;
import io.sshra.pool.CloseReason;
import io.sshra.pool.PoolSettings;
import io.sshra.ssh.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * One connection to a host, from its reserved place in the limits to its end. It consists of a {@link ConnectAttempt}, a
 * {@link ConnectionUse} and a {@link ConnectionRecord}.
 *
 * <p>{@link ConnectionState} has its states and transitions. Only the caller that moves it to CLOSING removes it from its slot,
 * records its end and closes the transport. Thread-safe.
 */
public final class PhysicalConnection {

    private final long number;
    private final ConnectionState state = new ConnectionState();
    private final Slot slot;
    private final SharedResources shared;
    private final ConnectAttempt attempt;
    private final ConnectionUse use;
    private final ConnectionRecord record;
    private final Flight flight = new Flight();
    private volatile Instant connectedAt;
    private final LogIn logIn;
    private volatile long openedNanos;
    private volatile Transport transport;

    PhysicalConnection(Slot slot, SharedResources shared) {
        this.slot = slot;
        this.shared = shared;
        this.number = shared.nextNumber();
        this.logIn = new LogIn(slot, shared);
        this.record = new ConnectionRecord(number, this, slot.events(), slot.wasOpen(),
                alive -> SlotInfo.of(slot, this, alive, shared.clock()));
        this.attempt = new ConnectAttempt(slot.host(), shared.connector(), shared.threads(), slot::target, slot.logContext(), new Outcome());
        this.use = new ConnectionUse(state, slot.maxChannels(), shared, () -> end(CloseReason.PROFILE_CHANGED));
    }

    /** A number that is unique in this pool. */
    public long number() {
        return number;
    }

    // ---- states ----

    public boolean isOpen() {
        return state.get() == OPEN;
    }

    /** Whether channels may be open on it. */
    public boolean isUsable() {
        int now = state.get();
        return now == OPEN || now == RETIRED;
    }

    /** Whether it is open or may still open. */
    boolean isLive() {
        return state.get() <= OPEN;
    }

    /** Whether a server that answers nothing is dead. */
    public boolean answersRequests() {
        return slot.profile().target().settings().keepalive().answered();
    }

    // ---- connecting ----

    /** Starts to connect, unless another caller has. Never blocks. */
    void start() {
        if (state.get() == RESERVED) {
            logIn.begins();
            // Before the move, because from then on any thread may record the end.
            record.connecting();
        }
        if (state.move(RESERVED, CONNECTING)) {
            attempt.launch();
        }
    }

    /** Gives back its place in the limits if nobody has started to connect. */
    void endIfReserved() {
        if (state.move(RESERVED, CLOSING)) {
            finish(RESERVED, CloseReason.CONTAINER_DESTROYED);
        }
    }

    private final class Outcome extends ConnectReports implements ConnectAttempt.Outcome {

        private boolean wasOpen;

        Outcome() {
            super(slot, logIn, record, flight);
        }

        @Override
        public boolean isWanted() {
            return state.get() == CONNECTING;
        }

        @Override
        public void opened(Transport opened) {
            transport = opened;
            connectedAt = shared.clock().now();
            openedNanos = shared.clock().nanos();
            use.opened(opened);
            logIn.succeeded();
            slot.opened();
            wasOpen = record.opens(() -> state.move(CONNECTING, OPEN));
            if (wasOpen) {
                try {
                    record.opened(opened);
                } finally {
                    opened.onClosed(PhysicalConnection.this::lost);
                    flight.settle();
                }
            }
        }

        @Override
        public void failed(SshException cause) {
            if (state.move(CONNECTING, CLOSING)) {
                SshException told = cause;
                try {
                    told = logIn.failed(cause, flight.isUnanswered());
                    record.notOpened(told);
                } finally {
                    slot.ended(PhysicalConnection.this);
                    flight.settle(told);
                }
            }
        }

        @Override
        public void done() {
            if (state.move(CONNECTING, CLOSING)) {
                // Out of memory before the failure was reported. As if it had not started: waiting callers try again.
                finish(RESERVED, CloseReason.CONNECTION_LOST);
            }
            if (transport == null) {
                closed();
            } else if (!wasOpen) {
                transport.onClosed(PhysicalConnection.this::closed);
                transport.abort();
            }
        }
    }

    private void lost() {
        try {
            end(CloseReason.CONNECTION_LOST);
        } finally {
            closed();
        }
    }

    /**
     * Waits until the connect has ended.
     *
     * @param answerer answers the server's questions meanwhile; null if nobody can
     * @throws SshException if the connect fails; each waiting caller gets its own exception with the shared cause
     */
    void awaitOpen(Answerer answerer) throws SshException {
        flight.await(slot.target().connectTimeout().plusSeconds(1), this, answerer);
    }

    // ---- use ----

    ConnectionUse use() {
        return use;
    }

    /** Null before it is open. */
    public Transport transport() {
        return transport;
    }

    /** Null before it is open. */
    Instant connectedAt() {
        return connectedAt;
    }

    /** See {@link ConnectionUse#idle}. */
    Duration idle() {
        return use.idle(transport);
    }

    // ---- ends ----

    /**
     * Evicts the connection if it is open without a channel and had no activity for this time.
     *
     * @param ends logs and closes it, so that the caller does not wait for the log or the server
     */
    public boolean evictIfIdle(Duration time, CloseReason reason, Executor ends) {
        long seen = state.look();
        if (idle().compareTo(time) < 0 || !state.evict(seen)) {
            return false;
        }
        slot.ended(this);
        ends.execute(() -> closeTransport(reason));
        return true;
    }

    /** Refuses new channels and ends with the last channel; ends at once if there is none or if it is not open yet. */
    void retire() {
        int before = state.retire();
        if (before == RETIRED) {
            use.retired();
        } else if (before != ConnectionState.ALREADY) {
            finish(before, CloseReason.PROFILE_CHANGED);
        }
    }

    /**
     * Ends the connection. Never blocks: the transport closes in the background, and is aborted if that takes too long.
     *
     * @return whether this call ended a connection that was open or connecting
     */
    boolean end(CloseReason reason) {
        int before = state.close();
        if (before == ConnectionState.ALREADY) {
            return false;
        }
        finish(before, reason);
        return before != RESERVED;
    }

    /**
     * Ends a connection whose server does not answer.
     *
     * @param ends logs and closes it
     */
    public void endZombie(Executor ends) {
        int before = state.close();
        if (before != ConnectionState.ALREADY) {
            slot.ended(this);
            ends.execute(() -> follow(before, CloseReason.ZOMBIE_DETECTED));
        }
    }

    private void finish(int before, CloseReason reason) {
        slot.ended(this);
        follow(before, reason);
    }

    /** Performs what follows from the move to CLOSING. */
    private void follow(int before, CloseReason reason) {
        switch (before) {
            case RESERVED -> {
                // A caller that was about to start it looks again.
                flight.settle();
                closed();
            }
            case CONNECTING -> abandonConnect(reason);
            default -> closeTransport(reason);
        }
    }

    private void abandonConnect(CloseReason reason) {
        try {
            record.notOpened(reason.errorCode());
        } finally {
            flight.settle(new SshConnectionClosedException(reason.errorCode(), this + " was closed while it was connecting"));
            if (attempt.giveUp()) {
                closed();
            }
        }
    }

    private void closeTransport(CloseReason reason) {
        Transport closing = transport;
        try {
            slot.logContext().during(() -> record.closed(reason, closing, use.commands(), shared.clock().nanos() - openedNanos));
        } finally {
            use.channels().end();
            shared.threads().later(PoolSettings.CLOSE_GRACE, () -> {
                if (state.get() != CLOSED) {
                    slot.logContext().during(closing::abort);
                }
            });
            closing.close();
        }
    }

    /** The last step: the connection no longer counts for its host. */
    private void closed() {
        if (state.move(CLOSING, CLOSED)) {
            shared.hosts().returnConnection(slot.host());
        }
    }

    /** {@code user=… session=… profile=… target=…}. */
    @Override
    public String toString() {
        return slot.toString();
    }
}
