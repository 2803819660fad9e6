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
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.junit.jupiter.api.Test;

/** docs/troubleshooting.md has each code of the adapter once: with its name and advice, or its level and text. */
class TroubleshootingTest {

    private static final int COLUMNS_OF_ERRORS = 6;
    private static final int COLUMNS_OF_MESSAGES = 5;

    /** The rows that start with a code: their cells, stripped. */
    private static Map<String, String[]> rows() throws Exception {
        Map<String, String[]> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/troubleshooting.md"))) {
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

    @Test
    void everyMessageHasItsLevelTextCausesAndAdvice() throws Exception {
        Map<String, String[]> rows = rows();
        int messages = 0;
        for (JavaMethod method : new ClassFileImporter().importClass(AdapterLog.class).getMethods()) {
            JavaAnnotation<?> message = method.tryGetAnnotationOfType(Message.class.getName()).orElse(null);
            if (message != null) {
                JavaEnumConstant level = (JavaEnumConstant) method.getAnnotationOfType(LogMessage.class.getName()).get("level").orElseThrow();
                String code = String.format("SSHRA%06d", (Integer) message.get("id").orElseThrow());
                String[] row = rows.get(code);
                assertThat(row).as(code).hasSize(COLUMNS_OF_MESSAGES);
                assertThat(row[1]).as("level of " + code).isEqualTo(level.name());
                assertThat(row[2]).as("text of " + code).isEqualTo("`" + message.get("value").orElseThrow() + "`");
                assertThat(row[3]).as("causes of " + code).hasSizeGreaterThan(10);
                assertThat(row[4]).as("advice for " + code).isNotBlank();
                messages++;
            }
        }
        assertThat(rows).as("and no other").hasSize(messages + SshErrorCode.values().length);
    }
}
