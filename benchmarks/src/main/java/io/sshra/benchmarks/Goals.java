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
        REACHED("reached"), WITHIN_SPREAD("within the spread"), MISSED("not reached");

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

    private static final Set<Client> PEERS = EnumSet.complementOf(EnumSet.of(Client.SSH_RA));

    private static final List<Goal> ALL = List.of(
            new Goal("P1", "lease and return of a hot key within 1 us", same(Scenario.LEASE).and(row -> row.figure().startsWith("hot key")),
                    Set.of(), 1),
            new Goal("P1", "of many keys within 2 us", same(Scenario.LEASE).and(row -> !row.figure().startsWith("hot key")), Set.of(), 2),
            new Goal("P1", "at most 1.2 times the container alone", same(Scenario.LEASE), EnumSet.of(Client.CONTAINER), 1 / 1.2),
            new Goal("P2", "command at most 1.05 times tuned MINA's", same(Scenario.COMMAND), EnumSet.of(Client.MINA_TUNED), 1 / 1.05),
            new Goal("P2", "command at least as fast as JSch's", same(Scenario.COMMAND), EnumSet.of(Client.JSCH), 1),
            new Goal("P2", "command 8 times as fast as MINA, sshj and Camel with their defaults", defaults(Scenario.COMMAND),
                    EnumSet.of(Client.MINA, Client.SSHJ, Client.CAMEL), 8),
            new Goal("P3", "connect at least as fast as JSch and asyncssh", same(Scenario.CONNECT),
                    EnumSet.of(Client.JSCH, Client.ASYNCSSH), 1),
            new Goal("P3", "connect 3 times as fast as MINA with its defaults", defaults(Scenario.CONNECT), EnumSet.of(Client.MINA), 3),
            new Goal("P4", "ten concurrent commands take at most 1.3 times one connect and one command",
                    same(Scenario.COLD_START).and(row -> row.unit().equals("x")), Set.of(), 1.3),
            new Goal("P5", "twenty connections open at least as fast as with any client", same(Scenario.BURST), PEERS, 1),
            new Goal("P5", "dead hosts add nothing (10 % of noise)", same(Scenario.BURST).and(row -> row.unit().equals("x")), Set.of(), 1.1),
            new Goal("P6", "60 KiB of heap for an idle connection", same(Scenario.IDLE).and(row -> row.unit().equals("KiB")), Set.of(), 60),
            new Goal("P6", "no threads for idle connections (except a few that end)", same(Scenario.IDLE).and(row -> row.unit().equals("threads")),
                    Set.of(), 8),
            new Goal("P6", "health check of all answered within 1 s", same(Scenario.IDLE).and(row -> row.unit().equals("connections")),
                    Set.of(), 0),
            new Goal("P7", "files at least as fast as JSch and sftp", same(Scenario.LARGE_FILE).or(same(Scenario.SMALL_FILES)),
                    EnumSet.of(Client.JSCH, Client.OPENSSH, Client.OPENSSH_MASTER), 1),
            new Goal("P8", "streams at least as fast as JSch and ssh", same(Scenario.STREAM),
                    EnumSet.of(Client.JSCH, Client.OPENSSH, Client.OPENSSH_MASTER), 1),
            new Goal("P9", "at least as many commands per second as any client", same(Scenario.THROUGHPUT), PEERS, 1),
            new Goal("P10", "at most as many round trips as any client", row -> row.unit().equals("trips"), PEERS, 1));

    private Goals() {
    }

    private static Predicate<Row> same(Scenario scenario) {
        return row -> row.scenario() == scenario && row.table().equals(Main.SAME_ALGORITHMS);
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
        Verdict verdict = value <= goal.bound() ? Verdict.REACHED
                : figures.least(row, Client.SSH_RA) <= goal.bound() ? Verdict.WITHIN_SPREAD : Verdict.MISSED;
        return Stream.of(new Outcome(goal.name(), goal.what(), verdict, row.label() + ": " + Figures.number(value) + " " + row.unit(),
                value / goal.bound()));
    }

    private static Stream<Outcome> compared(Goal goal, Row row, Figures figures) {
        return goal.peers().stream().filter(peer -> figures.isComparable(row, peer)).map(peer -> {
            double advantage = figures.advantage(row, peer);
            Verdict verdict = advantage >= goal.bound() ? Verdict.REACHED
                    : figures.greatestAdvantage(row, peer) >= goal.bound() ? Verdict.WITHIN_SPREAD : Verdict.MISSED;
            return new Outcome(goal.name(), goal.what(), verdict,
                    Figures.number(advantage) + " x better than " + peer.label() + " (" + row.label() + ")", goal.bound() / advantage);
        });
    }
}
