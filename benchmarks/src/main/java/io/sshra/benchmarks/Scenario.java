package io.sshra.benchmarks;

import io.sshra.benchmarks.scenarios.Bursts;
import io.sshra.benchmarks.scenarios.ColdStarts;
import io.sshra.benchmarks.scenarios.Commands;
import io.sshra.benchmarks.scenarios.Connects;
import io.sshra.benchmarks.scenarios.Idle;
import io.sshra.benchmarks.scenarios.LargeFile;
import io.sshra.benchmarks.scenarios.Load;
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
    SMALL_FILES(new SmallFiles());

    private final Measurement measurement;

    Scenario(Measurement measurement) {
        this.measurement = measurement;
    }

    Measurement measurement() {
        return measurement;
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
        private static final Set<Scenario> FIRST = EnumSet.of(COMMAND, CONNECT, COLD_START, STREAM, LARGE_FILE);
        private static final Set<Scenario> BY_DEFAULT = EnumSet.of(COMMAND, CONNECT);

        boolean includes(Scenario scenario, Client client, boolean defaults) {
            if (this == FULL) {
                return !defaults || BY_DEFAULT.contains(scenario);
            }
            return FIRST.contains(scenario) && client.isFirst(scenario, defaults);
        }

        /** Heap and threads are the same each time. */
        int rounds(Scenario scenario, boolean defaults) {
            return scenario == IDLE ? 1 : defaults ? of(1, 2) : of(2, 3);
        }

        public int of(int inShort, int inFull) {
            return this == SHORT ? inShort : inFull;
        }
    }
}
