package io.sshra.pool.limits;

import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.pool.PoolSettings;
import io.sshra.ssh.Endpoint;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The counts of one host and port: connections, waiting callers, and connects under way. Each host has its own monitor, held
 * for a few instructions: a host that never answers delays no other.
 *
 * <p>Connects take turns. Whoever has a turn ends it by {@link #endTurn()}, exactly once, which names the next in the queue.
 */
public final class Host {

    private final Endpoint endpoint;
    private final PoolSettings settings;

    /** Slots and connections that hold this entry; guarded by the table in {@link Hosts}. */
    int holders;

    // Guarded by this.
    private int connections;
    private int waiting;
    private int turns;
    private final Deque<Runnable> queued = new ArrayDeque<>();

    Host(Endpoint endpoint, PoolSettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Counts one more connection. */
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

    /** Counts one more waiting caller. */
    public synchronized void enterWaiting() throws SshConnectionLimitException {
        if (waiting >= settings.maxWaitingCallersPerHost()) {
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_WAITING_CALLERS,
                    waiting + " callers wait for " + endpoint + ", the limit");
        }
        waiting++;
    }

    public synchronized void leaveWaiting() {
        waiting--;
    }

    /** Callers that wait now. */
    public synchronized int waiting() {
        return waiting;
    }

    /** Connects that have a turn now. */
    public synchronized int turns() {
        return turns;
    }

    /** Takes a turn; false if there is none. The connect is queued then, and {@link #endTurn()} of another one returns it. */
    public synchronized boolean takeTurn(Runnable connect) {
        if (turns < settings.maxConcurrentConnectsPerHost()) {
            turns++;
            return true;
        }
        queued.add(connect);
        return false;
    }

    /** Takes a connect out of the queue; false if it is not in it. */
    public synchronized boolean withdraw(Runnable connect) {
        return queued.remove(connect);
    }

    /** Ends a turn: the next connect in the queue has it now, and is returned. Null if there is none. */
    public synchronized Runnable endTurn() {
        Runnable next = queued.poll();
        if (next == null) {
            turns--;
        }
        return next;
    }
}
