package io.sshra.pool.limits;

import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.pool.PoolSettings;
import io.sshra.ssh.Endpoint;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The hosts that have connections or waiting callers, and the number of all connections. Thread-safe. */
public final class Hosts {

    private final ConcurrentHashMap<Endpoint, Host> hosts = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final PoolSettings settings;
    private volatile Share share = Share.ALONE;

    public Hosts(PoolSettings settings) {
        this.settings = settings;
    }

    /** From now on a new connection needs a place in this share of its host's limit. */
    public void share(Share changed) {
        share = changed;
    }

    /** Returns the entry of this host, and holds it. The entry lives until it is dropped as often as it was held. */
    public Host hold(Endpoint endpoint) {
        return hosts.compute(endpoint, (key, host) -> {
            Host held = host == null ? new Host(endpoint, settings) : host;
            held.holders++;
            return held;
        });
    }

    public void drop(Host host) {
        hosts.computeIfPresent(host.endpoint(), (key, held) -> --held.holders == 0 ? null : held);
    }

    /**
     * Counts one more connection, of this host and in total. The connection holds the host's entry.
     *
     * @throws SshConnectionLimitException if a limit is reached; nothing is counted then
     */
    public void claimConnection(Host host) throws SshConnectionLimitException {
        if (connections.incrementAndGet() > settings.maxConnections()) {
            connections.decrementAndGet();
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_CONNECTIONS, "the adapter has "
                    + settings.maxConnections() + " connections, which is the limit");
        }
        try {
            host.claimConnection(share);
        } catch (SshConnectionLimitException e) {
            connections.decrementAndGet();
            throw e;
        }
        hold(host.endpoint());
    }

    /** Reverses {@link #claimConnection}. */
    public void returnConnection(Host host) {
        host.returnConnection();
        drop(host);
        connections.decrementAndGet();
    }

    /** The total number of connections, including those that are closing. */
    public int connections() {
        return connections.get();
    }

    /** The number of hosts with an entry. */
    public int size() {
        return hosts.size();
    }

    /** Waits until all connections are closed, at most for this time. An interrupt ends the wait. */
    public void awaitNoConnections(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (connections() > 0 && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
