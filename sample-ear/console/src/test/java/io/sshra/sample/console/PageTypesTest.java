package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.RequiresPrograms;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Checks the modules of the page without running them, with TypeScript's compiler and ESLint from npm, at the versions of
 * {@code src/test/npm/package-lock.json}.
 */
@Tag("long")
class PageTypesTest {

    private static final Path SOURCES = Path.of("src/test/npm");
    private static final Path FOLDER = Path.of("target/npm-checks");
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "eslint.config.js");

    /** A record's name in the comment of an interface, and the fields of the interface. */
    private static final Pattern INTERFACE = Pattern.compile("/\\*\\* (\\w[\\w.]*) \\*/\ninterface \\w+ \\{\n(.*?)\n}", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("(?m)^ {2}(\\w+)\\??:");

    @Test
    @RequiresPrograms({"node", "npm"})
    void theModulesHaveTheTypesOfTheirCommentsAndKeepTheRules() throws Exception {
        install();
        assertThat(Node.run(Path.of("."), List.of("node", modules("typescript/bin/tsc"), "--project", SOURCES.resolve("tsconfig.json").toString()))).isEmpty();
        assertThat(Node.run(Path.of("."), List.of("node", modules("eslint/bin/eslint.js"), "--config", FOLDER.resolve("eslint.config.js").toString(),
                "--max-warnings", "0", "src/main/webapp", "src/test/js"))).isEmpty();
    }

    private static String modules(String path) {
        return FOLDER.resolve("node_modules").resolve(path).toString();
    }

    /** Once for each change of the versions. */
    private static void install() throws IOException, InterruptedException {
        Path lock = FOLDER.resolve("node_modules/.of-this-lock");
        byte[] wanted = Files.readAllBytes(SOURCES.resolve("package-lock.json"));
        Files.createDirectories(FOLDER);
        for (String file : FILES) {
            Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(lock) || !Arrays.equals(Files.readAllBytes(lock), wanted)) {
            Node.run(FOLDER, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"));
            Files.write(lock, wanted);
        }
    }

    @Test
    void theServersAnswersHaveTheFieldsThatTheModulesKnow() throws Exception {
        List<MatchResult> interfaces = INTERFACE.matcher(Files.readString(Path.of("src/main/types/answers.d.ts"))).results().toList();
        assertThat(interfaces).hasSizeGreaterThan(5);
        for (MatchResult one : interfaces) {
            Class<?> answer = Class.forName("io.sshra.sample.console." + one.group(1).replace('.', '$'));
            assertThat(answer.isRecord()).as(one.group(1)).isTrue();
            Matcher field = FIELD.matcher(one.group(2));
            assertThat(field.results().map(found -> found.group(1)).toList()).as(one.group(1))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(answer.getRecordComponents()).map(RecordComponent::getName).toList());
        }
    }
}
