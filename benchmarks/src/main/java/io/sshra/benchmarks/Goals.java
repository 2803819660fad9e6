package io.sshra.benchmarks;

import io.sshra.benchmarks.Figures.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The adapter's goals, checked with the figures of one run. */
final class Goals {

    enum Verdict {
        REACHED("reached"), NOT_SHOWN("not shown: within the spread"), MISSED("not reached");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * One goal: a minimum advantage over peers, or a maximum value.
     *
     * @param rows  the figures of the goal
     * @param peers the peers to compare with; empty for a maximum value
     * @param bound the minimum advantage, or the maximum value
     */
    private record Goal(String name, String what, Predicate<Row> rows, Set<Client> peers, double bound) {
    }

    /**
     * @param worst    the worst comparison or value
     * @param distance its distance; the goal is not reached if it is more than 1
     */
    record Outcome(String name, String what, Verdict verdict, String worst, double distance) {
    }

    private static final Set<Client> PEERS = EnumSet.complementOf(EnumSet.of(Client.SSH_RA, Client.BASELINE, Client.CONTAINER));

    private static final List<Goal> ALL = List.of(
            new Goal("P1", "lease and return of a hot key within 1 us", same(Scenario.LEASE).and(row -> row.figure().startsWith("hot key")),
                    Set.of(), 1),
            new Goal("P1", "of many keys within 2 us", same(Scenario.LEASE).and(row -> !row.figure().startsWith("hot key")), Set.of(), 2),
            new Goal("P1", "at most 1.2 times the container alone, up to 1,000 keys", same(Scenario.LEASE).and(row -> isHotOrThousand(row)),
                    EnumSet.of(Client.CONTAINER), 1 / 1.2),
            new Goal("P1", "at most 1.4 times the container alone, more keys", same(Scenario.LEASE).and(row -> !isHotOrThousand(row)),
                    EnumSet.of(Client.CONTAINER), 1 / 1.4),
            new Goal("P2", "command (p50) 1.15 times as fast as JSch's and asyncssh's", figure(Scenario.COMMAND, "p50"),
                    EnumSet.of(Client.JSCH, Client.ASYNCSSH), 1.15),
            new Goal("P2", "slow commands (p99) at least as fast as JSch's and asyncssh's", figure(Scenario.COMMAND, "p99"),
                    EnumSet.of(Client.JSCH, Client.ASYNCSSH), 1),
            new Goal("P2", "processor time of a command at most JSch's", figure(Scenario.COMMAND, "processor time"),
                    EnumSet.of(Client.JSCH), 1),
            new Goal("P2", "processor time of a command at most 0.7 times that before", figure(Scenario.COMMAND, "processor time"),
                    EnumSet.of(Client.BASELINE), 1 / 0.7),
            new Goal("P2", "command 1.8 times as fast as any client's at 50 ms of round trip",
                    figure(Scenario.ROUND_TRIPS, "command").and(row -> row.unit().equals("ms")), PEERS, 1.8),
            new Goal("P2", "command 8 times as fast as MINA, sshj and Camel with their defaults",
                    defaults(Scenario.COMMAND).and(row -> !row.figure().equals("processor time")),
                    EnumSet.of(Client.MINA, Client.SSHJ, Client.CAMEL), 8),
            new Goal("P3", "connect at least as fast as JSch and asyncssh", same(Scenario.CONNECT),
                    EnumSet.of(Client.JSCH, Client.ASYNCSSH), 1),
            new Goal("P3", "connect 3 times as fast as MINA with its defaults", defaults(Scenario.CONNECT), EnumSet.of(Client.MINA), 3),
            new Goal("P4", "ten concurrent commands take at most 1.2 times one connect and one command",
                    same(Scenario.COLD_START).and(row -> row.unit().equals("x")), Set.of(), 1.2),
            new Goal("P5", "twenty connections open 1.1 times as fast as with JSch and asyncssh",
                    same(Scenario.BURST).and(row -> !row.unit().equals("x")), EnumSet.of(Client.JSCH, Client.ASYNCSSH), 1.1),
            new Goal("P5", "dead hosts add nothing (10 % of noise)", same(Scenario.BURST).and(row -> row.unit().equals("x")), Set.of(), 1.1),
            new Goal("P6", "16 KiB of heap for an idle connection", same(Scenario.IDLE).and(row -> row.unit().equals("KiB")), Set.of(), 16),
            new Goal("P6", "no threads for idle connections (except a few that end)", same(Scenario.IDLE).and(row -> row.unit().equals("threads")),
                    Set.of(), 8),
            new Goal("P6", "health check of all answered within 1 s", same(Scenario.IDLE).and(row -> row.unit().equals("connections")),
                    Set.of(), 0),
            new Goal("P7", "large files 1.2 times as fast as JSch and sftp", same(Scenario.LARGE_FILE),
                    EnumSet.of(Client.JSCH, Client.OPENSSH, Client.OPENSSH_MASTER), 1.2),
            new Goal("P7", "small files 3 times as fast as JSch", same(Scenario.SMALL_FILES), EnumSet.of(Client.JSCH), 3),
            new Goal("P7", "small files 1.5 times as fast as before", same(Scenario.SMALL_FILES), EnumSet.of(Client.BASELINE), 1.5),
            new Goal("P8", "streams 1.1 times as fast as JSch and ssh", same(Scenario.STREAM),
                    EnumSet.of(Client.JSCH, Client.OPENSSH, Client.OPENSSH_MASTER), 1.1),
            new Goal("P9", "1.1 times as many commands per second as any client", same(Scenario.THROUGHPUT), PEERS, 1.1),
            new Goal("P10", "at most as many round trips as any client", row -> row.unit().equals("trips"), PEERS, 1),
            new Goal("P11", "commands at a given rate 1.1 times as fast as JSch's and asyncssh's", same(Scenario.LOAD),
                    EnumSet.of(Client.JSCH, Client.ASYNCSSH), 1.1));

    private Goals() {
    }

    private static Predicate<Row> same(Scenario scenario) {
        return row -> row.scenario() == scenario && row.table().equals(Main.SAME_ALGORITHMS);
    }

    private static Predicate<Row> figure(Scenario scenario, String name) {
        return same(scenario).and(row -> row.figure().equals(name));
    }

    private static boolean isHotOrThousand(Row row) {
        return row.figure().startsWith("hot key") || row.figure().startsWith("1000 keys");
    }

    private static Predicate<Row> defaults(Scenario scenario) {
        return row -> row.scenario() == scenario && row.table().equals(Main.DEFAULTS);
    }

    /** The results of all goals with figures in this run. */
    static List<Outcome> outcomes(Figures figures) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Goal goal : ALL) {
            List<Row> rows = figures.rows().stream().filter(goal.rows()).toList();
            Stream<Outcome> all = goal.peers().isEmpty() ? rows.stream().flatMap(row -> limited(goal, row, figures))
                    : rows.stream().flatMap(row -> compared(goal, row, figures));
            all.max(Comparator.comparing(Outcome::verdict).thenComparing(Outcome::distance)).ifPresent(outcomes::add);
        }
        return outcomes;
    }

    private static Stream<Outcome> limited(Goal goal, Row row, Figures figures) {
        if (!figures.clients(row).contains(Client.SSH_RA)) {
            return Stream.empty();
        }
        double value = figures.median(row, Client.SSH_RA);
        Verdict verdict = verdict(figures.hasSpread(row, Client.SSH_RA), figures.high(row, Client.SSH_RA) <= goal.bound(),
                figures.low(row, Client.SSH_RA) <= goal.bound());
        return Stream.of(new Outcome(goal.name(), goal.what(), verdict, row.label() + ": " + Figures.number(value) + " " + row.unit(),
                value / goal.bound()));
    }

    private static Stream<Outcome> compared(Goal goal, Row row, Figures figures) {
        return goal.peers().stream().filter(peer -> figures.isComparable(row, peer)).map(peer -> {
            double advantage = figures.advantage(row, peer);
            Verdict verdict = verdict(figures.hasSpread(row, Client.SSH_RA) && figures.hasSpread(row, peer),
                    figures.leastAdvantage(row, peer) >= goal.bound(), figures.greatestAdvantage(row, peer) >= goal.bound());
            return new Outcome(goal.name(), goal.what(), verdict,
                    Figures.number(advantage) + " x better than " + peer.label() + " (" + row.label() + ")", goal.bound() / advantage);
        });
    }

    /** A goal is reached if it is reached in the worst rounds, and missed if it is missed in the best ones. */
    private static Verdict verdict(boolean spread, boolean inWorst, boolean inBest) {
        if (!spread) {
            return Verdict.NOT_SHOWN;
        }
        return inWorst ? Verdict.REACHED : inBest ? Verdict.NOT_SHOWN : Verdict.MISSED;
    }
}
