package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The sources of all modules. */
class SourcesTest {

    private static final Path ROOT = Path.of("..");
    private static final Set<String> MADE = Set.of("target", "node_modules", ".git");
    /** A few screens. */
    private static final int MOST_LINES = 320;

    private static Map<Path, Long> linesOfClasses() throws IOException {
        Map<Path, Long> lines = new TreeMap<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return MADE.contains(folder.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().contains("/src/main/java/") && file.toString().endsWith(".java")) {
                    lines.put(ROOT.relativize(file), (long) Files.readAllLines(file).size());
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return lines;
    }

    @Test
    void aClassFitsOnAFewScreens() throws IOException {
        Map<Path, Long> lines = linesOfClasses();
        assertThat(lines).hasSizeGreaterThan(500);
        lines.values().removeIf(count -> count <= MOST_LINES);
        assertThat(lines).isEmpty();
    }
}
