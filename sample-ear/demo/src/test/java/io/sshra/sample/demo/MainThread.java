package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.logging.LogType;

/** What the main thread of a page has done, from Chromium's performance log. Its times are those of the processor: a busy machine does not lengthen them. */
final class MainThread {

    static final String CATEGORIES = "-*,disabled-by-default-devtools.timeline,blink.user_timing";

    private static final String MARK = "from here";

    private MainThread() {
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /**
     * Tasks of one page.
     *
     * @param longest the longest one
     * @param all     all of them together
     */
    record Tasks(Duration longest, Duration all) {
    }

    /** Marks this moment for {@link #tasks}. */
    static void mark(Browser browser) {
        browser.script("performance.mark(arguments[0])", MARK);
    }

    /** The tasks since the mark. Can be called once: ChromeDriver gives the log once. */
    static Tasks tasks(Browser browser) {
        List<Map<?, ?>> events = new ArrayList<>();
        browser.driver().manage().logs().get(LogType.PERFORMANCE).getAll().stream().filter(entry -> isOfInterest(entry.getMessage())).forEach(entry -> {
            Map<?, ?> message = map(new Json().<Map<String, Object>>toType(entry.getMessage(), Json.MAP_TYPE).get("message"));
            if ("Tracing.dataCollected".equals(message.get("method"))) {
                events.add(map(message.get("params")));
            }
        });
        Map<?, ?> mark = events.stream().filter(event -> MARK.equals(event.get("name"))).findFirst().orElseThrow();
        List<Long> micros = events.stream().filter(event -> "RunTask".equals(event.get("name")) && event.get("tdur") != null
                && event.get("pid").equals(mark.get("pid")) && event.get("tid").equals(mark.get("tid")) && number(event, "ts") > number(mark, "ts"))
                .map(event -> (long) number(event, "tdur")).sorted().toList();
        assertThat(micros).as("tasks of the main thread").isNotEmpty();
        return new Tasks(Duration.ofNanos(1000 * micros.get(micros.size() - 1)), Duration.ofNanos(1000 * micros.stream().mapToLong(Long::longValue).sum()));
    }

    /** Without reading all of it as JSON, which takes longer than the test. */
    private static boolean isOfInterest(String message) {
        return message.contains(MARK) || message.contains("\"RunTask\"") && message.contains("\"tdur\"");
    }

    private static double number(Map<?, ?> event, String name) {
        return ((Number) event.get(name)).doubleValue();
    }

    /** Bytes that the page's scripts hold, without garbage. */
    static long heap(Browser browser) {
        browser.driver().executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return ((Number) map(browser.driver().executeCdpCommand("Runtime.getHeapUsage", Map.of())).get("usedSize")).longValue();
    }
}
