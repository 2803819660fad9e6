package io.sshra.benchmarks;

import io.sshra.benchmarks.Figures.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** Writes the figures of one run as CSV, tables and a page. */
final class Results {

    static final String NOT_SHOWN = "A ~ says that nothing is shown: the rounds of the two overlap, or there was one round only.";

    private Results() {
    }

    /** @param how the kind of the run */
    static void write(Figures figures, Path folder, String how) throws IOException, InterruptedException {
        String run = how + " on " + machine() + ". " + Versions.text();
        String markdown = markdown(figures, run);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("results.csv"), csv(figures));
        Files.writeString(folder.resolve("results.md"), markdown);
        Files.writeString(folder.resolve("results.html"), Page.of(figures, run));
        System.out.println(markdown);
        System.out.println("Written to " + folder);
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceAll(".*: ", "")).findFirst().orElse("unknown processor");
        return Runtime.getRuntime().availableProcessors() + " processors (" + model + "), Java "
                + System.getProperty("java.version") + ", " + LocalDate.now();
    }

    private static String csv(Figures figures) {
        StringBuilder text = new StringBuilder("table,scenario,figure,unit,client,round,value\n");
        for (Row row : figures.rows()) {
            for (Client client : figures.clients(row)) {
                List<Double> values = figures.values(row, client);
                for (int i = 0; i < values.size(); i++) {
                    text.append(String.format(Locale.ROOT, "%s,%s,\"%s\",%s,\"%s\",%d,%.4f%n", row.table(), row.scenario(),
                            row.figure(), row.unit(), client.label(), i + 1, values.get(i)));
                }
            }
        }
        return text.toString();
    }

    private static String markdown(Figures figures, String run) {
        StringBuilder text = new StringBuilder("Medians of the rounds, with minimum and maximum; " + run + ".\n\n*x better* says how many"
                + " times better ssh-ra is than the client: faster, less, or more per second. Below 1 the client is better. "
                + NOT_SHOWN + "\n");
        List<Goals.Outcome> goals = Goals.outcomes(figures);
        if (!goals.isEmpty()) {
            text.append("\n| | goal | result | worst figure |\n| --- | --- | --- | --- |\n");
            goals.forEach(goal -> text.append(String.format("| %s | %s | %s | %s |%n", goal.name(), goal.what(),
                    goal.verdict().label(), goal.worst())));
        }
        for (String table : figures.tables()) {
            table(text, figures, table);
        }
        figures.failures().forEach(failure -> text.append("\nFailed: ").append(failure).append('\n'));
        return text.toString();
    }

    private static void table(StringBuilder text, Figures figures, String table) {
        List<Client> peers = figures.clients(table).stream().filter(client -> client != Client.SSH_RA).toList();
        text.append("\n### With ").append(table).append("\n\n| | ssh-ra, median (least–most) |");
        peers.forEach(peer -> text.append(" x better than ").append(peer.label()).append(" |"));
        text.append("\n| --- | --- |").append(" --- |".repeat(peers.size())).append('\n');
        for (Row row : figures.rows(table)) {
            text.append("| ").append(row.label()).append(" | ");
            if (figures.clients(row).contains(Client.SSH_RA)) {
                text.append(figures.spread(row, Client.SSH_RA)).append(' ').append(row.unit());
            }
            text.append(" |");
            peers.forEach(peer -> text.append(' ').append(cell(figures, row, peer)).append(" |"));
            text.append('\n');
        }
    }

    /** The advantage, or the value itself if there is no advantage. */
    static String cell(Figures figures, Row row, Client peer) {
        if (figures.isComparable(row, peer)) {
            return (figures.isShown(row, peer) ? "" : "~ ") + Figures.number(figures.advantage(row, peer));
        }
        return figures.clients(row).contains(peer) ? "(" + Figures.number(figures.median(row, peer)) + " " + row.unit() + ")" : "";
    }
}
