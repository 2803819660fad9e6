package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that what the documentation names exists. */
class DocumentationTest {

    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)#?([^)]*)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    /** Sources of tests by the names of their classes. Two classes may have the same name. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (Path file : Project.files()) {
            if (file.toString().matches(".*/src/test/java/.*Test\\.java")) {
                sources.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
        return sources;
    }

    @Test
    void everyNamedTestExists() throws Exception {
        Map<String, String> tests = tests();
        int named = 0;
        for (Path document : Project.documents()) {
            for (Matcher names = NAMED_TEST.matcher(Files.readString(document)); names.find(); named++) {
                assertThat(tests).as(document + " names " + names.group()).containsKey(names.group(1));
                if (names.group(2) != null) {
                    assertThat(tests.get(names.group(1))).as(document + " names " + names.group()).containsPattern("(void|<DynamicTest>|<DynamicNode>) " + names.group(2) + "\\(");
                }
            }
        }
        assertThat(named).isGreaterThan(30);
    }

    /** The anchors that GitHub gives the headings of a document. */
    private static List<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document)).results().map(heading -> heading.group(1).toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')).toList();
    }

    @Test
    void everyLinkLeadsSomewhere() throws Exception {
        for (Path document : Project.documents()) {
            for (Matcher links = LINK.matcher(Files.readString(document)); links.find();) {
                Path target = links.group(1).isEmpty() ? document : document.resolveSibling(links.group(1));
                assertThat(target).as("named in " + document).exists();
                if (!links.group(2).isEmpty()) {
                    assertThat(anchors(target)).as(document + " links to a part of " + target).contains(links.group(2));
                }
            }
        }
    }
}
