package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The adapter's figures of the last ten minutes: sums over all users, without names. Thread-safe. */
@ApplicationScoped
public class FigureHistory {

    static final int SAMPLE_SECONDS = 2;
    /** Ten minutes. */
    static final int MOST = 600 / SAMPLE_SECONDS;

    /** The values of the adapter's bean at one moment. */
    record Reading(long nanos, long commands, long openConnections, long connecting, long leasesInUse, long openChannels) {
    }

    /** The figures of one moment and the changes since the previous one. All are null while the adapter is not running. */
    public static class Sample {
        /** Milliseconds since 1970. */
        public long at;
        public Long openConnections;
        public Long connecting;
        public Long leasesInUse;
        public Long openChannels;
        /** Seconds since the previous sample. Null, like the next, in the first sample. */
        public Double seconds;
        /** Commands that have ended since the previous sample. */
        public Long commands;
        /** Mean time of commands; null if there are none. A command's time arrives up to a second after its end. */
        public Double commandMillis;
        /** Mean time of connects in the same way. */
        public Double connectMillis;
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
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Reading before;

    synchronized void commandTook(Duration time) {
        commandTimes.add(time);
    }

    synchronized void connectTook(Duration time) {
        connectTimes.add(time);
    }

    /** @param reading null while the adapter is not running */
    synchronized Sample add(Instant time, Reading reading) {
        Sample sample = new Sample();
        sample.at = time.toEpochMilli();
        sample.commandMillis = commandTimes.takeMeanMillis();
        sample.connectMillis = connectTimes.takeMeanMillis();
        if (reading != null) {
            sample.openConnections = reading.openConnections();
            sample.connecting = reading.connecting();
            sample.leasesInUse = reading.leasesInUse();
            sample.openChannels = reading.openChannels();
        }
        if (reading != null && before != null) {
            sample.seconds = (double) (reading.nanos() - before.nanos()) / TimeUnit.SECONDS.toNanos(1);
            // Fewer than before: an operator has reset the count, so all of these are new.
            sample.commands = reading.commands() < before.commands() ? reading.commands() : reading.commands() - before.commands();
        }
        before = reading;
        samples.addLast(sample);
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
        return sample;
    }

    /** Oldest first. */
    synchronized List<Sample> all() {
        return List.copyOf(samples);
    }
}
