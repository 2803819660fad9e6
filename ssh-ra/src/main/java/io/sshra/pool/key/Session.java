package io.sshra.pool.key;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.base.JsonText;
import io.sshra.pool.CloseReason;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.SessionKey;
import io.sshra.profile.Profile;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One session of one user. It is OPEN, then ENDED once. A later session with the same name is another object.
 *
 * <p>The lock is held while a slot or a connection is added, so that the limits are exact. It is held for a few instructions only,
 * never during I/O, a wait or a call of foreign code. Reading a session, ending a connection and leasing a hot key take no lock.
 * Thread-safe.
 */
public final class Session {

    private record ProfileName(String definition, String profile) {

        static ProfileName of(ConnectionKey key) {
            return new ProfileName(key.definition(), key.profile());
        }
    }

    private static final AtomicIntegerFieldUpdater<Session> LEASES = AtomicIntegerFieldUpdater.newUpdater(Session.class, "leases");

    private final SessionKey key;
    private final SharedResources shared;
    private final Consumer<Session> whenEnded;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ProfileName, Slot> slots = new ConcurrentHashMap<>();
    /** Slots that were released or that another revision has replaced, as long as somebody holds them. */
    private final Set<Slot> replaced = ConcurrentHashMap.newKeySet();
    private final long begunNanos;
    private final long begunMillis;
    private volatile int leases;
    /** The newest slot. Most sessions have only one, which is found here without a look-up in the table. */
    private volatile Slot latest;
    /** Null while it is open. Written under the lock. */
    private volatile CloseReason ended;

    /**
     * @param whenEnded called once, without a lock, when the last slot is gone or by {@link #end}
     * @param nowNanos  the time by the clock of the pool
     */
    public Session(SessionKey key, SharedResources shared, Consumer<Session> whenEnded, long nowNanos) {
        this.key = key;
        this.shared = shared;
        this.whenEnded = whenEnded;
        this.begunNanos = nowNanos;
        this.begunMillis = shared.clock().now().toEpochMilli();
    }

    public SessionKey key() {
        return key;
    }

    /**
     * How long ago it began, at least 0. The larger answer of two clocks counts: one does not run while the machine is suspended, the other
     * may be set back.
     */
    public Duration age() {
        long nanos = shared.clock().nanos() - begunNanos;
        long millis = shared.clock().now().toEpochMilli() - begunMillis;
        return Duration.ofNanos(Math.max(0, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(millis))));
    }

    // ---- slots ----

    /**
     * Returns the slot of this profile, and holds it. Retires a slot of an older revision.
     *
     * @return null if this session has ended
     */
    public Slot hold(String definition, Profile profile, boolean ownsCredentials) {
        Slot last = latest;
        if (last != null && last.profile() == profile && last.key().definition().equals(definition) && last.life().hold()) {
            return last;
        }
        ProfileName name = new ProfileName(definition, profile.name());
        Slot found = slots.get(name);
        if (isHeld(found, profile)) {
            return discardSecrets(found, profile, ownsCredentials);
        }
        Slot outdated;
        Slot held;
        lock.lock();
        try {
            if (ended != null) {
                return null;
            }
            outdated = slots.get(name);
            if (isHeld(outdated, profile)) {
                return discardSecrets(outdated, profile, ownsCredentials);
            }
            if (outdated != null) {
                replaced.add(outdated);
            }
            held = new Slot(new ConnectionKey(key, definition, profile.name(), profile.revision(), shared.nextGeneration()),
                    profile, ownsCredentials, this, shared);
            slots.put(name, held);
            latest = held;
        } finally {
            lock.unlock();
        }
        if (outdated != null) {
            outdated.retire();
        }
        return held;
    }

    /** Returns the slot of this profile if it was made from this very target, and holds it; null otherwise. */
    public Slot holdAgain(String definition, String name, SshTarget target) {
        Slot slot = latest;
        if (slot == null || !slot.profile().isMadeFrom(target) || !slot.key().profile().equals(name) || !slot.key().definition().equals(definition)) {
            slot = slots.get(new ProfileName(definition, name));
        }
        return slot != null && slot.profile().isMadeFrom(target) && slot.life().hold() ? slot : null;
    }

    private static boolean isHeld(Slot slot, Profile profile) {
        return slot != null && slot.key().revision().equals(profile.revision()) && slot.life().hold();
    }

    /** Destroys the profile's secrets, because the slot has its own copy. */
    private static Slot discardSecrets(Slot slot, Profile profile, boolean ownsCredentials) {
        if (ownsCredentials && slot.profile() != profile) {
            profile.target().destroySecrets();
        }
        return slot;
    }

    /** Returns the slot of exactly this key, usable or not, and holds it; null if it is gone. */
    public Slot hold(ConnectionKey wanted) {
        Slot slot = slots.get(ProfileName.of(wanted));
        if (slot == null || !slot.key().equals(wanted)) {
            // It was replaced after the caller was admitted. It knows the reason.
            slot = replaced.stream().filter(other -> other.key().equals(wanted)).findFirst().orElse(null);
        }
        return slot != null && slot.life().holders().enter() ? slot : null;
    }

    /** Removes a slot that is gone. A session without slots ends, because a new one costs nothing. */
    void remove(Slot slot) {
        lock.lock();
        try {
            slots.remove(ProfileName.of(slot.key()), slot);
            replaced.remove(slot);
            if (latest == slot) {
                latest = null;
            }
            if (ended != null || !slots.isEmpty() || !replaced.isEmpty()) {
                return;
            }
            ended = CloseReason.CONTAINER_DESTROYED;
        } finally {
            lock.unlock();
        }
        whenEnded.accept(this);
    }

    // ---- limits ----

    /** Takes a place among the session's open handles. */
    public void takeLease() throws SshConnectionLimitException {
        int limit = shared.settings().maxLeasesPerSession();
        if (LEASES.incrementAndGet(this) > limit) {
            LEASES.decrementAndGet(this);
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_LEASES_PER_SESSION, "the session has " + limit
                    + " open handles, which is the limit");
        }
    }

    public void returnLease() {
        LEASES.decrementAndGet(this);
    }

    /**
     * Reserves a connection like {@link #reserveWithin}. If the session is at its limit and the settings say so, the longest idle
     * connection of the session makes room.
     */
    PhysicalConnection reserve(Slot slot, boolean loginKnown) throws SshException {
        for (;;) {
            try {
                return reserveWithin(slot, loginKnown);
            } catch (SshConnectionLimitException e) {
                // Without the lock: the end of a connection may run on this thread when the pool stops.
                if (e.code() != SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION || !shared.settings().evictIdleAtSessionLimit()
                        || !IdleConnections.evictLongest(slots.values(), shared.threads().ends())) {
                    throw e;
                }
            }
        }
    }

    /**
     * Returns the slot's connection, or a new one that has its place in the limits and has not started to connect. A connection counts
     * for its session while it is live. A closing connection counts for its host only.
     *
     * @param loginKnown false if the container may provide another login for this caller than for the last one
     * @throws SshException if the slot or session has ended, if a limit is reached, or if the credential was refused recently
     */
    private PhysicalConnection reserveWithin(Slot slot, boolean loginKnown) throws SshException {
        lock.lock();
        try {
            for (;;) {
                slot.checkAlive();
                PhysicalConnection present = slot.connection();
                if (present != null && present.isLive()) {
                    return present;
                }
                if (ended != null) {
                    throw new SshConnectionClosedException(ended.errorCode(), key + " has ended");
                }
                if (loginKnown) {
                    shared.breaker().check(slot.credential());
                }
                PhysicalConnection reserved = claimed(slot);
                if (slot.life().attach(present, reserved)) {
                    return reserved;
                }
                // The slot has ended or lost its connection meanwhile.
                shared.hosts().returnConnection(slot.host());
            }
        } finally {
            lock.unlock();
        }
    }

    private PhysicalConnection claimed(Slot slot) throws SshConnectionLimitException {
        List<String> live = slots.values().stream().filter(Slot::isLive).map(other -> JsonText.word(other.key().profile())).sorted().toList();
        if (live.size() >= shared.settings().maxConnectionsPerSession()) {
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION, "the session has " + live.size()
                    + " connections, which is the limit: " + String.join(", ", live)
                    + (shared.settings().evictIdleAtSessionLimit() ? "; none of them is idle" : ""));
        }
        // Made first: its place is taken when nothing can fail any more.
        PhysicalConnection fresh = new PhysicalConnection(slot, shared);
        shared.hosts().claimConnection(slot.host());
        return fresh;
    }

    // ---- ends ----

    /**
     * Ends the session and all its connections.
     *
     * @return the number of connections that were open or connecting
     */
    public int end(CloseReason reason) {
        lock.lock();
        try {
            if (ended != null) {
                return 0;
            }
            ended = reason;
        } finally {
            lock.unlock();
        }
        whenEnded.accept(this);
        int closed = 0;
        for (Slot slot : allSlots()) {
            closed += slot.kill(reason) ? 1 : 0;
        }
        shared.approvals().sessionEnded(key);
        return closed;
    }

    /** Ends the connections of this profile in all definitions; true if there was one. */
    public boolean release(String profile) {
        boolean released = false;
        for (Slot slot : allSlots()) {
            if (slot.key().profile().equals(profile)) {
                released |= release(slot);
            }
        }
        return released;
    }

    /** Ends this slot; true if it had a connection or was usable. */
    private boolean release(Slot slot) {
        boolean usable = !slot.isDead();
        return slot.kill(CloseReason.EXPLICIT_CLOSE) || usable;
    }

    /** All slots that are not gone, including replaced ones. Takes no lock, so concurrent changes may or may not be included. */
    public List<Slot> allSlots() {
        // In this order, because a slot is added to the replaced ones before it leaves the table.
        Set<Slot> all = new LinkedHashSet<>(slots.values());
        all.addAll(replaced);
        return List.copyOf(all);
    }

    /** The usable slots. */
    public List<Slot> usableSlots() {
        return slots.values().stream().filter(slot -> !slot.isDead()).toList();
    }
}
