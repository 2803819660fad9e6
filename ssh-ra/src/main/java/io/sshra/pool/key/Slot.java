package io.sshra.pool.key;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.base.JsonText;
import io.sshra.log.LogContext;
import io.sshra.pool.CloseReason;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.ContainerLogin;
import io.sshra.pool.Lease;
import io.sshra.pool.SlotEvents;
import io.sshra.pool.limits.CredentialKey;
import io.sshra.pool.limits.Host;
import io.sshra.profile.Profile;
import io.sshra.ssh.Target;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leases of one connection key in a session, and the physical connection that they share, if there is one. {@link SlotLife}
 * says whether the slot is usable and which connection it has. Thread-safe.
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

    /** The creator holds the new slot once. */
    Slot(ConnectionKey key, Profile profile, boolean ownsCredentials, Session session, SharedResources shared) {
        this.key = key;
        this.target = new SlotTarget(profile, key.revision(), ownsCredentials, life);
        this.session = session;
        this.shared = shared;
        this.channelOpener = new ChannelOpener(this, shared);
        this.events = new SlotEvents(key, this::target, shared.events(key.definition()), shared.failures(), shared.listeners().ofKey());
        this.lastActivityNanos = shared.clock().nanos();
        this.endedNanos = lastActivityNanos;
        this.host = shared.hosts().hold(profile.target().endpoint());
    }

    public ConnectionKey key() {
        return key;
    }

    public Profile profile() {
        return target.profile();
    }

    /** The profile's target, with the container's login if there is one. */
    Target target() {
        return target.target();
    }

    boolean hasContainerLogin() {
        return target.hasContainerLogin();
    }

    CredentialKey credential() {
        return target.credential(key);
    }

    int maxChannels() {
        return target.maxChannels(shared.settings());
    }

    public Duration idleTimeout() {
        return target.idleTimeout(shared.settings());
    }

    public Session session() {
        return session;
    }

    Host host() {
        return host;
    }

    SlotLife<PhysicalConnection> life() {
        return life;
    }

    /** Null if there is none. The connection may have ended meanwhile. */
    public PhysicalConnection connection() {
        return life.get().connection();
    }

    // ---- holding ----

    /** Removes a holder. The last one ends the connection, and the slot is gone. */
    public void letGo() {
        SlotLife.State<PhysicalConnection> before = life.letGo();
        if (before != null) {
            session.remove(this);
            end(before, CloseReason.CONTAINER_DESTROYED);
        }
    }

    /** Adds a lease that holds this slot. */
    public void add(Lease lease) {
        leases.add(lease);
        if (isDead()) {
            lease.end();
        }
    }

    /** Removes a lease that the container has destroyed. A second call is a no-op. */
    public void drop(Lease lease) {
        if (leases.remove(lease)) {
            letGo();
        }
    }

    // ---- connecting ----

    /** Whether there is a connection that is open or may still open. */
    public boolean isLive() {
        PhysicalConnection connection = connection();
        return connection != null && connection.isLive();
    }

    /**
     * Sets or checks the login of this slot. The first caller's login is used for all connections of this slot, unless the
     * application has provided its own. A pool hit, whose login has passed all checks, costs one look.
     *
     * @param offered the container's login, which the slot takes over; {@link ContainerLogin#NONE} if it has none
     * @throws SshConnectionClosedException if the slot has ended, or has a different login; the latter ends the connection and all leases
     * @throws SshProfileException          if neither the profile nor the container has a login and a credential
     * @throws SshAuthenticationException   if the credential was refused recently; admission does not know the container's
     */
    public void logInWith(ContainerLogin offered) throws SshException {
        SlotLife.State<PhysicalConnection> now = life.get();
        if (now.login() == offered && now.connection() != null && now.connection().isOpen()) {
            return;
        }
        Boolean same = target.fixLogin(offered);
        if (same == null) {
            checkAlive();
        } else if (!same) {
            kill(CloseReason.CREDENTIAL_CHANGED);
            throw new SshConnectionClosedException(SshErrorCode.CREDENTIAL_CHANGED, this + " was logged in with a different credential");
        }
        if (target.hasContainerLogin() && (now.connection() == null || !now.connection().isOpen())) {
            shared.breaker().check(credential());
        }
        target.checkComplete();
    }

    public SlotConnector connector() {
        return connector;
    }

    /** A connection of this slot is about to open. If it does not, the slot has ended. */
    void opened() {
        everOpened = true;
    }

    // ---- use ----

    /** The log context of threads that work for this slot. */
    LogContext logContext() {
        return new LogContext(key.session().user(), key.session().session(), key.profile());
    }

    /** Records events on behalf of the user. */
    public SlotEvents events() {
        return events;
    }

    public ChannelOpener channels() {
        return channelOpener;
    }

    /** Notes activity at the given time; false if there is no open connection. */
    public boolean touch(long nowNanos) {
        PhysicalConnection connection = connection();
        if (connection == null || !connection.isOpen()) {
            return false;
        }
        connection.use().touch(nowNanos);
        return true;
    }

    // ---- ends ----

    /** Whether its leases can never be used again. */
    public boolean isDead() {
        return !life.get().isUsable();
    }

    /** @throws SshConnectionClosedException with the reason, if this slot is not usable */
    void checkAlive() throws SshConnectionClosedException {
        CloseReason reason = life.get().reason();
        if (reason != null) {
            throw new SshConnectionClosedException(reason.errorCode(), this + " has ended: " + reason.logName());
        }
    }

    /**
     * Ends the slot, its connection and all its leases.
     *
     * @return whether there was a connection, open or connecting
     */
    boolean kill(CloseReason reason) {
        SlotLife.State<PhysicalConnection> before = life.die(reason);
        return before != null && endWithLeases(before, reason);
    }

    /** Does the same if the slot still has this connection. */
    public boolean killWith(PhysicalConnection connection, CloseReason reason) {
        SlotLife.State<PhysicalConnection> before = life.dieWith(connection, reason);
        return before != null && endWithLeases(before, reason);
    }

    /** The profile has changed: refuses new uses, and ends the connection with its last channel. */
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

    boolean endWithLeases(SlotLife.State<PhysicalConnection> before, CloseReason reason) {
        try {
            return end(before, reason);
        } finally {
            leases.forEach(Lease::end);
        }
    }

    /** Performs what follows from the move that removed the connection. */
    private boolean end(SlotLife.State<PhysicalConnection> before, CloseReason reason) {
        endedNanos = shared.clock().nanos();
        try {
            return before.connection() != null && before.connection().end(reason);
        } finally {
            wipe(before);
        }
    }

    /** The slot will not connect again: the caller that moved it out of HELD wipes its secrets and drops its host. */
    private void wipe(SlotLife.State<PhysicalConnection> before) {
        if (before.isUsable()) {
            target.wipe(before.login());
            shared.hosts().drop(host);
        }
    }

    /** The connection is ending: removes it from the slot. */
    void ended(PhysicalConnection connection) {
        if (connection() == connection) {
            // The times first, because a caller that finds no connection reads them.
            long now = shared.clock().nanos();
            lastActivityNanos = now - connection.idle().toNanos();
            endedNanos = now;
            life.detach(connection);
        }
    }

    /** Since when there has been no connection, by the pool's clock. Only for a slot without one. */
    long endedNanos() {
        return endedNanos;
    }

    /** Whether a connection of this slot has ever been open. Only then is the slot listed: a failed or running connect is not. */
    public boolean wasOpen() {
        return everOpened;
    }

    public SshConnectionInfo info() {
        return SlotInfo.of(this, connection(), Duration.ofNanos(shared.clock().nanos() - lastActivityNanos), shared.clock().now());
    }

    /** A live view of its leases. */
    public Set<Lease> leases() {
        return leases;
    }

    @Override
    public String toString() {
        return key + " target=" + JsonText.word(target().toString());
    }
}
