package io.sshra.cdi;

import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The session in the adapter that belongs to an HTTP session or a request, and ends with it.
 *
 * <pre>
 *   UNUSED ──a user──▶ OWNED ──another user: ends the session, starts another one──▶ OWNED
 *     ▲  │                │
 *     │  └──────end───────┴──▶ ENDED
 *     └─────────release───┘
 * </pre>
 *
 * The lock is held for a few instructions. A connection that opens while its session ends is closed by the one of the two that comes
 * last. Thread-safe, because requests of the same HTTP session run at the same time. Serializable: a container may passivate HTTP sessions.
 */
abstract class BoundSession implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Null while it is UNUSED or ENDED. Guarded by this object, like all. */
    private Owner owner;
    private boolean ended;
    /** The factories that the owner has used. */
    private final TreeSet<String> factories = new TreeSet<>();
    /** The same; null after a passivation. */
    private transient Map<String, SshConnectionFactory> known;

    /** Looks up a factory after a passivation. */
    SshConnectionFactory lookUp(String factory) throws SshException {
        return Factories.current().get(factory);
    }

    /**
     * The names for this user. If it was another user's session, that one is ended.
     *
     * @throws SshConnectionClosedException if it has ended
     */
    public Owner owner(String user) throws SshException {
        End former = null;
        Owner now;
        synchronized (this) {
            if (ended) {
                throw over();
            }
            if (owner == null || !owner.user().equals(user)) {
                former = take();
                owner = new Owner(user, UUID.randomUUID().toString());
            }
            now = owner;
        }
        if (former != null) {
            former.run();
        }
        return now;
    }

    /**
     * Opens a handle, which the caller closes.
     *
     * @param name    of the factory
     * @param whose   from {@link #owner}
     * @param profile name of the profile
     */
    public SshConnection open(String name, SshConnectionFactory factory, Owner whose, String profile) throws SshException {
        synchronized (this) {
            if (!whose.equals(owner)) {
                throw over();
            }
            factories.add(name);
            if (known == null) {
                known = new HashMap<>();
            }
            known.put(name, factory);
        }
        SshConnection opened = null;
        try {
            opened = factory.getConnection(SshConnectionSpec.of(whose.user(), whose.session(), profile));
        } finally {
            if (!isOwnedBy(whose)) {
                // It ended meanwhile, and that may have found no connection. One may open even though this caller has got an exception.
                factory.sessions().closeSession(whose.user(), whose.session());
            }
        }
        if (!isOwnedBy(whose)) {
            opened.close();
            throw over();
        }
        return opened;
    }

    private synchronized boolean isOwnedBy(Owner whose) {
        return whose.equals(owner);
    }

    private static SshConnectionClosedException over() {
        return new SshConnectionClosedException(SshErrorCode.SESSION_ENDED, "the HTTP session or request of this connection has ended");
    }

    /**
     * Ends all connections. The next use starts a new session.
     *
     * @return how many were closed
     */
    public int release() {
        End former;
        synchronized (this) {
            former = take();
        }
        return former.run();
    }

    /** Ends all connections. They can't be used after that. */
    void end() {
        End former;
        synchronized (this) {
            ended = true;
            former = take();
        }
        former.run();
    }

    /** With the lock. */
    private End take() {
        End former = new End(owner, Set.copyOf(factories), known == null ? Map.of() : Map.copyOf(known));
        owner = null;
        factories.clear();
        known = null;
        return former;
    }

    /** What the end of an owner's session does, without the lock. */
    private final class End {

        private final Owner whose;
        private final Set<String> names;
        private final Map<String, SshConnectionFactory> present;

        End(Owner whose, Set<String> names, Map<String, SshConnectionFactory> present) {
            this.whose = whose;
            this.names = names;
            this.present = present;
        }

        int run() {
            int closed = 0;
            for (String name : names) {
                try {
                    SshConnectionFactory factory = present.containsKey(name) ? present.get(name) : lookUp(name);
                    closed += factory.sessions().closeSession(whose.user(), whose.session());
                } catch (SshException | IllegalStateException e) {
                    // The adapter has stopped, and with it all connections have ended.
                    System.getLogger(BoundSession.class.getName()).log(System.Logger.Level.DEBUG, "Nothing to close", e);
                }
            }
            return closed;
        }
    }
}
