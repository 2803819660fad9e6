package io.sshra.ssh.mina;

import io.sshra.ssh.Target;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What servers did with channels that were not in use, for later connections to the same addresses. A request may meet the close of such
 * a channel, and then nobody knows whether the command has run: this should happen once for each server at most. Thread-safe.
 */
final class SpareMemory {

    /** Of each kind. An address beyond that is learnt about again with each connection. */
    private static final int MOST_ADDRESSES = 10_000;

    private final Set<Target.Address> closing = ConcurrentHashMap.newKeySet();
    private final Set<Target.Address> opening = ConcurrentHashMap.newKeySet();

    boolean closesSpares(Target.Address address) {
        return closing.contains(address);
    }

    void hasClosedSpare(Target.Address address) {
        add(address, closing);
    }

    boolean opensMore(Target.Address address) {
        return opening.contains(address);
    }

    void hasOpenedMore(Target.Address address) {
        add(address, opening);
    }

    private static void add(Target.Address address, Set<Target.Address> addresses) {
        if (addresses.size() < MOST_ADDRESSES) {
            addresses.add(address);
        }
    }
}
