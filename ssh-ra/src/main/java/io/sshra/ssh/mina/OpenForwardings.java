package io.sshra.ssh.mina;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open forwardings of one session, which end with it. */
final class OpenForwardings {

    private final Set<ForwardedConnections> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** One that is added meanwhile sees the end, or is among the open ones. */
    void add(ForwardedConnections forwarding) {
        open.add(forwarding);
        if (ended) {
            forwarding.lost();
        }
    }

    void remove(ForwardedConnections forwarding) {
        open.remove(forwarding);
    }

    /** The session has ended. */
    void end() {
        ended = true;
        open.forEach(ForwardedConnections::lost);
    }
}
