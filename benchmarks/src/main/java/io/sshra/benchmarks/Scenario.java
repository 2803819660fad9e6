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
import java.util.EnumSet;
import java.util.Set;

/** What is measured, in one JVM for one peer. */
public enum Scenario {

    /** Latency of {@code true} on a connection that is open. */
    COMMAND(new Commands()),

    /** Time to connect and authenticate. */
    CONNECT(new Connects()),

    /** Ten commands at once on a session that has no connection, against one connect and one command. */
    COLD_START(new ColdStarts()),

    /** Twenty sessions connect at once. */
    BURST(new Bursts()),

    /** Commands in each second, by several threads, on one connection and on one for each. */
    THROUGHPUT(new Throughput()),

    /** Latency of commands that come at a given rate. */
    LOAD(new Load()),

    /** Connections that are not used, and their health check. */
    IDLE(new Idle()),

    /** Reading and writing the streams of a process. */
    STREAM(new Streams()),

    /** One large file by SFTP. */
    LARGE_FILE(new LargeFile()),

    /** Many small files by SFTP. */
    SMALL_FILES(new SmallFiles()),

    /** Each step over a line with 50 ms of round trip. */
    ROUND_TRIPS(new RoundTrips()),

    /** A lease and its return inside WildFly, beside the container's own share of it. */
    LEASE(LeaseFork.class),

    /** The adapter's share of it, in nanoseconds. */
    MICRO(MicroFork.class);

    private final Measurement measurement;
    private final Class<?> fork;

    Scenario(Measurement measurement) {
        this.measurement = measurement;
        this.fork = Fork.class;
    }

    /** @param fork is started with the arguments of {@link Fork}, and takes its turns by itself */
    Scenario(Class<?> fork) {
        this.measurement = null;
        this.fork = fork;
    }

    /** Null for one with a fork of its own. */
    Measurement measurement() {
        return measurement;
    }

    /** The main class of the JVM that measures it. */
    Class<?> fork() {
        return fork;
    }

    /** Whether other clients are measured in it, too; otherwise it is the adapter's alone, and the algorithms do not matter. */
    boolean hasPeers() {
        return fork == Fork.class;
    }

    /** Measures one peer. */
    public interface Measurement {
        void measure(Peer peer, Scale scale, Report report) throws Exception;
    }

    /** Takes the figures. */
    public interface Report {
        void figure(String name, String unit, double value);
    }

    /** How much is measured: what matters most in some minutes, or all of it. A scenario that is named is measured with all clients. */
    public enum Scale {
        SHORT, FULL;

        /** Scenarios of a short run, and those in which the defaults make a difference. */
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

        /** Heap, threads and round trips are the same each time; what has no peers takes its turns by itself. */
        int rounds(Scenario scenario, boolean defaults) {
            return scenario == IDLE || scenario == ROUND_TRIPS || !scenario.hasPeers() ? 1 : defaults ? of(1, 2) : of(2, 3);
        }

        public int of(int inShort, int inFull) {
            return this == SHORT ? inShort : inFull;
        }
    }
}
