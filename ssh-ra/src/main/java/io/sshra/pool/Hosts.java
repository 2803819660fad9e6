package io.sshra.pool;

import io.sshra.ssh.Endpoint;
import java.util.concurrent.ConcurrentHashMap;

/** The hosts that connections go to now. An entry lives as long as somebody holds it. */
final class Hosts {

    private final ConcurrentHashMap<Endpoint, Host> hosts = new ConcurrentHashMap<>();
    private final PoolSettings settings;

    Hosts(PoolSettings settings) {
        this.settings = settings;
    }

    Host hold(Endpoint endpoint) {
        return hosts.compute(endpoint, (key, host) -> {
            Host held = host == null ? new Host(endpoint, settings) : host;
            held.holders++;
            return held;
        });
    }

    void drop(Host host) {
        hosts.computeIfPresent(host.endpoint(), (key, held) -> --held.holders == 0 ? null : held);
    }

    int size() {
        return hosts.size();
    }
}
