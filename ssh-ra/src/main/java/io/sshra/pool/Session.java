package io.sshra.pool;

import io.sshra.SshConnectionLimitException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.profile.Profile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.stream.Collectors;

/**
 * One session of one user: OPEN, then ENDED once. A session of the same name that begins after the end is another object.
 *
 * <p>Its monitor guards the table of slots and the count of connections. It is held for a few instructions, never over I/O
 * or a call of others' code; a hot key is found without it.
 */
final class Session {

    private record ProfileName(String definition, String profile) {
    }

    private static final AtomicIntegerFieldUpdater<Session> LEASES = AtomicIntegerFieldUpdater.newUpdater(Session.class, "leases");

    private final SessionKey key;
    private final Pool pool;
    private final Map<ProfileName, Slot> slots = new ConcurrentHashMap<>();
    private volatile int leases;
    /** The slot that was made last: most sessions have one, which is found without the table. */
    private volatile Slot latest;

    // Guarded by this.
    private final Set<Slot> retired = new HashSet<>();
    private int connections;
    private CloseReason ended;

    Session(SessionKey key, Pool pool) {
        this.key = key;
        this.pool = pool;
    }

    SessionKey key() {
        return key;
    }

    // ---- slots ----

    /**
     * The slot of this profile, held once more. One of an older revision is retired.
     *
     * @return null if this session has ended
     */
    Slot hold(String definition, Profile profile, boolean ownsCredentials) {
        Slot last = latest;
        if (last != null && last.profile() == profile && last.key().definition().equals(definition) && !last.isDead() && last.hold()) {
            return last;
        }
        ProfileName name = new ProfileName(definition, profile.name());
        Slot found = slots.get(name);
        if (found != null && found.key().revision().equals(profile.revision()) && !found.isDead() && found.hold()) {
            return discardSecrets(found, profile, ownsCredentials);
        }
        Slot outdated;
        Slot held;
        synchronized (this) {
            if (ended != null) {
                return null;
            }
            Slot present = slots.get(name);
            if (present != null && present.key().revision().equals(profile.revision()) && !present.isDead() && present.hold()) {
                return discardSecrets(present, profile, ownsCredentials);
            }
            outdated = present;
            if (outdated != null) {
                retired.add(outdated);
            }
            held = new Slot(new ConnectionKey(key, definition, profile.name(), profile.revision(), pool.nextGeneration()),
                    profile, ownsCredentials, this, pool);
            slots.put(name, held);
            latest = held;
        }
        if (outdated != null) {
            outdated.retire();
        }
        return held;
    }

    /** The slot has a copy of the same secrets already. */
    private static Slot discardSecrets(Slot slot, Profile profile, boolean ownsCredentials) {
        if (ownsCredentials && slot.profile() != profile) {
            profile.target().destroySecrets();
        }
        return slot;
    }

    /** The slot of exactly this key, dead or not, held once more; null if it is gone. */
    Slot hold(ConnectionKey wanted) {
        Slot slot = slots.get(new ProfileName(wanted.definition(), wanted.profile()));
        if (slot == null || !slot.key().equals(wanted)) {
            // Replaced while the caller was on the way through the container: it knows why.
            slot = retired(wanted);
        }
        return slot != null && slot.hold() ? slot : null;
    }

    private synchronized Slot retired(ConnectionKey wanted) {
        return retired.stream().filter(slot -> slot.key().equals(wanted)).findFirst().orElse(null);
    }

    /** The slot is gone. A session without any is forgotten: it costs nothing to begin it anew. */
    void remove(Slot slot) {
        synchronized (this) {
            slots.remove(new ProfileName(slot.key().definition(), slot.key().profile()), slot);
            retired.remove(slot);
            if (latest == slot) {
                latest = null;
            }
            if (ended != null || !slots.isEmpty() || !retired.isEmpty()) {
                return;
            }
            ended = CloseReason.CONTAINER_DESTROYED;
        }
        pool.forget(this);
    }

    // ---- limits ----

    /** Takes a place among the session's open handles. */
    void takeLease() throws SshConnectionLimitException {
        int limit = pool.settings().maxLeasesPerSession();
        if (LEASES.incrementAndGet(this) > limit) {
            LEASES.decrementAndGet(this);
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_LEASES_PER_SESSION, key + " has " + limit
                    + " open handles, the limit");
        }
    }

    void returnLease() {
        LEASES.decrementAndGet(this);
    }

    int leases() {
        return leases;
    }

    /**
     * The slot's connection, or a new one that has its place in the limits and has not begun to connect.
     *
     * @param loginKnown false for a caller for whom the container may have another login than the last one
     * @throws SshException if the slot or session has ended, a limit is reached or the credential was refused just now
     */
    synchronized PhysicalConnection reserve(Slot slot, boolean loginKnown) throws SshException {
        slot.checkAlive();
        if (ended != null) {
            throw new SshConnectionClosedException(ended.errorCode(), key + " has ended");
        }
        PhysicalConnection present = slot.current();
        if (present != null && present.isLive()) {
            return present;
        }
        if (loginKnown) {
            pool.breaker().check(slot);
        }
        if (connections >= pool.settings().maxConnectionsPerSession()) {
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION, key + " has " + connections
                    + " connections, the limit: " + holdingConnections());
        }
        pool.claimConnection(slot.host());
        connections++;
        PhysicalConnection reserved = new PhysicalConnection(slot, pool);
        slot.current(reserved);
        return reserved;
    }

    private String holdingConnections() {
        return slots.values().stream().filter(Slot::isLive).map(slot -> slot.key().profile()).sorted()
                .collect(Collectors.joining(", "));
    }

    /** A connection is leaving: its slot, and the session's count if it was still in it. */
    synchronized void ended(PhysicalConnection connection, boolean counted) {
        connection.slot().connectionEnded(connection);
        if (counted) {
            connections--;
        }
    }

    // ---- ends ----

    /**
     * Ends the session and all its connections.
     *
     * @return how many connections there were, open or being made
     */
    int end(CloseReason reason) {
        synchronized (this) {
            if (ended != null) {
                return 0;
            }
            ended = reason;
        }
        pool.forget(this);
        int closed = 0;
        for (Slot slot : allSlots()) {
            closed += slot.kill(reason) ? 1 : 0;
        }
        return closed;
    }

    /** Ends the connections of this profile, whatever definition they came from; whether there was one to end. */
    boolean release(String profile) {
        boolean released = false;
        for (Slot slot : allSlots()) {
            if (slot.key().profile().equals(profile)) {
                released |= release(slot);
            }
        }
        return released;
    }

    /** Ends this slot; whether it had a connection or could be used. */
    boolean release(Slot slot) {
        boolean usable;
        synchronized (this) {
            usable = !slot.isDead();
            retired.add(slot);
            slots.remove(new ProfileName(slot.key().definition(), slot.key().profile()), slot);
        }
        return slot.kill(CloseReason.EXPLICIT_CLOSE) || usable;
    }

    /** Every slot that is not gone, the retired ones included. */
    List<Slot> allSlots() {
        List<Slot> all = new ArrayList<>(slots.values());
        synchronized (this) {
            all.addAll(retired);
        }
        return all;
    }

    /** The slots that can be used. */
    List<Slot> usableSlots() {
        return slots.values().stream().filter(slot -> !slot.isDead()).toList();
    }
}
