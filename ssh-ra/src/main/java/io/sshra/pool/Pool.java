package io.sshra.pool;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshSessions;
import io.sshra.base.Clock;
import io.sshra.base.OwnThreads;
import io.sshra.events.CommandText;
import io.sshra.events.EventRecorder;
import io.sshra.events.RefuseEvent;
import io.sshra.events.Statistics;
import io.sshra.log.AdapterLog;
import io.sshra.profile.Profile;
import io.sshra.ssh.Connector;
import io.sshra.ssh.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All sessions of one adapter, and what they share: limits, the threads that connect, maintenance, the end.
 *
 * <p>The container's pool pools leases; this holds what leases mean. Used by any number of threads at once.
 */
public final class Pool implements SshSessions {

    private static final Duration STOP_GRACE = Duration.ofSeconds(2);

    private final PoolSettings settings;
    private final Connector connector;
    private final Clock clock;
    private final CommandText shownCommands;
    private final Map<String, EventRecorder> events = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<SessionKey, Session> sessions = new ConcurrentHashMap<>();
    private final Hosts hosts;
    private final CredentialBreaker breaker;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong generations = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    private final ThreadPoolExecutor connects;
    private final ScheduledThreadPoolExecutor timer;
    private volatile boolean stopped;

    /**
     * @param connector     closed by {@link #stop()}
     * @param shownCommands what events show of command lines
     */
    public Pool(PoolSettings settings, Connector connector, Clock clock, CommandText shownCommands) {
        this.settings = settings;
        this.connector = connector;
        this.clock = clock;
        this.shownCommands = shownCommands;
        this.hosts = new Hosts(settings);
        this.breaker = new CredentialBreaker(settings.credentialSuspension(), clock);
        this.connects = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
                new OwnThreads("ssh-ra-connect"));
        this.timer = new ScheduledThreadPoolExecutor(1, new OwnThreads("ssh-ra-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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
                slot.admit();
            }
            return new Admission(slot, waits);
        } catch (SshException e) {
            if (leased) {
                slot.session().returnLease();
            }
            slot.dropHold();
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
        EventRecorder recorder = events(definition);
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
        return clock.nanos();
    }

    private Slot hold(SessionKey key, String definition, Profile profile, boolean ownsCredentials) throws SshException {
        for (;;) {
            checkRunning();
            Session session = sessions.get(key);
            if (session == null) {
                session = sessions.computeIfAbsent(key, absent -> new Session(absent, this));
            }
            Slot slot = session.hold(definition, profile, ownsCredentials);
            if (slot == null) {
                forget(session);
            } else if (stopped) {
                slot.dropHold();
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

    // ---- what sessions share ----

    PoolSettings settings() {
        return settings;
    }

    Connector connector() {
        return connector;
    }

    Clock clock() {
        return clock;
    }

    /** Those of one connection definition. */
    EventRecorder events(String definition) {
        return events.computeIfAbsent(definition, absent -> new EventRecorder(shownCommands, new Statistics()));
    }

    Hosts hosts() {
        return hosts;
    }

    CredentialBreaker breaker() {
        return breaker;
    }

    long nextGeneration() {
        return generations.incrementAndGet();
    }

    /** Tells physical connections apart. */
    long nextNumber() {
        return numbers.incrementAndGet();
    }

    void forget(Session session) {
        sessions.remove(session.key(), session);
    }

    void claimConnection(Host host) throws SshConnectionLimitException {
        if (connections.incrementAndGet() > settings.maxConnections()) {
            connections.decrementAndGet();
            throw new SshConnectionLimitException(SshErrorCode.LIMIT_CONNECTIONS, "the adapter has "
                    + settings.maxConnections() + " connections, the limit");
        }
        try {
            host.claimConnection();
        } catch (SshConnectionLimitException e) {
            connections.decrementAndGet();
            throw e;
        }
        hosts.hold(host.endpoint());
    }

    void connectionClosed(Host host) {
        host.returnConnection();
        hosts.drop(host);
        connections.decrementAndGet();
    }

    void execute(Runnable connect) {
        connects.execute(connect);
    }

    void later(Duration delay, Runnable task) {
        if (!stopped) {
            timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    // ---- maintenance ----

    /** Closes connections that are idle for too long; how many. */
    public int evictIdle() {
        int evicted = 0;
        Duration forgotten = settings.idleTimeout().multipliedBy(2);
        for (Session session : sessions.values()) {
            for (Slot slot : session.allSlots()) {
                PhysicalConnection connection = slot.current();
                if (connection != null) {
                    evicted += connection.evictIfIdle() ? 1 : 0;
                } else if (slot.isForgotten(forgotten)) {
                    slot.forget();
                }
            }
        }
        breaker.sweep();
        return evicted;
    }

    /**
     * Sends a probe to all open connections at once. Returns at once.
     *
     * @return to be run after {@link PoolSettings#validationTimeout()}: closes those that have sent nothing since
     */
    public Runnable probeAll() {
        long sent = clock.nanos();
        List<PhysicalConnection> probed = openConnections();
        probed.forEach(connection -> connection.transport().probe());
        return () -> {
            for (PhysicalConnection connection : probed) {
                if (connection.transport().lastReceivedNanos() - sent < 0) {
                    connection.end(CloseReason.ZOMBIE_DETECTED);
                }
            }
        };
    }

    private List<PhysicalConnection> openConnections() {
        List<PhysicalConnection> open = new ArrayList<>();
        for (Session session : sessions.values()) {
            for (Slot slot : session.allSlots()) {
                PhysicalConnection connection = slot.current();
                if (connection != null && connection.isOpen()) {
                    open.add(connection);
                }
            }
        }
        return open;
    }

    /**
     * Ends everything; nothing surfaces afterwards. Waits a moment for the connections to say goodbye, then cuts them.
     */
    public void stop() {
        stopped = true;
        int closed = 0;
        while (!sessions.isEmpty()) {
            for (Session session : sessions.values()) {
                closed += session.end(CloseReason.POOL_SHUTDOWN);
                forget(session);
            }
        }
        awaitClosed();
        connector.close();
        connects.shutdownNow();
        timer.shutdownNow();
        AdapterLog.LOG.stopped(closed);
    }

    private void awaitClosed() {
        long deadline = System.nanoTime() + STOP_GRACE.toNanos();
        try {
            while (connections.get() > 0 && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- for operators ----

    /** What has happened at one connection definition. */
    public Statistics statistics(String definition) {
        return events(definition).statistics();
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
            PhysicalConnection connection = slot.current();
            if (connection != null && connection.number() == number) {
                return slot.session().release(slot);
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
        SessionKey key = SessionKey.probe(numbers.incrementAndGet());
        try (Admission admission = admit(key, definition, profile, false, clock.nanos())) {
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
                recorded |= slot.key().profile().equals(profile) && slot.touch(clock.nanos());
            }
        }
        return recorded;
    }

    @Override
    public int totalConnections() {
        return openConnections().size();
    }

    private Session find(String user, String session) throws SshException {
        return sessions.get(SessionKey.of(Names.user(user), Names.session(session)));
    }
}
