package io.sshra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in docs/cluster.md. */
class ClusterDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/cluster.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\R(.*?)^```$");

    @Test
    void everyMessageIsExplained() throws Exception {
        String source = Files.readString(Path.of("src/main/java/io/sshra/cluster/ClusterLog.java"));
        List<String> used = Pattern.compile("SSHRA\\d+").matcher(source).results().map(found -> found.group()).toList();
        List<String> explained = Pattern.compile("(?m)^\\| (SSHRA\\d+) \\|").matcher(Files.readString(DOCUMENT)).results().map(found -> found.group(1)).toList();
        assertThat(explained).isEqualTo(used).hasSizeGreaterThan(3);
    }

    @Test
    void theProgramOfTheDocumentCompiles(@TempDir Path classes) throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(DOCUMENT));
        assertThat(block.find()).isTrue();
        String text = block.group(1);
        JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Cluster.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(null, null, diagnostics, List.of("-proc:none", "--release", "17",
                "-d", classes.toString(), "-classpath", System.getProperty("java.class.path")), null, List.of(source)).call();
        assertThat(diagnostics.getDiagnostics()).isEmpty();
        assertThat(compiled).isTrue();
    }
}
