package io.sshra.pool.key;

import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.pool.Answerer;

/**
 * Gets a slot's open connection for a caller: reserves its place in the limits, then uses the open one, waits for one that is
 * connecting, or connects. Thread-safe.
 */
public final class SlotConnector {

    static final int RECONNECTS_PER_CALL = 3;

    private final Slot slot;

    SlotConnector(Slot slot) {
        this.slot = slot;
    }

    /**
     * Admits a caller that will have to connect. Reserves the connection's place in the limits now, before the caller asks the
     * container.
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

    /** The admitted caller has its lease or has given up. Returns a reserved place if nobody has started to connect. */
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
     * Returns the open connection for an admitted caller. Connects if necessary.
     *
     * @param answerer answers the server's questions; null if nobody can
     */
    public PhysicalConnection connected(Answerer answerer) throws SshException {
        PhysicalConnection connection = slot.connection();
        return connection != null && connection.isOpen() ? connection : connect(answerer);
    }

    /**
     * Returns the open connection for an open handle. Reconnects if necessary.
     *
     * @throws SshConnectionLostException if that needs answers to the server's questions
     */
    PhysicalConnection reconnected() throws SshException {
        slot.checkAlive();
        PhysicalConnection connection = slot.connection();
        if (connection != null && connection.isOpen()) {
            return connection;
        }
        if (slot.target().isInteractive() && !slot.isLive()) {
            throw new SshConnectionLostException(SshErrorCode.RECONNECT_NEEDS_ANSWERS, slot + " is no longer connected", null);
        }
        try {
            slot.host().enterWaiting();
            try {
                return connect(null);
            } finally {
                slot.host().leaveWaiting();
            }
        } catch (SshException e) {
            slot.events().notReconnected(e);
            throw e;
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

    /** The exception for a caller that has reconnected too often. */
    SshException lostAtOnce(Throwable cause) {
        return new SshConnectionLostException(SshErrorCode.CONNECTION_LOST,
                slot + " was lost right after each reconnect", cause);
    }
}
