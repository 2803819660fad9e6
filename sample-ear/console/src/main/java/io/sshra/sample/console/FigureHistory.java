package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The adapter's figures of the last ten minutes: sums over all users, without names. Thread-safe. */
@ApplicationScoped
public class FigureHistory {

    static final int SAMPLE_SECONDS = 2;
    /** Ten minutes. */
    static final int MOST = 600 / SAMPLE_SECONDS;

    private static final String UNKNOWN = "unknown";

    /** The values of the adapter's bean at one moment. */
    record Reading(long nanos, long commands, long openConnections, long connecting, long leasesInUse, long openChannels) {
    }

    /**
     * The figures of one moment and the changes since the previous one. Those of the adapter's bean are null while the adapter is not running.
     *
     * @param at            milliseconds since 1970
     * @param seconds       seconds since the previous sample; null, like the next, in the first sample
     * @param commands      commands that have ended since the previous sample
     * @param commandMillis mean time of commands; null if there are none. A command's time arrives up to a second after its end
     * @param connectMillis mean time of connects in the same way
     * @param closes        how many connections have ended since the previous sample, by the reason's name in the audit log; null if there are none
     */
    public record Sample(long at, Long openConnections, Long connecting, Long leasesInUse, Long openChannels, Double seconds, Long commands,
            Double commandMillis, Double connectMillis, Map<String, Long> closes) {
    }

    /** Times that have arrived since the last sample. */
    private static final class Times {
        private long count;
        private long nanos;

        void add(Duration time) {
            count++;
            nanos += time.toNanos();
        }

        Double takeMeanMillis() {
            Double mean = count == 0 ? null : (double) nanos / count / TimeUnit.MILLISECONDS.toNanos(1);
            count = 0;
            nanos = 0;
            return mean;
        }
    }

    private final Times commandTimes = new Times();
    private final Times connectTimes = new Times();
    private final Map<String, Long> closes = new TreeMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Reading before;

    synchronized void commandTook(Duration time) {
        commandTimes.add(time);
    }

    synchronized void connectTook(Duration time) {
        connectTimes.add(time);
    }

    /** @param reason null if it was lost */
    synchronized void closed(String reason) {
        closes.merge(reason == null ? UNKNOWN : reason, 1L, Long::sum);
    }

    /** @param reading null while the adapter is not running */
    synchronized Sample add(Instant time, Reading reading) {
        Double seconds = reading == null || before == null ? null : (double) (reading.nanos() - before.nanos()) / TimeUnit.SECONDS.toNanos(1);
        Sample sample = new Sample(time.toEpochMilli(), reading == null ? null : reading.openConnections(), reading == null ? null : reading.connecting(),
                reading == null ? null : reading.leasesInUse(), reading == null ? null : reading.openChannels(), seconds,
                seconds == null ? null : commandsSince(before, reading), commandTimes.takeMeanMillis(), connectTimes.takeMeanMillis(), takeCloses());
        before = reading;
        samples.addLast(sample);
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
        return sample;
    }

    /** Fewer than before: an operator has reset the count, so all of these are new. */
    private static long commandsSince(Reading before, Reading reading) {
        return reading.commands() < before.commands() ? reading.commands() : reading.commands() - before.commands();
    }

    private Map<String, Long> takeCloses() {
        Map<String, Long> taken = closes.isEmpty() ? null : Map.copyOf(closes);
        closes.clear();
        return taken;
    }

    /** Oldest first. */
    synchronized List<Sample> all() {
        return List.copyOf(samples);
    }
}
