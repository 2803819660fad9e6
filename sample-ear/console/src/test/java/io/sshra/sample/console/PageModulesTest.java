package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.RequiresPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests in {@code src/test/js} of the page's modules that need no browser, with the test runner of Node. */
@RequiresPrograms("node")
class PageModulesTest {

    private static final Path TESTS = Path.of("src/test/js");

    private static List<String> imports() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.filter(file -> file.toString().endsWith(".test.js")).sorted().map(file -> "import \"" + file.toUri() + "\";").toList();
        }
    }

    /** All in one process: with {@code --test}, each file has one, and most of the time is their start. */
    @Test
    void theModulesOfThePagePassTheirTests(@TempDir Path folder) throws Exception {
        List<String> imports = imports();
        assertThat(imports).isNotEmpty();
        Path all = Files.write(folder.resolve("all.mjs"), imports);

        String report = Node.run(Path.of("."), List.of("node", "--test-reporter=tap", all.toString()));

        assertThat(report).matches("(?s).*\n# pass [1-9].*").contains("\n# fail 0\n", "\n# cancelled 0\n", "\n# skipped 0\n");
    }
}
