package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.RequiresPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the tests in {@code src/test/js} of the page's modules that need no browser, with the test runner of Node. */
@RequiresPrograms("node")
class PageModulesTest {

    private static final Path TESTS = Path.of("src/test/js");

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.map(Path::toString).filter(name -> name.endsWith(".test.js")).sorted().toList();
        }
    }

    @Test
    void theModulesOfThePagePassTheirTests() throws Exception {
        List<String> files = files();
        assertThat(files).isNotEmpty();

        String report = Node.run(Path.of("."), Stream.concat(Stream.of("node", "--test", "--test-reporter=tap"), files.stream()).toList());

        assertThat(report).matches("(?s).*\n# pass [1-9].*").contains("\n# fail 0\n", "\n# cancelled 0\n", "\n# skipped 0\n");
    }
}
