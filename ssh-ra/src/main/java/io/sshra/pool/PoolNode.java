package io.sshra.pool;

import io.sshra.SshConnectionInfo;
import io.sshra.pool.key.Session;
import io.sshra.pool.key.SharedResources;
import io.sshra.pool.limits.Share;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The pool of one adapter, as the other nodes of a cluster see it: all definitions together. No method waits. Thread-safe. */
public final class PoolNode {

    private final Map<SessionKey, Session> sessions;
    private final AllSlots everything;
    private final SharedResources shared;

    /** @param sessions a live view of all sessions */
    PoolNode(Map<SessionKey, Session> sessions, AllSlots everything, SharedResources shared) {
        this.sessions = sessions;
        this.everything = everything;
        this.shared = shared;
    }

    /** Whether this user has a session of this name. */
    public boolean hasSession(String user, String session) {
        return sessions.containsKey(SessionKey.of(user, session));
    }

    /**
     * Ends a session that began this long ago or earlier. A later one of the same names stays.
     *
     * @return how many connections were closed
     */
    public int endSession(String user, String session, Duration ago) {
        Session found = sessions.get(SessionKey.of(user, session));
        if (found == null) {
            // It is forgotten with its last connection, and may have asked for something.
            shared.approvals().sessionEnded(SessionKey.of(user, session));
        }
        return found != null && found.age().compareTo(ago) >= 0 ? found.end(CloseReason.SESSION_END) : 0;
    }

    /** All connections, ordered by number. */
    public List<SshConnectionInfo> connections() {
        return everything.connections(slot -> true);
    }

    /** Closes the physical connection with this number; false if there is none. */
    public boolean close(long number) {
        return everything.close(slot -> true, number);
    }

    /** How long an unused connection stays open. */
    public Duration idleTimeout() {
        return shared.settings().idleTimeout();
    }

    /**
     * From now on this node has its share of the limit of each host. Nothing is closed.
     *
     * @param position the position of this node among all nodes, from 0
     */
    public void share(int position, int nodes) {
        shared.hosts().share(new Share(position, nodes));
    }
}
