package io.sshra.pool.key;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.log.LogContext;
import io.sshra.pool.CloseReason;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.ContainerLogin;
import io.sshra.pool.Figures;
import io.sshra.pool.Lease;
import io.sshra.pool.SlotEvents;
import io.sshra.pool.limits.Host;
import io.sshra.profile.Profile;
import io.sshra.ssh.Target;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a session has for one connection key: its leases, and the physical connection that they share, if there is one now.
 * Whether it can be used and which connection it has is in its {@link SlotLife}. Thread-safe.
 */
public final class Slot {

    private final ConnectionKey key;
    private final Session session;
    private final SharedResources shared;
    private final Host host;
    private final SlotConnector connector = new SlotConnector(this);
    private final ChannelOpener channelOpener;
    private final SlotEvents events;
    private final SlotLife<PhysicalConnection> life = new SlotLife<>();
    private final SlotTarget target;
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private volatile boolean everOpened;
    private volatile long endedNanos;
    private volatile long lastActivityNanos;

    /** Held once by whoever makes it. */
    Slot(ConnectionKey key, Profile profile, boolean ownsCredentials, Session session, SharedResources shared) {
        this.key = key;
        this.target = new SlotTarget(profile, key.revision(), ownsCredentials, life);
        this.session = session;
        this.shared = shared;
        this.channelOpener = new ChannelOpener(this, shared.settings().channelWait());
        this.events = new SlotEvents(key, this::target, shared.events(key.definition()));
        this.lastActivityNanos = shared.clock().nanos();
        this.endedNanos = lastActivityNanos;
        this.host = shared.hosts().hold(profile.target().endpoint());
    }

    public ConnectionKey key() {
        return key;
    }

    Profile profile() {
        return target.profile();
    }

    /** The profile's, with the container's login if there is one. */
    Target target() {
        return target.target();
    }

    boolean hasContainerLogin() {
        return target.hasContainerLogin();
    }

    String credentialRevision() {
        return target.credentialRevision();
    }

    int maxChannels() {
        return target.maxChannels(shared.settings());
    }

    Duration idleTimeout() {
        return target.idleTimeout(shared.settings());
    }

    public Session session() {
        return session;
    }

    Host host() {
        return host;
    }

    /** Its state and the moves of it. */
    SlotLife<PhysicalConnection> life() {
        return life;
    }

    /** Null if there is none. It may have ended in this moment. */
    public PhysicalConnection connection() {
        return life.get().connection();
    }

    // ---- holding ----

    /** One holder less: the last one ends the connection, and the slot is gone. */
    public void letGo() {
        SlotLife.State<PhysicalConnection> before = life.letGo();
        if (before != null) {
            session.remove(this);
            end(before, CloseReason.CONTAINER_DESTROYED);
        }
    }

    /** A lease that holds the slot. */
    public void add(Lease lease) {
        leases.add(lease);
        if (isDead()) {
            lease.end();
        }
    }

    /** The container destroyed the lease. Again, it is a no-op. */
    public void drop(Lease lease) {
        if (leases.remove(lease)) {
            letGo();
        }
    }

    // ---- connecting ----

    /** Whether it has a connection that is open or may become so. */
    public boolean isLive() {
        PhysicalConnection connection = connection();
        return connection != null && connection.isLive();
    }

    /**
     * Says which login a caller's connection has to have. The first caller's is that of all connections of this slot,
     * unless the application brought its own.
     *
     * @param offered taken over; {@link ContainerLogin#NONE} if the container has none
     * @throws SshConnectionClosedException if it is another one: the connection and all leases are ended then
     * @throws SshProfileException          if nobody has anything to log in with
     * @throws SshAuthenticationException   if it was refused just now
     */
    public void logInWith(ContainerLogin offered) throws SshException {
        Boolean same = target.fixLogin(offered);
        if (same == null) {
            checkAlive();
        } else if (!same) {
            kill(CloseReason.CREDENTIAL_CHANGED);
            throw new SshConnectionClosedException(SshErrorCode.CREDENTIAL_CHANGED, this + " was logged in with another credential");
        }
        PhysicalConnection connection = connection();
        if (target.hasContainerLogin() && (connection == null || !connection.isOpen())) {
            // Admission could not know it.
            shared.breaker().check(key, credentialRevision());
        }
        target.checkComplete();
    }

    /** What gets its open connection for a caller. */
    public SlotConnector connector() {
        return connector;
    }

    /** A connection of this slot has opened. */
    void opened() {
        everOpened = true;
    }

    // ---- use ----

    /** Of the threads of the adapter while they work for it. */
    LogContext logContext() {
        return new LogContext(key.session().user(), key.session().session(), key.profile());
    }

    /** Records what happens on behalf of its user. */
    public SlotEvents events() {
        return events;
    }

    /** What opens channels on its connection. */
    public ChannelOpener channels() {
        return channelOpener;
    }

    /** Counts as activity at that time; false if there is no connection. */
    public boolean touch(long nowNanos) {
        PhysicalConnection connection = connection();
        if (connection == null || !connection.isOpen()) {
            return false;
        }
        connection.use().touch(nowNanos);
        return true;
    }

    // ---- ends ----

    /** Whether no lease of it can be used again. */
    public boolean isDead() {
        return !life.get().isUsable();
    }

    /** @throws SshConnectionClosedException unless it can be used, with the reason */
    void checkAlive() throws SshConnectionClosedException {
        CloseReason reason = life.get().reason();
        if (reason != null) {
            throw new SshConnectionClosedException(reason.errorCode(), this + " has ended: " + reason.logName());
        }
    }

    /**
     * Ends the slot for good: its connection and all its leases.
     *
     * @return whether there was a connection, open or being made
     */
    boolean kill(CloseReason reason) {
        SlotLife.State<PhysicalConnection> before = life.die(reason);
        return before != null && endWithLeases(before, reason);
    }

    /** The same if it still has this connection. */
    public boolean killWith(PhysicalConnection connection, CloseReason reason) {
        SlotLife.State<PhysicalConnection> before = life.dieWith(connection, reason);
        return before != null && endWithLeases(before, reason);
    }

    /** The profile has another revision: no new use, and the end when the last channel ends. */
    void retire() {
        SlotLife.State<PhysicalConnection> before = life.retire();
        if (before != null) {
            try {
                if (before.connection() != null) {
                    before.connection().retire();
                }
            } finally {
                wipe(before);
            }
        }
    }

    /**
     * Ends the slot if it has been without a connection for so long that the container must have forgotten its leases: they are
     * dropped in its stead. It stays as it is if anybody comes to it meanwhile.
     *
     * @param age how long
     */
    public void endIfForgotten(Duration age) {
        SlotLife.State<PhysicalConnection> seen = life.get();
        // Who holds it without a lease is a caller on the way to one.
        boolean forgotten = seen.connection() == null && shared.clock().nanos() - endedNanos > age.toNanos()
                && seen.holders() == leases.size() && leases.stream().noneMatch(Lease::isInUse);
        if (!forgotten || seen.isUsable() && !life.dieUnchanged(seen, CloseReason.CONTAINER_DESTROYED)) {
            return;
        }
        if (seen.isUsable()) {
            endWithLeases(seen, CloseReason.CONTAINER_DESTROYED);
        }
        leases.forEach(this::drop);
    }

    private boolean endWithLeases(SlotLife.State<PhysicalConnection> before, CloseReason reason) {
        try {
            return end(before, reason);
        } finally {
            leases.forEach(Lease::end);
        }
    }

    /** What follows from the move that took the connection out. */
    private boolean end(SlotLife.State<PhysicalConnection> before, CloseReason reason) {
        endedNanos = shared.clock().nanos();
        try {
            return before.connection() != null && before.connection().end(reason);
        } finally {
            wipe(before);
        }
    }

    /** It will not connect again: whoever moved it out of HELD wipes its secrets and lets its host go. */
    private void wipe(SlotLife.State<PhysicalConnection> before) {
        if (before.isUsable()) {
            target.wipe(before.login());
            shared.hosts().drop(host);
        }
    }

    /** The connection is ending: it is not the slot's any more. */
    void ended(PhysicalConnection connection) {
        if (connection() == connection) {
            // The times first: whoever finds no connection looks since when.
            long now = shared.clock().nanos();
            lastActivityNanos = now - connection.idle().toNanos();
            endedNanos = now;
            life.detach(connection);
        }
    }

    // ---- figures ----

    /** Whether there has been a connection, which is one that can be told of: none has come of a connect that failed or goes on. */
    public boolean wasOpen() {
        return everOpened;
    }

    public SshConnectionInfo info() {
        return SlotInfo.of(this, connection(), Duration.ofNanos(shared.clock().nanos() - lastActivityNanos), shared.clock().now());
    }

    public Figures figures() {
        return SlotInfo.figures(connection(), leases);
    }

    @Override
    public String toString() {
        return key + " target=" + target();
    }
}
