package io.sshra.pool;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshConnectionListener;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshListenerRegistration;
import io.sshra.SshNames;
import io.sshra.SshSessions;
import io.sshra.SshTarget;
import io.sshra.base.Clock;
import io.sshra.base.Step;
import io.sshra.events.EventSettings;
import io.sshra.events.EventRecorder;
import io.sshra.events.RefuseEvent;
import io.sshra.events.Statistics;
import io.sshra.log.AdapterLog;
import io.sshra.pool.key.Failures;
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
import java.util.concurrent.Executor;

/**
 * All sessions of one adapter, and what they share: limits, connecting threads, maintenance and shutdown.
 *
 * <p>The container pools leases; this class manages the sessions and connections behind them. Thread-safe.
 */
public final class Pool {

    private static final Duration STOP_GRACE = Duration.ofSeconds(2);

    private final SharedResources shared;
    private final ConcurrentHashMap<SessionKey, Session> sessions = new ConcurrentHashMap<>();
    private final Sweeps sweeps;
    private final AllSlots everything;
    private volatile boolean stopped;

    /**
     * @param connector closed by {@link #stop()}
     * @param events    where events go
     */
    public Pool(PoolSettings settings, Connector connector, Clock clock, EventSettings events) {
        this(settings, connector, clock, events, new PoolThreads());
    }

    Pool(PoolSettings settings, Connector connector, Clock clock, EventSettings events, PoolThreads threads) {
        this.shared = new SharedResources(settings, connector, clock, threads, events);
        this.sweeps = new Sweeps(sessions.values(), shared);
        this.everything = new AllSlots(sessions.values());
    }

    // ---- getting a lease ----

    /**
     * Admits a caller, who then asks the container for a lease, or refuses it. Never blocks, and takes no permit of the container.
     *
     * @param definition      the connection definition of the profile
     * @param ownsCredentials whether the profile's secrets were made for this call; they are destroyed with the slot
     * @param nowNanos        the time by this pool's clock; counts as activity of an open connection
     * @throws SshException if a limit is reached ({@link SshConnectionLimitException}), if the credential was refused recently, or
     *                      if the adapter has stopped
     */
    public Admission admit(SessionKey session, String definition, Profile profile, boolean ownsCredentials, long nowNanos)
            throws SshException {
        return Admission.to(hold(session, definition, profile, ownsCredentials, nowNanos), nowNanos);
    }

    /**
     * Admits a caller who comes again with the very target that its session has a slot for. So nothing is made from the target, which takes
     * longer than everything else here.
     *
     * @param name the profile's
     * @return null if there is no such slot, or if the caller is refused: {@link #admit} decides then
     */
    public Admission admitAgain(SessionKey session, String definition, String name, SshTarget target, long nowNanos) {
        Session found = stopped || target.isDestroyed() ? null : sessions.get(session);
        Slot slot = found == null ? null : found.holdAgain(definition, name, target);
        try {
            return slot == null ? null : Admission.to(slot, nowNanos);
        } catch (SshException refused) {
            return null;
        }
    }

    /**
     * Records that a caller got no connection. Those who waited for a connect are only counted: its event says the same.
     *
     * @param definition the connection definition
     * @param user       the name as the caller gave it, like session and profile
     * @param target     null if unknown
     * @param refusal    the exception that the caller gets
     */
    public void refused(String definition, String user, String session, String profile, Target target, SshException refusal) {
        EventRecorder recorder = shared.events(definition);
        RefuseEvent event = new RefuseEvent();
        event.failed(refusal.code());
        recorder.count(event);
        String where = target == null ? null : target.toString();
        if (!Failures.isOfConnect(refusal) && recorder.isWatched(event)) {
            event.about(user, session, profile, where);
            recorder.record(event);
        }
        shared.failures().failed(user, session, profile, where, refusal);
    }

    /** The time by this pool's clock. */
    public long nanos() {
        return shared.clock().nanos();
    }

    private Slot hold(SessionKey key, String definition, Profile profile, boolean ownsCredentials, long nowNanos) throws SshException {
        for (;;) {
            if (stopped) {
                throw new SshConnectionClosedException(SshErrorCode.ADAPTER_STOPPED, "the adapter has stopped");
            }
            Session session = sessions.get(key);
            if (session == null) {
                session = sessions.computeIfAbsent(key, absent -> new Session(absent, shared, this::forget, nowNanos));
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

    /** Makes a lease of an admitted key. Never connects. The lease is dead from the start if the key has ended meanwhile. */
    public Lease lease(ConnectionKey key, Lease.Owner owner) {
        Session session = sessions.get(key.session());
        Slot slot = session == null ? null : session.hold(key);
        Lease lease = new Lease(key, slot, owner, shared.leaks());
        if (slot != null) {
            slot.add(lease);
        }
        return lease;
    }

    private void forget(Session session) {
        sessions.remove(session.key(), session);
    }

    /** The hosts that have connections or waiting callers. */
    Hosts hosts() {
        return shared.hosts();
    }

    // ---- maintenance ----

    /**
     * Evicts idle connections. Never blocks: a thread of the pool logs and closes them.
     *
     * @return the number of evicted connections
     */
    public int evictIdle() {
        shared.failures().sweep(shared.threads().ends());
        shared.listeners().sweep(shared.threads().ends());
        return sweeps.evictIdle();
    }

    /**
     * Sends a probe on all open connections at once. Never blocks.
     *
     * @return the next step of the validation. It ends within {@link PoolSettings#validationTimeout()} and closes the connections that
     *         received nothing since the probe. If this process was suspended meanwhile, all of them get another period.
     */
    public Step probeAll() {
        return sweeps.probe();
    }

    /**
     * Closes all connections and sessions; no connection opens afterwards. Waits a few seconds for connections to close gracefully,
     * then aborts them.
     */
    public void stop() {
        stopped = true;
        long closed = shared.destroyedBeforeStop();
        try {
            while (!sessions.isEmpty()) {
                for (Session session : sessions.values()) {
                    closed += session.end(CloseReason.POOL_SHUTDOWN);
                    forget(session);
                }
            }
            shared.hosts().awaitNoConnections(STOP_GRACE);
        } finally {
            try {
                shared.connector().close();
            } finally {
                try {
                    shared.threads().stop();
                } finally {
                    shared.listeners().stop(STOP_GRACE);
                }
            }
        }
        shared.approvals().stop();
        shared.failures().stop();
        AdapterLog.LOG.stopped(closed);
    }

    // ---- for operators ----

    /** Counts and times of one connection definition since the start. */
    public Statistics statistics(String definition) {
        return shared.events(definition).statistics();
    }

    /** Forgets what was counted for a connection definition that nobody holds any more. */
    public void forgetStatistics(String definition) {
        shared.forgetEvents(definition);
    }

    /** The current figures of one connection definition. */
    public Figures figures(String definition) {
        return everything.figures(definition);
    }

    /** All connections of one connection definition, ordered by number. */
    public List<SshConnectionInfo> connections(String definition) {
        return everything.connections(slot -> slot.key().definition().equals(definition));
    }

    /**
     * Closes the physical connection with this number. Its handles are closed and do not reconnect.
     *
     * @return false if there is no such connection
     */
    public boolean close(String definition, long number) {
        return everything.close(slot -> slot.key().definition().equals(definition), number);
    }

    /** Where requests for approvals are decided. */
    public ApprovalDesk approvals() {
        return new ApprovalDesk(shared);
    }

    /** This adapter as a node of a cluster sees it. */
    public PoolNode node() {
        return new PoolNode(sessions, everything, shared);
    }

    /** Tests a profile, see {@link ProfileProbe}. */
    public SshConnectionInfo probe(String definition, Profile profile) throws SshException {
        return new ProfileProbe(this, shared).run(definition, profile);
    }

    // ---- for applications ----

    /** See {@link SshSessions#connections}. */
    public List<SshConnectionInfo> connections(String user, String session) {
        Session found = find(user, session);
        return found == null ? List.of() : found.usableSlots().stream().filter(Slot::wasOpen).map(Slot::info)
                .sorted(Comparator.comparing(SshConnectionInfo::profile)).toList();
    }

    /** See {@link SshSessions#release}. */
    public boolean release(String user, String session, String profile) {
        SshNames.profile(profile);
        Session found = find(user, session);
        return found != null && found.release(profile);
    }

    /** Ends a session on this node, see {@link SshSessions#closeSession}. */
    public int closeSession(String user, String session) {
        return node().endSession(SshNames.user(user), SshNames.session(session), Duration.ZERO);
    }

    /** See {@link SshSessions#recordActivity}. */
    public boolean recordActivity(String user, String session, String profile) {
        SshNames.profile(profile);
        Session found = find(user, session);
        boolean recorded = false;
        if (found != null) {
            for (Slot slot : found.usableSlots()) {
                recorded |= slot.key().profile().equals(profile) && slot.touch(shared.clock().nanos());
            }
        }
        return recorded;
    }

    /** See {@link SshSessions#totalConnections}. */
    public int totalConnections() {
        return sweeps.openConnections().size();
    }

    /** See {@link SshSessions#addListener}. */
    public SshListenerRegistration addListener(Executor executor, SshConnectionListener listener) {
        return shared.listeners().add(executor, listener);
    }

    private Session find(String user, String session) {
        return find(SessionKey.of(SshNames.user(user), SshNames.session(session)));
    }

    /** Null if there is none. */
    Session find(SessionKey key) {
        return sessions.get(key);
    }
}
