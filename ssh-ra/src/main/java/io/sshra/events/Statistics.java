package io.sshra.events;

import io.sshra.SshErrorCode;
import io.sshra.base.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts and times since the start or the last {@link #reset()}. Used by any number of threads without a lock, so figures that
 * are read together may be from slightly different moments.
 */
public final class Statistics {

    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);
    private final Map<Timing, Times> timings = new EnumMap<>(Timing.class);
    private final Map<SshErrorCode, LongAdder> refusals = new ConcurrentHashMap<>();

    private final Clock clock;
    /** Connections that the container destroyed. */
    private final Burst destroyed = new Burst();

    public Statistics(Clock clock) {
        this.clock = clock;
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
        for (Timing timing : Timing.values()) {
            timings.put(timing, new Times());
        }
    }

    /** The count: occurrences or bytes. */
    public long count(Counter counter) {
        return counters.get(counter).sum();
    }

    /** All times together in microseconds. */
    public long totalMicros(Timing timing) {
        return TimeUnit.NANOSECONDS.toMicros(timings.get(timing).sum.sum());
    }

    /** The mean time in microseconds; 0 before the first. */
    public long meanMicros(Timing timing) {
        return TimeUnit.NANOSECONDS.toMicros(timings.get(timing).mean());
    }

    /** The longest time in microseconds; 0 before the first. */
    public long maxMicros(Timing timing) {
        return TimeUnit.NANOSECONDS.toMicros(timings.get(timing).max.get());
    }

    /** The number of refused callers by the code of their exception. */
    public Map<String, Long> refusals() {
        Map<String, Long> counts = new TreeMap<>();
        refusals.forEach((code, count) -> counts.put(code.code(), count.sum()));
        return counts;
    }

    /** The counts and times of both together, as they are now. */
    public Statistics plus(Statistics other) {
        Statistics both = new Statistics(clock);
        both.include(this);
        both.include(other);
        return both;
    }

    private void include(Statistics other) {
        other.counters.forEach((counter, count) -> add(counter, count.sum()));
        other.timings.forEach((timing, times) -> timings.get(timing).include(times));
        other.refusals.forEach((code, count) -> refusals.computeIfAbsent(code, absent -> new LongAdder()).add(count.sum()));
    }

    /** Resets everything to 0. What happens at the same time may or may not be counted. */
    public void reset() {
        counters.values().forEach(LongAdder::reset);
        timings.values().forEach(Times::reset);
        refusals.clear();
        destroyed.take(clock.nanos());
    }

    /**
     * The adapter stops. A container destroys all leases before that, and tells nobody why: what it destroyed just now counts as ended by
     * the stop.
     *
     * @return how many connections these are
     */
    public long adapterStops() {
        long count = destroyed.take(clock.nanos());
        add(Counter.CLOSED_CONTAINER_DESTROYED, -count);
        add(Counter.CLOSED_POOL_SHUTDOWN, count);
        return count;
    }

    /** A connection ended for the reason that this counts. */
    void closed(Counter reason) {
        add(reason);
        if (reason == Counter.CLOSED_CONTAINER_DESTROYED) {
            destroyed.add(clock.nanos());
        }
    }

    void add(Counter counter) {
        counters.get(counter).increment();
    }

    void add(Counter counter, long count) {
        counters.get(counter).add(count);
    }

    void refused(SshErrorCode code) {
        add(Counter.CALLERS_REFUSED);
        refusals.computeIfAbsent(code, absent -> new LongAdder()).increment();
    }

    void took(Timing timing, long nanos) {
        timings.get(timing).add(nanos);
    }

    /** Times of one kind, in nanoseconds. */
    private static final class Times {

        private final LongAdder count = new LongAdder();
        private final LongAdder sum = new LongAdder();
        private final LongAccumulator max = new LongAccumulator(Math::max, 0);

        void add(long nanos) {
            count.increment();
            sum.add(nanos);
            max.accumulate(nanos);
        }

        void include(Times other) {
            count.add(other.count.sum());
            sum.add(other.sum.sum());
            max.accumulate(other.max.get());
        }

        long mean() {
            long counted = count.sum();
            return counted == 0 ? 0 : sum.sum() / counted;
        }

        void reset() {
            count.reset();
            sum.reset();
            max.reset();
        }
    }
}
