package io.sshra.benchmarks;

import io.sshra.benchmarks.container.LeaseFork;
import io.sshra.benchmarks.micro.MicroFork;
import io.sshra.benchmarks.scenarios.Bursts;
import io.sshra.benchmarks.scenarios.ColdStarts;
import io.sshra.benchmarks.scenarios.Commands;
import io.sshra.benchmarks.scenarios.Connects;
import io.sshra.benchmarks.scenarios.Idle;
import io.sshra.benchmarks.scenarios.LargeFile;
import io.sshra.benchmarks.scenarios.Load;
import io.sshra.benchmarks.scenarios.RoundTrips;
import io.sshra.benchmarks.scenarios.SmallFiles;
import io.sshra.benchmarks.scenarios.Streams;
import io.sshra.benchmarks.scenarios.Throughput;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** A measurement in one JVM with one peer. */
public enum Scenario {

    /** Latency of {@code true} on an open connection. */
    COMMAND(new Commands()),

    /** Time to connect and authenticate. */
    CONNECT(new Connects()),

    /** Ten concurrent commands in a session without a connection, compared with one connect and one command. */
    COLD_START(new ColdStarts()),

    /** Twenty sessions connect concurrently. */
    BURST(new Bursts()),

    /** Commands per second with several threads, on one connection and on one connection for each thread. */
    THROUGHPUT(new Throughput()),

    /** Latency of commands that come at a given rate. */
    LOAD(new Load()),

    /** Idle connections and their health check. */
    IDLE(new Idle()),

    /** Reading and writing the streams of a process. */
    STREAM(new Streams()),

    /** One large file by SFTP. */
    LARGE_FILE(new LargeFile()),

    /** Many small files by SFTP. */
    SMALL_FILES(new SmallFiles()),

    /** Each step over a network with a round trip of 50 ms. */
    ROUND_TRIPS(new RoundTrips()),

    /** A lease and its return inside WildFly, compared with the container alone. */
    LEASE(LeaseFork.class),

    /** The adapter's share of a lease, in nanoseconds. */
    MICRO(MicroFork.class);

    private final Measurement measurement;
    private final Class<?> fork;

    Scenario(Measurement measurement) {
        this.measurement = measurement;
        this.fork = Fork.class;
    }

    /** @param fork a main class that takes the arguments of {@link Fork} and does its own turns */
    Scenario(Class<?> fork) {
        this.measurement = null;
        this.fork = fork;
    }

    /** Null for a scenario with its own fork. */
    Measurement measurement() {
        return measurement;
    }

    /** The main class of the measuring JVM. */
    Class<?> fork() {
        return fork;
    }

    /** Whether it measures other clients too. Otherwise it measures the adapter alone, and the algorithms do not matter. */
    boolean hasPeers() {
        return fork == Fork.class;
    }

    /** Measures one peer. */
    public interface Measurement {
        void measure(Peer peer, Scale scale, Report report) throws Exception;
    }

    /** Receives the figures. */
    public interface Report {
        void figure(String name, String unit, double value);
    }

    /** The scale of a run: the main figures in some minutes, or all. A scenario that is named is measured with all clients. */
    public enum Scale {
        SHORT, FULL;

        /** The scenarios of a short run; with defaults, those in which the defaults make a difference. */
        private static final Set<Scenario> FIRST = EnumSet.of(COMMAND, CONNECT, COLD_START, STREAM, LARGE_FILE, ROUND_TRIPS);
        private static final Set<Scenario> BY_DEFAULT = EnumSet.of(COMMAND, CONNECT);

        boolean includes(Scenario scenario, Client client, boolean defaults) {
            if (!scenario.hasPeers()) {
                return !defaults;
            }
            if (this == FULL) {
                return !defaults || BY_DEFAULT.contains(scenario);
            }
            return FIRST.contains(scenario) && client.isFirst(scenario, defaults);
        }

        /** The greatest number of rounds. Heap, threads and round trips are constant, and scenarios without peers do their own turns. */
        int rounds(Scenario scenario) {
            return scenario == IDLE || scenario == ROUND_TRIPS || !scenario.hasPeers() ? 1 : mostRounds();
        }

        int mostRounds() {
            return of(2, 3);
        }

        /** The time after which no further round begins; each scenario has one. */
        Duration limit() {
            return Duration.ofSeconds(of(320, 40 * 60));
        }

        public int of(int inShort, int inFull) {
            return this == SHORT ? inShort : inFull;
        }
    }
}
