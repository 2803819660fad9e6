package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import io.sshra.testing.RequiresPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests in {@code src/test/js} of the page's modules that need no browser, with the test runner of Node: Debian's nodejs. */
@RequiresPrograms("node")
class PageModulesTest {

    private static final Path TESTS = Path.of("src/test/js");

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.map(Path::toString).filter(name -> name.endsWith(".test.js")).sorted().toList();
        }
    }

    @Test
    void theModulesOfThePagePassTheirTests(@TempDir Path folder) throws Exception {
        List<String> files = files();
        assertThat(files).isNotEmpty();
        Path report = folder.resolve("report");
        Process node = new ProcessBuilder(Stream.concat(Stream.of("node", "--test", "--test-reporter=tap"), files.stream()).toList())
                .redirectErrorStream(true).redirectOutput(report.toFile()).start();
        try {
            assertThat(node.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).as("node has ended").isTrue();
        } finally {
            node.destroyForcibly();
        }

        assertThat(Files.readString(report)).matches("(?s).*\n# pass [1-9].*").contains("\n# fail 0\n", "\n# cancelled 0\n", "\n# skipped 0\n");
        assertThat(node.exitValue()).isZero();
    }
}
