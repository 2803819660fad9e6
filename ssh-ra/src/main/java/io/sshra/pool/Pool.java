package io.sshra.pool;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshSessions;
import io.sshra.base.Clock;
import io.sshra.base.Step;
import io.sshra.events.CommandText;
import io.sshra.events.EventRecorder;
import io.sshra.events.RefuseEvent;
import io.sshra.events.Statistics;
import io.sshra.log.AdapterLog;
import io.sshra.pool.key.PhysicalConnection;
import io.sshra.pool.key.PoolThreads;
import io.sshra.pool.key.Session;
import io.sshra.pool.key.SharedResources;
import io.sshra.pool.key.Slot;
import io.sshra.pool.limits.Hosts;
import io.sshra.profile.Profile;
import io.sshra.ssh.Connector;
import io.sshra.ssh.Target;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * All sessions of one adapter, and what they share: limits, the threads that connect, maintenance, the end.
 *
 * <p>The container's pool pools leases; this holds what leases mean. Used by any number of threads at once.
 */
public final class Pool implements SshSessions {

    private static final Duration STOP_GRACE = Duration.ofSeconds(2);

    private final SharedResources shared;
    private final ConcurrentHashMap<SessionKey, Session> sessions = new ConcurrentHashMap<>();
    private final Sweeps sweeps;
    private volatile boolean stopped;

    /**
     * @param connector     closed by {@link #stop()}
     * @param shownCommands what events show of command lines
     */
    public Pool(PoolSettings settings, Connector connector, Clock clock, CommandText shownCommands) {
        this(settings, connector, clock, shownCommands, new PoolThreads());
    }

    Pool(PoolSettings settings, Connector connector, Clock clock, CommandText shownCommands, PoolThreads threads) {
        this.shared = new SharedResources(settings, connector, clock, threads, shownCommands);
        this.sweeps = new Sweeps(sessions.values(), shared);
    }

    // ---- the way to a lease ----

    /**
     * Lets a caller through to the container, or refuses it at once. Takes no permit of the container and waits for nothing.
     *
     * @param definition      the connection definition that the profile is of
     * @param ownsCredentials whether the profile's secrets were made for this call, and are to be destroyed with the slot
     * @param nowNanos        the time by the clock of this pool; an open connection is not idle from then on
     * @throws SshException {@link SshConnectionLimitException}, or the credential was refused just now, or the adapter stopped
     */
    public Admission admit(SessionKey session, String definition, Profile profile, boolean ownsCredentials, long nowNanos)
            throws SshException {
        Slot slot = hold(session, definition, profile, ownsCredentials);
        boolean leased = false;
        try {
            slot.session().takeLease();
            leased = true;
            boolean waits = !slot.touch(nowNanos);
            if (waits) {
                slot.connector().admit();
            }
            return new Admission(slot, waits);
        } catch (SshException | RuntimeException | Error e) {
            if (leased) {
                slot.session().returnLease();
            }
            slot.letGo();
            throw e;
        }
    }

    /**
     * A caller goes without a connection.
     *
     * @param definition of which connection definition
     * @param user       as it was given, like session and profile
     * @param target     null if it is not known
     * @param refusal    what the caller is told
     */
    public void refused(String definition, String user, String session, String profile, Target target, SshException refusal) {
        EventRecorder recorder = shared.events(definition);
        RefuseEvent event = new RefuseEvent();
        event.failed(refusal.code());
        recorder.count(event);
        if (recorder.isWatched(event)) {
            event.about(user, session, profile, target == null ? null : target.toString());
            recorder.record(event);
        }
    }

    /** The time by this pool's clock. */
    public long nanos() {
        return shared.clock().nanos();
    }

    private Slot hold(SessionKey key, String definition, Profile profile, boolean ownsCredentials) throws SshException {
        for (;;) {
            checkRunning();
            Session session = sessions.get(key);
            if (session == null) {
                session = sessions.computeIfAbsent(key, absent -> new Session(absent, shared, this::forget));
            }
            Slot slot = session.hold(definition, profile, ownsCredentials);
            if (slot == null) {
                forget(session);
            } else if (stopped) {
                slot.letGo();
            } else {
                return slot;
            }
        }
    }

    /** A lease of an admitted key. Never connects; one of a key that has ended meanwhile is dead from the start. */
    public Lease lease(ConnectionKey key, Lease.Owner owner) {
        Session session = sessions.get(key.session());
        Slot slot = session == null ? null : session.hold(key);
        Lease lease = new Lease(key, slot, owner);
        if (slot != null) {
            slot.add(lease);
        }
        return lease;
    }

    private void checkRunning() throws SshConnectionClosedException {
        if (stopped) {
            throw new SshConnectionClosedException(SshErrorCode.ADAPTER_STOPPED, "no connections any more");
        }
    }

    private void forget(Session session) {
        sessions.remove(session.key(), session);
    }

    /** The hosts that there are connections to or callers for. */
    Hosts hosts() {
        return shared.hosts();
    }

    // ---- maintenance ----

    /**
     * Moves connections that are idle for too long out of use; how many. Waits for nobody: they are logged and closed on a thread
     * of the pool.
     */
    public int evictIdle() {
        return sweeps.evictIdle();
    }

    /**
     * Sends a probe to all open connections at once. Returns at once.
     *
     * @return what is left to do, within {@link PoolSettings#validationTimeout()}: ends the connections of which nothing was
     *         received since, and gives all of them another period if this process stood still meanwhile
     */
    public Step probeAll() {
        return sweeps.probe();
    }

    /**
     * Ends everything; nothing surfaces afterwards. Waits a moment for the connections to say goodbye, then cuts them.
     */
    public void stop() {
        stopped = true;
        int closed = 0;
        try {
            while (!sessions.isEmpty()) {
                for (Session session : sessions.values()) {
                    closed += session.end(CloseReason.POOL_SHUTDOWN);
                    forget(session);
                }
            }
            awaitClosed();
        } finally {
            try {
                shared.connector().close();
            } finally {
                shared.threads().stop();
            }
        }
        AdapterLog.LOG.stopped(closed);
    }

    private void awaitClosed() {
        long deadline = System.nanoTime() + STOP_GRACE.toNanos();
        try {
            while (shared.hosts().connections() > 0 && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- for operators ----

    /** What has happened at one connection definition. */
    public Statistics statistics(String definition) {
        return shared.events(definition).statistics();
    }

    /** What there is at one connection definition now. */
    public Figures figures(String definition) {
        Figures figures = Figures.NONE;
        for (Slot slot : slots(definition)) {
            figures = figures.plus(slot.figures());
        }
        return figures;
    }

    /** All connections of one connection definition, in the order of their numbers. */
    public List<SshConnectionInfo> connections(String definition) {
        return slots(definition).stream().filter(slot -> !slot.isDead() && slot.wasOpen()).map(Slot::info)
                .sorted(Comparator.comparingLong(SshConnectionInfo::number)).toList();
    }

    /**
     * Ends the physical connection of this number; its handles are closed and do not reconnect.
     *
     * @return false if there is none
     */
    public boolean close(String definition, long number) {
        for (Slot slot : slots(definition)) {
            PhysicalConnection connection = slot.connection();
            if (connection != null && connection.number() == number) {
                return slot.killWith(connection, CloseReason.EXPLICIT_CLOSE);
            }
        }
        return false;
    }

    private List<Slot> slots(String definition) {
        return sessions.values().stream().flatMap(session -> session.allSlots().stream())
                .filter(slot -> slot.key().definition().equals(definition)).toList();
    }

    /**
     * Makes a connection of its own, within all limits, and ends it.
     *
     * @return what it was, as it was open
     */
    public SshConnectionInfo probe(String definition, Profile profile) throws SshException {
        SessionKey key = SessionKey.probe(shared.nextNumber());
        try (Admission admission = admit(key, definition, profile, false, shared.clock().nanos())) {
            Lease lease = lease(admission.key(), Lease.Owner.NOBODY);
            try {
                lease.checkOut(ContainerLogin.NONE, null);
                return lease.info();
            } finally {
                lease.destroy();
            }
        } finally {
            Session session = sessions.get(key);
            if (session != null) {
                session.end(CloseReason.EXPLICIT_CLOSE);
            }
        }
    }

    // ---- SshSessions ----

    @Override
    public List<SshConnectionInfo> connections(String user, String session) throws SshException {
        Session found = find(user, session);
        return found == null ? List.of() : found.usableSlots().stream().filter(Slot::wasOpen).map(Slot::info)
                .sorted(Comparator.comparing(SshConnectionInfo::profile)).toList();
    }

    @Override
    public boolean release(String user, String session, String profile) throws SshException {
        Names.profile(profile);
        Session found = find(user, session);
        return found != null && found.release(profile);
    }

    @Override
    public int closeSession(String user, String session) throws SshException {
        Session found = find(user, session);
        return found == null ? 0 : found.end(CloseReason.SESSION_END);
    }

    @Override
    public boolean recordActivity(String user, String session, String profile) throws SshException {
        Names.profile(profile);
        Session found = find(user, session);
        boolean recorded = false;
        if (found != null) {
            for (Slot slot : found.usableSlots()) {
                recorded |= slot.key().profile().equals(profile) && slot.touch(shared.clock().nanos());
            }
        }
        return recorded;
    }

    @Override
    public int totalConnections() {
        return sweeps.openConnections().size();
    }

    private Session find(String user, String session) throws SshException {
        return sessions.get(SessionKey.of(Names.user(user), Names.session(session)));
    }
}
