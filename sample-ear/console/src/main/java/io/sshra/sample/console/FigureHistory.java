package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The adapter's figures of the last ten minutes: sums over all users, without names. Used by several threads at once. */
@ApplicationScoped
public class FigureHistory {

    static final int SAMPLE_SECONDS = 2;
    /** Ten minutes. */
    static final int MOST = 600 / SAMPLE_SECONDS;

    /** What the adapter's bean says at one moment. */
    record Reading(long nanos, long commands, long openConnections, long connecting, long leasesInUse, long openChannels) {
    }

    /** The figures of one moment, and what has happened since the moment before. All are null while the adapter does not run. */
    public static class Sample {
        /** In milliseconds since 1970. */
        public long at;
        public Long openConnections;
        public Long connecting;
        public Long leasesInUse;
        public Long openChannels;
        /** Seconds since the sample before; this and the next are null for the first one. */
        public Double seconds;
        /** Commands that have ended. */
        public Long commands;
        /** Mean of the commands whose time has become known, which is up to a second after their end; null if there are none. */
        public Double commandMillis;
        /** The same of connects. */
        public Double connectMillis;
    }

    /** Times that came in since they were asked for. */
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

    /** @param reading null while the adapter does not run */
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
            // Fewer than before: an operator has reset the count, and these have come since.
            sample.commands = reading.commands() < before.commands() ? reading.commands() : reading.commands() - before.commands();
        }
        before = reading;
        samples.addLast(sample);
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
        return sample;
    }

    /** The oldest first. */
    synchronized List<Sample> all() {
        return List.copyOf(samples);
    }
}
