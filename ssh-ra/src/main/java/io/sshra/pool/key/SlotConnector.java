package io.sshra.pool.key;

import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.pool.Answerer;

/**
 * Gets a slot's open connection for a caller: takes its place in the limits, finds it, waits for whoever makes it, or makes it.
 * Thread-safe.
 */
public final class SlotConnector {

    static final int RECONNECTS_PER_CALL = 3;

    private final Slot slot;

    SlotConnector(Slot slot) {
        this.slot = slot;
    }

    /**
     * A caller who will have to connect is on the way to a lease: takes the connection's place in the limits now, before
     * the container is asked for anything.
     */
    public void admit() throws SshException {
        slot.life().admit();
        try {
            slot.session().reserve(slot, !slot.hasContainerLogin());
            slot.host().enterWaiting();
        } catch (SshException | RuntimeException | Error e) {
            leave();
            throw e;
        }
    }

    /** The caller has its lease or has given up. A place that nobody has begun to use is given back. */
    public void leaveAdmitted() {
        slot.host().leaveWaiting();
        leave();
    }

    private void leave() {
        PhysicalConnection reserved = slot.life().leave();
        if (reserved != null) {
            reserved.endIfReserved();
        }
    }

    /**
     * For a caller who was admitted.
     *
     * @param answerer answers questions of the server; null for none
     */
    public PhysicalConnection connected(Answerer answerer) throws SshException {
        PhysicalConnection connection = slot.connection();
        return connection != null && connection.isOpen() ? connection : connect(answerer);
    }

    /**
     * For a handle that is held.
     *
     * @throws SshConnectionLostException if somebody would have to answer questions for that
     */
    PhysicalConnection reconnected() throws SshException {
        slot.checkAlive();
        PhysicalConnection connection = slot.connection();
        if (connection != null && connection.isOpen()) {
            return connection;
        }
        if (slot.target().isInteractive() && !slot.isLive()) {
            throw new SshConnectionLostException(SshErrorCode.RECONNECT_NEEDS_ANSWERS, slot + " is not connected any more", null);
        }
        slot.host().enterWaiting();
        try {
            return connect(null);
        } finally {
            slot.host().leaveWaiting();
        }
    }

    private PhysicalConnection connect(Answerer answerer) throws SshException {
        for (int i = 0; i < RECONNECTS_PER_CALL; i++) {
            PhysicalConnection connection = slot.session().reserve(slot, true);
            connection.start();
            connection.awaitOpen(answerer);
            if (connection.isOpen()) {
                return connection;
            }
        }
        throw lostAtOnce(null);
    }

    /** For a caller who has tried often enough. */
    SshException lostAtOnce(Throwable cause) {
        return new SshConnectionLostException(SshErrorCode.CONNECTION_LOST,
                slot + " is lost at once each time that it is connected", cause);
    }
}
