package io.sshra.pool;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.events.ConnectEvent;
import io.sshra.events.ReconnectEvent;
import io.sshra.log.AdapterLog;
import io.sshra.log.LogContext;
import io.sshra.profile.Profile;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * What a session has for one connection key: its leases, and the physical connection that they share, if there is one now.
 *
 * <p>Lives as long as somebody holds it, a lease or a caller on the way to one: when the last one lets go, it is gone for
 * good and its connection ends. It is dead when its session or the application ended it, and retired when its profile
 * changed.
 */
final class Slot {

    private static final AtomicIntegerFieldUpdater<Slot> HOLDERS = AtomicIntegerFieldUpdater.newUpdater(Slot.class, "holders");
    private static final AtomicReferenceFieldUpdater<Slot, CloseReason> DEAD =
            AtomicReferenceFieldUpdater.newUpdater(Slot.class, CloseReason.class, "dead");
    private static final AtomicReferenceFieldUpdater<Slot, ContainerLogin> LOGIN =
            AtomicReferenceFieldUpdater.newUpdater(Slot.class, ContainerLogin.class, "login");
    private static final int GONE = Integer.MIN_VALUE;
    static final int RECONNECTS_PER_CALL = 3;

    private final ConnectionKey key;
    private final Profile profile;
    private final boolean ownsCredentials;
    private final Session session;
    private final Pool pool;
    private final Host host;
    private final ChannelOpener channelOpener;
    private final SlotEvents events;
    private final AtomicInteger admissions = new AtomicInteger();
    private final AtomicBoolean released = new AtomicBoolean();
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    // What each lease looks at is in this object itself: with thousands of keys every further object is one that the
    // processor has to fetch.
    private volatile int holders = 1;
    /** Null while it is not dead. */
    private volatile CloseReason dead;
    /** Of its connections; null until the first caller has its lease. */
    private volatile ContainerLogin login;
    private volatile boolean everOpened;
    private volatile long endedNanos;
    private volatile long lastActivityNanos;
    /** Written under the session's monitor. */
    private volatile PhysicalConnection current;

    /** Held once by whoever makes it. */
    Slot(ConnectionKey key, Profile profile, boolean ownsCredentials, Session session, Pool pool) {
        this.key = key;
        this.profile = profile;
        this.ownsCredentials = ownsCredentials;
        this.session = session;
        this.pool = pool;
        this.channelOpener = new ChannelOpener(this, pool.settings().channelWait());
        this.events = new SlotEvents(this, pool.events(key.definition()));
        this.host = pool.hosts().hold(profile.target().endpoint());
        this.lastActivityNanos = pool.clock().nanos();
        this.endedNanos = pool.clock().nanos();
    }

    ConnectionKey key() {
        return key;
    }

    Profile profile() {
        return profile;
    }

    /** The profile's, with the container's login if there is one. */
    Target target() {
        ContainerLogin used = login;
        return used == null ? profile.target() : used.appliedTo(profile.target());
    }

    /** Tells one credential for this profile from another. */
    String credentialRevision() {
        ContainerLogin used = login;
        return key.revision() + (used == null ? ContainerLogin.NONE : used).fingerprint();
    }

    private boolean hasContainerLogin() {
        ContainerLogin used = login;
        return used != null && used != ContainerLogin.NONE;
    }

    int maxChannels() {
        return profile.limits().maxChannels() > 0 ? profile.limits().maxChannels() : pool.settings().maxChannelsPerConnection();
    }

    Duration idleTimeout() {
        return profile.limits().idleTimeout() == null ? pool.settings().idleTimeout() : profile.limits().idleTimeout();
    }

    Session session() {
        return session;
    }

    Host host() {
        return host;
    }

    PhysicalConnection current() {
        return current;
    }

    void current(PhysicalConnection connection) {
        current = connection;
    }

    // ---- holding ----

    /** One more holder, unless it is gone. */
    boolean hold() {
        for (;;) {
            int now = holders;
            if (now == GONE) {
                return false;
            }
            if (HOLDERS.compareAndSet(this, now, now + 1)) {
                return true;
            }
        }
    }

    void dropHold() {
        if (HOLDERS.decrementAndGet(this) == 0 && HOLDERS.compareAndSet(this, 0, GONE)) {
            // Whoever still uses a lease that was destroyed just now makes no connection that nobody would know of.
            DEAD.compareAndSet(this, null, CloseReason.CONTAINER_DESTROYED);
            session.remove(this);
            endConnection(CloseReason.CONTAINER_DESTROYED);
            release();
        }
    }

    /** It will not connect again: its secrets are wiped and its host is let go. */
    private void release() {
        if (released.compareAndSet(false, true)) {
            if (ownsCredentials) {
                profile.target().destroySecrets();
            }
            ContainerLogin used = login;
            if (used != null) {
                used.destroy();
            }
            pool.hosts().drop(host);
        }
    }

    /**
     * A caller who will have to connect is on the way to a lease: takes the connection's place in the limits now, before
     * the container is asked for anything.
     */
    void admit() throws SshException {
        admissions.incrementAndGet();
        try {
            session.reserve(this, !hasContainerLogin());
            host.enterWaiting();
        } catch (SshException e) {
            admissionEnded();
            throw e;
        }
    }

    /** The caller has its lease or has given up. A place that nobody has begun to use is given back. */
    void leaveAdmitted() {
        host.leaveWaiting();
        admissionEnded();
    }

    private void admissionEnded() {
        PhysicalConnection reserved = current;
        if (admissions.decrementAndGet() == 0 && reserved != null) {
            reserved.endIfReserved();
        }
    }

    void add(Lease lease) {
        leases.add(lease);
        if (isDead()) {
            lease.end();
        }
    }

    void drop(Lease lease) {
        if (leases.remove(lease)) {
            dropHold();
        }
    }

    // ---- connecting ----

    boolean isLive() {
        PhysicalConnection connection = current;
        return connection != null && connection.isLive();
    }

    boolean isOpen() {
        PhysicalConnection connection = current;
        return connection != null && connection.isOpen();
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
    void logInWith(ContainerLogin offered) throws SshException {
        ContainerLogin wanted = ownsCredentials ? ContainerLogin.NONE : offered;
        // Looked at first: a compare-and-set that fails writes all the same.
        if (login != null || !LOGIN.compareAndSet(this, null, wanted)) {
            boolean same = login.fingerprint().equals(wanted.fingerprint());
            offered.destroy();
            if (!same) {
                kill(CloseReason.CREDENTIAL_CHANGED);
                throw new SshConnectionClosedException(SshErrorCode.CREDENTIAL_CHANGED, this + " was logged in with another credential");
            }
        } else if (wanted != offered || released.get()) {
            offered.destroy();
        }
        if (hasContainerLogin() && !isOpen()) {
            // Admission could not know it.
            pool.breaker().check(this);
        }
        Target target = target();
        if (target.credentials().isEmpty() || target.username().isEmpty()) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "profile " + key.profile() + " has no "
                    + (target.username().isEmpty() ? "username" : "password, private key or answers")
                    + ", and the container logs in with none");
        }
    }

    /**
     * The open connection; makes one if there is none. For a caller that is already counted among those who wait for this
     * host.
     *
     * @param answerer answers questions of the server; null for none
     */
    PhysicalConnection connected(Answerer answerer) throws SshException {
        PhysicalConnection connection = current;
        return connection != null && connection.isOpen() ? connection : connect(answerer);
    }

    /**
     * The open connection, for a handle that is held; makes one if there is none.
     *
     * @throws SshConnectionLostException if somebody would have to answer questions for that
     */
    PhysicalConnection reconnected() throws SshException {
        PhysicalConnection connection = current;
        if (connection != null && connection.isOpen()) {
            return connection;
        }
        checkAlive();
        if (target().isInteractive() && !isLive()) {
            throw new SshConnectionLostException(SshErrorCode.RECONNECT_NEEDS_ANSWERS, this + " is not connected any more", null);
        }
        host.enterWaiting();
        try {
            return connect(null);
        } finally {
            host.leaveWaiting();
        }
    }

    private PhysicalConnection connect(Answerer answerer) throws SshException {
        for (int i = 0; i < RECONNECTS_PER_CALL; i++) {
            PhysicalConnection connection = session.reserve(this, true);
            connection.start();
            connection.awaitOpen(answerer);
            if (connection.isOpen()) {
                return connection;
            }
        }
        throw lostAtOnce(null);
    }

    SshException lostAtOnce(Throwable cause) {
        return new SshConnectionLostException(SshErrorCode.CONNECTION_LOST,
                this + " is lost at once each time that it is connected", cause);
    }

    /** Called once for each connection of this slot that opens. */
    void opened(PhysicalConnection connection, long millis) {
        if (everOpened) {
            AdapterLog.LOG.reopened(connection, millis);
        } else {
            everOpened = true;
            AdapterLog.LOG.opened(connection, millis);
        }
    }

    // ---- events ----

    /** The event of a connect that begins now. */
    ConnectEvent connectEvent() {
        return everOpened ? new ReconnectEvent() : new ConnectEvent();
    }

    /** Of the threads of the adapter while they work for it. */
    LogContext logContext() {
        return new LogContext(key.session().user(), key.session().session(), key.profile());
    }

    /** Records what happens on behalf of its user. */
    SlotEvents events() {
        return events;
    }

    // ---- use ----

    /** What opens channels on its connection. */
    ChannelOpener channels() {
        return channelOpener;
    }

    /** Counts as activity at that time; false if there is no connection. */
    boolean touch(long nowNanos) {
        PhysicalConnection connection = current;
        if (connection == null || !connection.isOpen()) {
            return false;
        }
        connection.touch(nowNanos);
        return true;
    }

    // ---- ends ----

    /** Whether no lease of it can be used again. */
    boolean isDead() {
        return dead != null;
    }

    /** @throws SshConnectionClosedException if it is dead or gone, with the reason */
    void checkAlive() throws SshConnectionClosedException {
        CloseReason reason = dead == null && holders == GONE ? CloseReason.CONTAINER_DESTROYED : dead;
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
        if (!DEAD.compareAndSet(this, null, reason)) {
            // Retired before: what still runs on it ends now.
            return endConnection(reason);
        }
        boolean ended = endConnection(reason);
        leases.forEach(Lease::end);
        release();
        return ended;
    }

    /** The profile has another revision: no new use, and the end when the last channel ends. */
    void retire() {
        if (DEAD.compareAndSet(this, null, CloseReason.PROFILE_CHANGED)) {
            PhysicalConnection connection = current;
            if (connection != null) {
                connection.retire();
            }
            release();
        }
    }

    /** Ends the slot because the container has forgotten its leases: they are dropped in its stead. */
    void forget() {
        kill(CloseReason.CONTAINER_DESTROYED);
        leases.forEach(this::drop);
    }

    private boolean endConnection(CloseReason reason) {
        PhysicalConnection connection = current;
        return connection != null && connection.end(reason);
    }

    /** The connection is not the slot's any more. Called under the session's monitor. */
    void connectionEnded(PhysicalConnection connection) {
        if (current == connection && !connection.isRetired()) {
            current = null;
        }
        endedNanos = pool.clock().nanos();
        lastActivityNanos = endedNanos - connection.idle().toNanos();
    }

    /** Whether it has been without a connection for so long that the container must have forgotten its leases. */
    boolean isForgotten(Duration age) {
        return current == null && pool.clock().nanos() - endedNanos > age.toNanos() && admissions.get() == 0
                && leases.stream().noneMatch(Lease::isInUse);
    }

    // ---- figures ----

    /** Whether there has been a connection, which is one that can be told of: none has come of a connect that failed or goes on. */
    boolean wasOpen() {
        return everOpened;
    }

    SshConnectionInfo info() {
        PhysicalConnection connection = current;
        boolean alive = connection != null && connection.isOpen();
        Transport transport = alive ? connection.transport() : null;
        Transport.Negotiated negotiated = alive ? transport.negotiated() : new Transport.Negotiated(null, null, null, null);
        Target target = target();
        Duration idle = alive ? connection.idle() : Duration.ofNanos(pool.clock().nanos() - lastActivityNanos);
        return SshConnectionInfo.builder()
                .userId(key.session().user()).sessionId(key.session().session()).profile(key.profile())
                .host(target.host()).port(target.port()).username(target.username())
                .privilegeLevel(profile.privilegeLevel()).relayMode(profile.relayMode())
                .alive(alive).number(alive ? connection.number() : 0).connectedAt(alive ? connection.connectedAt() : null)
                .lastActivity(pool.clock().now().minus(idle)).idleSeconds(Math.max(0, idle.toSeconds()))
                .commandCount(alive ? connection.commands() : 0).openChannels(alive ? connection.openChannels() : 0)
                .bytesReceived(alive ? transport.bytesReceived() : 0).bytesSent(alive ? transport.bytesSent() : 0)
                .keyExchange(negotiated.keyExchange()).cipher(negotiated.cipher())
                .hostKeyFingerprint(negotiated.hostKeyFingerprint()).serverVersion(negotiated.serverVersion()).build();
    }

    Figures figures() {
        PhysicalConnection connection = current;
        Transport transport = connection == null ? null : connection.transport();
        boolean open = transport != null && connection.isUsable();
        return new Figures(open ? 1 : 0, connection != null && !open && connection.isLive() ? 1 : 0, leases.size(),
                leases.stream().filter(Lease::isInUse).count(), open ? connection.openChannels() : 0,
                open ? transport.bytesReceived() : 0, open ? transport.bytesSent() : 0);
    }

    @Override
    public String toString() {
        return key + " target=" + target();
    }
}
