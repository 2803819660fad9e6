package io.sshra.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sshra.SshErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.junit.jupiter.api.Test;

/** docs/troubleshooting.md has each code of the adapter once: with its name and advice, or its level and text. Lines of the log in the documents are the adapter's. */
class TroubleshootingTest {

    private static final int COLUMNS_OF_ERRORS = 6;
    private static final int COLUMNS_OF_MESSAGES = 5;

    /** A line of server.log that a document shows. */
    private static final Pattern SHOWN = Pattern.compile("(?m)^[-\\d]+ [:,\\d]+ ([A-Z]+) +\\[io\\.sshra] \\([^)]+\\) (SSHRA\\d{6}): (.*)$");

    /** The rows that start with a code, after the symptoms: their cells, stripped. */
    private static Map<String, String[]> rows() throws Exception {
        Map<String, String[]> rows = new TreeMap<>();
        for (String line : Files.readString(Path.of("../docs/troubleshooting.md")).split("\n## Errors\n")[1].split("\n")) {
            if (line.startsWith("| SSHRA")) {
                String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
                assertThat(rows.put(cells[0], cells)).as("another row of " + cells[0]).isNull();
            }
        }
        return rows;
    }

    @Test
    void everyErrorHasItsNameCausesAndAdvice() throws Exception {
        Map<String, String[]> rows = rows();
        for (SshErrorCode code : SshErrorCode.values()) {
            String[] row = rows.get(code.code());
            assertThat(row).as(code.code()).hasSize(COLUMNS_OF_ERRORS);
            assertThat(row[1]).isEqualTo("`" + code.name() + "`");
            assertThat(row[2]).as("whether something ran before " + code).isEqualTo(code.nothingRan() ? "nothing" : "maybe");
            assertThat(row[3]).as("whether to retry after " + code).isEqualTo(code.isRetryable() ? "later" : "no");
            assertThat(row[4]).as("causes of " + code).hasSizeGreaterThan(10);
            assertThat(row[5]).isEqualTo(code.advice());
        }
    }

    /** A message of the code. */
    private record Logged(String level, String text) {

        boolean isFitFor(String line) {
            return Stream.of(text.split("%[sd]", -1)).map(Pattern::quote).collect(Collectors.collectingAndThen(Collectors.joining(".*"), line::matches));
        }
    }

    private static final Map<String, Logged> MESSAGES = messages();

    private static Map<String, Logged> messages() {
        Map<String, Logged> messages = new TreeMap<>();
        for (JavaMethod method : new ClassFileImporter().importClass(AdapterLog.class).getMethods()) {
            JavaAnnotation<?> message = method.tryGetAnnotationOfType(Message.class.getName()).orElse(null);
            if (message != null) {
                JavaEnumConstant level = (JavaEnumConstant) method.getAnnotationOfType(LogMessage.class.getName()).get("level").orElseThrow();
                messages.put(String.format("SSHRA%06d", (Integer) message.get("id").orElseThrow()),
                        new Logged(level.name(), (String) message.get("value").orElseThrow()));
            }
        }
        return messages;
    }

    @Test
    void everyMessageHasItsLevelTextCausesAndAdvice() throws Exception {
        Map<String, String[]> rows = rows();
        MESSAGES.forEach((code, message) -> {
            String[] row = rows.get(code);
            assertThat(row).as(code).hasSize(COLUMNS_OF_MESSAGES);
            assertThat(row[1]).as("level of " + code).isEqualTo(message.level());
            assertThat(row[2]).as("text of " + code).isEqualTo("`" + message.text() + "`");
            assertThat(row[3]).as("causes of " + code).hasSizeGreaterThan(10);
            assertThat(row[4]).as("advice for " + code).isNotBlank();
        });
        assertThat(rows).as("and no other").hasSize(MESSAGES.size() + SshErrorCode.values().length);
    }

    @Test
    void linesThatDocumentsShowHaveTheLevelAndTextOfTheirCode() throws Exception {
        int shown = 0;
        try (Stream<Path> documents = Files.list(Path.of("../docs"))) {
            for (Path document : documents.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (Matcher line = SHOWN.matcher(Files.readString(document)); line.find(); shown++) {
                    assertThat(MESSAGES).as(document.toString()).containsKey(line.group(2));
                    Logged message = MESSAGES.get(line.group(2));
                    assertThat(line.group(1)).as(line.group()).isEqualTo(message.level());
                    assertThat(message.isFitFor(line.group(3))).as(line.group()).isTrue();
                }
            }
        }
        assertThat(shown).isGreaterThanOrEqualTo(3);
    }
}
