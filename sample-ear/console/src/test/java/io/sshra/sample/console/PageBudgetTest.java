package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a browser has to load, besides the terminal emulator. The page has no build that would make it smaller. */
class PageBudgetTest {

    private static final Path PAGE = Path.of("src/main/webapp");

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(PAGE)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thePageStaysSmall() throws IOException {
        assertThat(files(".js").stream().mapToLong(PageBudgetTest::size).sum()).as("bytes of scripts").isBetween(50_000L, 300_000L);
        assertThat(files(".js")).allSatisfy(script -> assertThat(size(script)).as("bytes of " + script).isLessThan(20_000));
        assertThat(files(".css").stream().mapToLong(PageBudgetTest::size).sum()).as("bytes of styles, which the first paint waits for").isBetween(5_000L, 50_000L);
    }
}
