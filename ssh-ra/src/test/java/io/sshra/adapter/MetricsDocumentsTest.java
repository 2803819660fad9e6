package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.adapter.management.Figure;
import io.sshra.testing.RequiresPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in docs/metrics use figures that exist, as what they are. CliTest compares them with the metrics of a real WildFly. */
class MetricsDocumentsTest {

    private static final Path FOLDER = Path.of("..", "docs", "metrics").toAbsolutePath().normalize();
    private static final String START = "wildfly_resource_adapters_extended_";
    private static final Pattern METRIC = Pattern.compile(START + "(\\w+)");
    private static final Pattern GROWTH = Pattern.compile("(?:rate|increase)\\(" + START + "(\\w+)");
    private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

    private static String read(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).collect(Collectors.toSet());
    }

    private static Set<String> metrics(boolean counters) {
        return Figure.ALL.stream().filter(figure -> figure.counter() == counters).map(StatisticsTest::metric).collect(Collectors.toSet());
    }

    @Test
    void growthIsAskedOfCountersAndValuesOfGauges() throws Exception {
        for (String file : List.of("alerts.yml", "dashboard.json")) {
            String text = read(file);
            assertThat(metrics(true)).as(file).containsAll(found(GROWTH, text));
            assertThat(metrics(false)).as(file).containsAll(found(METRIC, GROWTH.matcher(text).replaceAll("growth")));
        }
        Set<String> all = Figure.ALL.stream().map(StatisticsTest::metric).collect(Collectors.toSet());
        assertThat(all).containsAll(found(METRIC, read("alerts-test.yml")));
    }

    @Test
    void theDashboardShowsEveryCounter() throws Exception {
        assertThat(found(GROWTH, read("dashboard.json"))).isEqualTo(metrics(true));
    }

    @Test
    @RequiresPrograms("promtool")
    void prometheusReadsTheRulesAndTheDashboardsQueries(@TempDir Path folder) throws Exception {
        promtool(FOLDER, "check", "rules", "alerts.yml");
        List<String> rules = new ArrayList<>(List.of("groups:", "  - name: dashboard", "    rules:"));
        for (MatchResult expression : EXPRESSION.matcher(read("dashboard.json")).results().toList()) {
            rules.add("      - record: query" + rules.size());
            rules.add("        expr: '" + expression.group(1).replace("\\\"", "\"").replace("$__rate_interval", "1m").replaceAll("\\$\\w+", ".*") + "'");
        }
        assertThat(rules).hasSizeGreaterThan(50);
        Files.write(folder.resolve("queries.yml"), rules);
        promtool(folder, "check", "rules", "queries.yml");
    }

    @Test
    @RequiresPrograms("promtool")
    void alertsFireWhereEverythingFailsAndNotOnAQuietServer() throws Exception {
        promtool(FOLDER, "test", "rules", "alerts-test.yml");
        String test = read("alerts-test.yml");
        assertThat(read("alerts.yml").lines().filter(line -> line.contains("- alert: ")).map(line -> line.replaceFirst(".*: ", "")))
                .as("each is tested").allMatch(alert -> test.contains("alertname: " + alert + "}"));
    }

    private static void promtool(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
