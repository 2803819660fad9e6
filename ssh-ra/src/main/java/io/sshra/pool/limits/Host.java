package io.sshra.pool.limits;

import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.pool.PoolSettings;
import io.sshra.ssh.Endpoint;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The counts of one host and port: connections, waiting callers and running connects. Each host has its own monitor, held for a few
 * instructions only, so a host that never answers delays no other host.
 *
 * <p>Connects take turns. The owner of a turn calls {@link #endTurn()} exactly once, which returns the next connect in the queue.
 */
public final class Host {

    private final Endpoint endpoint;
    private final PoolSettings settings;

    /** The number of slots and connections that hold this entry. Guarded by the table in {@link Hosts}. */
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
    synchronized void claimConnection(Share share) throws SshConnectionLimitException {
        int limit = settings.maxConnectionsPerHost();
        int most = share.of(limit, endpoint);
        if (connections >= most) {
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_CONNECTIONS_PER_HOST, endpoint + " has " + connections
                    + (share.nodes() == 1 ? " connections, which is the limit"
                            : " connections from this node, whose share of the limit " + limit + " for " + share.nodes() + " nodes is " + most));
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
                    waiting + " callers are waiting for " + endpoint + ", which is the limit");
        }
        waiting++;
    }

    public synchronized void leaveWaiting() {
        waiting--;
    }

    /** The number of waiting callers. */
    public synchronized int waiting() {
        return waiting;
    }

    /** The number of connects that have a turn. */
    public synchronized int turns() {
        return turns;
    }

    /**
     * Takes a turn, or queues the connect if all turns are taken.
     *
     * @return false if the connect was queued; a later {@link #endTurn()} returns it
     */
    public synchronized boolean takeTurn(Runnable connect) {
        if (turns < settings.maxConcurrentConnectsPerHost()) {
            turns++;
            return true;
        }
        queued.add(connect);
        return false;
    }

    /** Removes a connect from the queue; false if it is not queued. */
    public synchronized boolean withdraw(Runnable connect) {
        return queued.remove(connect);
    }

    /** Ends a turn. Returns the next connect of the queue, which has the turn now; null if the queue is empty. */
    public synchronized Runnable endTurn() {
        Runnable next = queued.poll();
        if (next == null) {
            turns--;
        }
        return next;
    }
}
