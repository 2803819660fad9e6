package io.sshra.pool;

import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.ssh.Endpoint;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is counted for one host and port: connections, callers that wait, and connects under way. Each host has its own
 * monitor, held for a few instructions: a host that never answers delays no other.
 */
final class Host {

    private final Endpoint endpoint;
    private final PoolSettings settings;

    /** Slots and connections that hold this entry; guarded by the table in {@link Hosts}. */
    int holders;

    // Guarded by this.
    private int connections;
    private int waiting;
    private int connecting;
    private final Deque<PhysicalConnection> queued = new ArrayDeque<>();

    Host(Endpoint endpoint, PoolSettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    synchronized void claimConnection() throws SshConnectionLimitException {
        if (connections >= settings.maxConnectionsPerHost()) {
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_CONNECTIONS_PER_HOST,
                    endpoint + " has " + connections + " connections, the limit");
        }
        connections++;
    }

    synchronized void returnConnection() {
        connections--;
    }

    synchronized void enterWaiting() throws SshConnectionLimitException {
        if (waiting >= settings.maxWaitingCallersPerHost()) {
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_WAITING_CALLERS,
                    waiting + " callers wait for " + endpoint + ", the limit");
        }
        waiting++;
    }

    synchronized void leaveWaiting() {
        waiting--;
    }

    /** Callers that wait now. */
    synchronized int waiting() {
        return waiting;
    }

    /** Whether the connect may begin now; otherwise it is queued, and {@link #finished()} names it when its turn has come. */
    synchronized boolean begin(PhysicalConnection connection) {
        if (connecting < settings.maxConcurrentConnectsPerHost()) {
            connecting++;
            return true;
        }
        queued.add(connection);
        return false;
    }

    /** Takes a connect that has not begun out of the queue; false if it is not in it. */
    synchronized boolean withdraw(PhysicalConnection connection) {
        return queued.remove(connection);
    }

    /** A connect has ended: the next one in the queue takes its place. Null if there is none. */
    synchronized PhysicalConnection finished() {
        PhysicalConnection next = queued.poll();
        if (next == null) {
            connecting--;
        }
        return next;
    }
}
