package io.sshra.benchmarks;

import io.sshra.benchmarks.scenarios.Measuring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/** The figures of one run: one value for each client and round. */
final class Figures {

    /** One figure of all clients that have it. */
    record Row(String table, Scenario scenario, String figure, String unit) {

        boolean moreIsBetter() {
            return unit.endsWith("/s");
        }

        /** Whether the number has a meaning of its own, and a ratio of two clients has none. */
        boolean standsAlone() {
            return unit.equals("x") || unit.equals("threads") || unit.equals("connections");
        }

        /** Whether it is the same in each round. */
        boolean isConstant() {
            return unit.equals("trips") || unit.equals("threads") || unit.equals("connections") || unit.equals("KiB");
        }

        String label() {
            return scenarioLabel() + ", " + figure;
        }

        String scenarioLabel() {
            return scenario.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final int MANY = 5;

    private final Map<Row, Map<Client, List<Double>>> rows = new LinkedHashMap<>();
    private final Set<String> failures = new LinkedHashSet<>();

    void add(String table, Scenario scenario, String figure, String unit, Client client, double value) {
        rows.computeIfAbsent(new Row(table, scenario, figure, unit), row -> new LinkedHashMap<>())
                .computeIfAbsent(client, absent -> new ArrayList<>()).add(value);
    }

    void failed(String table, Scenario scenario, Client client) {
        failures.add(table + ", " + scenario + ": " + client.label());
    }

    Set<String> failures() {
        return failures;
    }

    List<String> tables() {
        return rows.keySet().stream().map(Row::table).distinct().toList();
    }

    List<Row> rows() {
        return List.copyOf(rows.keySet());
    }

    List<Row> rows(String table) {
        return rows.keySet().stream().filter(row -> row.table().equals(table)).toList();
    }

    /** The clients with a figure in a table, in their order. */
    List<Client> clients(String table) {
        return rows(table).stream().flatMap(row -> clients(row).stream()).distinct().sorted().toList();
    }

    Set<Client> clients(Row row) {
        return rows.get(row).keySet();
    }

    List<Double> values(Row row, Client client) {
        return rows.get(row).get(client);
    }

    /** The median of the rounds. */
    double median(Row row, Client client) {
        return Measuring.median(values(row, client));
    }

    double least(Row row, Client client) {
        return values(row, client).stream().mapToDouble(v -> v).min().orElseThrow();
    }

    double greatest(Row row, Client client) {
        return values(row, client).stream().mapToDouble(v -> v).max().orElseThrow();
    }

    /** Whether both clients have the figure and a ratio makes sense. */
    boolean isComparable(Row row, Client peer) {
        return peer != Client.SSH_RA && clients(row).contains(Client.SSH_RA) && clients(row).contains(peer) && !row.standsAlone()
                && DoubleStream.of(least(row, peer), least(row, Client.SSH_RA)).allMatch(value -> value > 0);
    }

    /** How many times better ssh-ra is than a peer, by the medians. */
    double advantage(Row row, Client peer) {
        double ratio = median(row, Client.SSH_RA) / median(row, peer);
        return row.moreIsBetter() ? ratio : 1 / ratio;
    }

    /** The same with the best round of ssh-ra and the worst round of the peer. */
    double greatestAdvantage(Row row, Client peer) {
        return row.moreIsBetter() ? high(row, Client.SSH_RA) / low(row, peer) : high(row, peer) / low(row, Client.SSH_RA);
    }

    /** The same with the worst round of ssh-ra and the best round of the peer. */
    double leastAdvantage(Row row, Client peer) {
        return row.moreIsBetter() ? low(row, Client.SSH_RA) / high(row, peer) : low(row, peer) / high(row, Client.SSH_RA);
    }

    /** The lower end of the spread: the least value of a few, the lower quartile of many. */
    double low(Row row, Client client) {
        return values(row, client).stream().sorted().toList().get(outliers(row, client));
    }

    /** The upper end of the spread. */
    double high(Row row, Client client) {
        List<Double> sorted = values(row, client).stream().sorted().toList();
        return sorted.get(sorted.size() - 1 - outliers(row, client));
    }

    private int outliers(Row row, Client client) {
        int number = values(row, client).size();
        return number < MANY ? 0 : number / 4;
    }

    /** Whether each round of one of the two is better than each round of the other. One round of a varying figure shows nothing. */
    boolean isShown(Row row, Client peer) {
        return hasSpread(row, Client.SSH_RA) && hasSpread(row, peer) && (leastAdvantage(row, peer) > 1 || greatestAdvantage(row, peer) < 1
                || leastAdvantage(row, peer) == greatestAdvantage(row, peer));
    }

    /** Whether the spread of this figure is known. */
    boolean hasSpread(Row row, Client client) {
        return row.isConstant() || values(row, client).size() > 1;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    String spread(Row row, Client client) {
        return number(median(row, client)) + " (" + number(least(row, client)) + "–" + number(greatest(row, client)) + ")";
    }
}
