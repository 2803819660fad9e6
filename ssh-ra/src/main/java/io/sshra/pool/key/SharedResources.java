package io.sshra.pool.key;

import io.sshra.base.Clock;
import io.sshra.events.EventRecorder;
import io.sshra.events.EventSettings;
import io.sshra.events.Statistics;
import io.sshra.policy.Approvals;
import io.sshra.policy.Rates;
import io.sshra.pool.FailureLog;
import io.sshra.pool.HandleLeaks;
import io.sshra.pool.PoolSettings;
import io.sshra.pool.limits.CredentialBreaker;
import io.sshra.pool.limits.Hosts;
import io.sshra.pool.listeners.Listeners;
import io.sshra.ssh.Connector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Shared by all sessions of one adapter. Thread-safe. */
public final class SharedResources {

    private final PoolSettings settings;
    private final Connector connector;
    private final Clock clock;
    private final PoolThreads threads;
    private final EventSettings eventSettings;
    private final Hosts hosts;
    private final CredentialBreaker breaker;
    private final FailureLog failures;
    private final HandleLeaks leaks;
    private final Listeners listeners;
    private final Rates rates = new Rates();
    private final Approvals approvals;
    private final Map<String, EventRecorder> events = new ConcurrentHashMap<>();
    private final AtomicLong generations = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();

    /** @param eventSettings where events go */
    public SharedResources(PoolSettings settings, Connector connector, Clock clock, PoolThreads threads, EventSettings eventSettings) {
        this.settings = settings;
        this.connector = connector;
        this.clock = clock;
        this.threads = threads;
        this.eventSettings = eventSettings;
        this.hosts = new Hosts(settings);
        this.breaker = new CredentialBreaker(settings.credentialSuspension(), clock);
        this.failures = new FailureLog(clock);
        this.leaks = new HandleLeaks(settings.leaks(), clock);
        this.listeners = new Listeners(clock);
        this.approvals = new Approvals(clock);
    }

    public PoolSettings settings() {
        return settings;
    }

    public Connector connector() {
        return connector;
    }

    public Clock clock() {
        return clock;
    }

    public PoolThreads threads() {
        return threads;
    }

    public Hosts hosts() {
        return hosts;
    }

    public CredentialBreaker breaker() {
        return breaker;
    }

    /** Logs who got no connection. */
    public FailureLog failures() {
        return failures;
    }

    /** Warns of handles that stay open. */
    public HandleLeaks leaks() {
        return leaks;
    }

    /** How often levels were used. */
    public Rates rates() {
        return rates;
    }

    /** The requests for approvals. */
    public Approvals approvals() {
        return approvals;
    }

    /** The listeners of applications. */
    public Listeners listeners() {
        return listeners;
    }

    /** Records the events of one connection definition. */
    public EventRecorder events(String definition) {
        return events.computeIfAbsent(definition, absent -> new EventRecorder(eventSettings, new Statistics(clock)));
    }

    /** There is no such connection definition any more. */
    public void forgetEvents(String definition) {
        events.remove(definition);
    }

    /** The adapter stops. Returns how many connections the container destroyed just before. */
    public long destroyedBeforeStop() {
        return events.values().stream().mapToLong(recorder -> recorder.statistics().adapterStops()).sum();
    }

    /** Distinguishes slots with the same names. */
    long nextGeneration() {
        return generations.incrementAndGet();
    }

    /** Distinguishes physical connections. */
    public long nextNumber() {
        return numbers.incrementAndGet();
    }
}
