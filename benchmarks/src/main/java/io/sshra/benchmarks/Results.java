package io.sshra.benchmarks;

import io.sshra.benchmarks.scenarios.Measuring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The figures of one run, and what is made of them: a table of values, one of ratios, a page with bars. */
final class Results {

    /** One figure of one client: a value for each round. */
    private record Row(String table, Scenario scenario, String figure, String unit) {

        boolean moreIsBetter() {
            return unit.endsWith("/s");
        }
    }

    private final Map<Row, Map<Client, List<Double>>> rows = new LinkedHashMap<>();
    private final Set<String> failures = new LinkedHashSet<>();

    void add(String table, Scenario scenario, String figure, String unit, Client client, double value) {
        rows.computeIfAbsent(new Row(table, scenario, figure, unit), row -> new LinkedHashMap<>())
                .computeIfAbsent(client, absent -> new ArrayList<>()).add(value);
    }

    void failed(String table, Scenario scenario, Client client) {
        failures.add(table + ", " + scenario + ": " + client.label());
    }

    void write(Path folder, Scenario.Scale scale) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("results.csv"), csv());
        Files.writeString(folder.resolve("results.md"), markdown(scale));
        Files.writeString(folder.resolve("results.html"), page(scale));
        System.out.println(markdown(scale));
        System.out.println("Written to " + folder);
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceAll(".*: ", "")).findFirst().orElse("unknown processor");
        return Runtime.getRuntime().availableProcessors() + " processors (" + model + "), Java "
                + System.getProperty("java.version") + ", " + LocalDate.now();
    }

    private String csv() {
        StringBuilder text = new StringBuilder("table,scenario,figure,unit,client,round,value\n");
        rows.forEach((row, clients) -> clients.forEach((client, values) -> {
            for (int i = 0; i < values.size(); i++) {
                text.append(String.format(Locale.ROOT, "%s,%s,\"%s\",%s,\"%s\",%d,%.4f%n", row.table(), row.scenario(), row.figure(),
                        row.unit(), client.label(), i + 1, values.get(i)));
            }
        }));
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String spread(List<Double> values) {
        return number(Measuring.median(values)) + " (" + number(values.stream().mapToDouble(v -> v).min().orElseThrow()) + "–"
                + number(values.stream().mapToDouble(v -> v).max().orElseThrow()) + ")";
    }

    /** How many times better ssh-ra is. */
    private static String advantage(Row row, Map<Client, List<Double>> clients, Client other) {
        List<Double> ours = clients.get(Client.SSH_RA);
        if (ours == null || row.unit().equals("x")) {
            return "";
        }
        double ratio = Measuring.median(ours) / Measuring.median(clients.get(other));
        return number(row.moreIsBetter() ? ratio : 1 / ratio);
    }

    private String markdown(Scenario.Scale scale) throws IOException {
        StringBuilder text = new StringBuilder("Medians of the rounds, with least and most; " + scale.name().toLowerCase(Locale.ROOT)
                + " run on " + machine() + ".\n\nThe last column says how many times better ssh-ra is: faster, or more in a second.\n");
        String table = "";
        for (Map.Entry<Row, Map<Client, List<Double>>> entry : rows.entrySet()) {
            Row row = entry.getKey();
            if (!row.table().equals(table)) {
                table = row.table();
                text.append("\n### With ").append(table).append("\n\n| scenario | figure | unit | client | median (least–most) | ssh-ra is better by |\n| --- | --- | --- | --- | --- | --- |\n");
            }
            entry.getValue().forEach((client, values) -> text.append(String.format("| %s | %s | %s | %s | %s | %s |%n",
                    row.scenario().name().toLowerCase(Locale.ROOT).replace('_', ' '), row.figure(), row.unit(), client.label(),
                    spread(values), client == Client.SSH_RA ? "" : advantage(row, entry.getValue(), client))));
        }
        failures.forEach(failure -> text.append("\nFailed: ").append(failure).append('\n'));
        return text.toString();
    }

    private String page(Scenario.Scale scale) throws IOException {
        StringBuilder text = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>ssh-ra: benchmarks</title><style>"
                + "body{font:15px sans-serif;margin:2em;max-width:60em}svg{display:block;margin:0 0 1.5em}text{font:13px sans-serif}"
                + "</style><h1>ssh-ra beside other clients</h1><p>" + scale.name().toLowerCase(Locale.ROOT) + " run on " + machine()
                + ". Bars are medians, lines the least and most of the rounds.</p>");
        rows.forEach((row, clients) -> {
            double most = clients.values().stream().flatMap(List::stream).mapToDouble(v -> v).max().orElse(1);
            text.append("<h3>").append(row.scenario().name().toLowerCase(Locale.ROOT).replace('_', ' ')).append(": ").append(row.figure())
                    .append(", ").append(row.unit()).append(row.moreIsBetter() ? " (more is better)" : " (less is better)").append(", ")
                    .append(row.table()).append("</h3><svg width=\"900\" height=\"").append(24 * clients.size()).append("\">");
            int[] y = {0};
            clients.forEach((client, values) -> {
                double median = Measuring.median(values) / most * 560;
                double least = values.stream().mapToDouble(v -> v).min().orElseThrow() / most * 560;
                double greatest = values.stream().mapToDouble(v -> v).max().orElseThrow() / most * 560;
                text.append(String.format(Locale.ROOT, "<text x=\"180\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"190\" y=\"%d\" width=\"%.1f\""
                        + " height=\"16\" fill=\"%s\"/><line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"black\"/><text x=\"%.1f\" y=\"%d\">%s</text>",
                        y[0] + 15, client.label(), y[0] + 3, median, client == Client.SSH_RA ? "#2a6" : "#9ab", 190 + least, 190 + greatest,
                        y[0] + 11, y[0] + 11, 200 + greatest, y[0] + 15, spread(values)));
                y[0] += 24;
            });
            text.append("</svg>");
        });
        return text.append("</html>\n").toString();
    }
}
