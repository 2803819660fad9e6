package io.sshra.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sshra.SshErrorCode;
import io.sshra.testing.LogLines;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The codes of messages and their translation. TroubleshootingTest checks texts and levels. */
class AdapterLogTest {

    private static final Path SOURCE = Path.of("src/main/java/io/sshra/log/AdapterLog.java");

    private static final JavaClass MESSAGES = new ClassFileImporter().importClass(AdapterLog.class);

    private static List<Integer> codes() {
        return MESSAGES.getMethods().stream()
                .flatMap(method -> method.tryGetAnnotationOfType(Message.class.getName()).stream())
                .map(message -> (Integer) message.get("id").orElseThrow()).toList();
    }

    @Test
    void eachMessageAndErrorHasItsOwnCode() {
        List<String> all = new ArrayList<>(codes().stream().map(code -> String.format("SSHRA%06d", code)).toList());
        assertThat(all).hasSizeGreaterThan(10);
        Stream.of(SshErrorCode.values()).map(SshErrorCode::code).forEach(all::add);
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void messagesAreInOrderInTheSectionOfTheirRange() throws Exception {
        Pattern section = Pattern.compile("// ---- (\\d+) to (\\d+): .* ----");
        Pattern message = Pattern.compile("@Message\\(id = (\\d+),");
        List<Integer> seen = new ArrayList<>();
        Set<Integer> sections = new HashSet<>();
        int first = 0;
        int last = 0;
        for (String line : Files.readAllLines(SOURCE)) {
            Matcher heading = section.matcher(line);
            if (heading.find()) {
                first = Integer.parseInt(heading.group(1));
                last = Integer.parseInt(heading.group(2));
                assertThat(sections.add(first)).isTrue();
            }
            Matcher code = message.matcher(line);
            if (code.find()) {
                assertThat(Integer.parseInt(code.group(1))).as(line).isBetween(first, last);
                seen.add(Integer.parseInt(code.group(1)));
            }
        }
        assertThat(seen).isSorted().containsExactlyInAnyOrderElementsOf(codes());
        assertThat(sections).containsExactlyInAnyOrder(1, 100, 200);
    }

    @Test
    void everyMessageIsAMethodOfItsOwn() {
        for (JavaMethod method : MESSAGES.getMethods()) {
            if (method.getOwner().isEquivalentTo(AdapterLog.class)) {
                assertThat(method.tryGetAnnotationOfType(Message.class.getName())).as(method.getFullName()).isPresent();
            }
        }
    }

    // ---- translation ----

    /** Compiles the messages again like the build, with a translation in the resources. */
    private static void compileWith(String translation, Path classes) throws IOException {
        Path resource = classes.resolve("io/sshra/log/AdapterLog.i18n_de.properties");
        Files.createDirectories(resource.getParent());
        Files.writeString(resource, translation);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        // The processor warns of each message that is not translated.
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            List<String> options = List.of("-d", classes.toString(), "-cp", classPath, "-processor",
                    "org.jboss.logging.processor.apt.LoggingToolsProcessor");
            assertThat(compiler.getTask(null, files, diagnostics, options, null, files.getJavaFileObjects(SOURCE)).call())
                    .as(diagnostics.getDiagnostics().toString()).isTrue();
        }
    }

    /** Loads these classes itself, and everything else by its parent. */
    private static final class OwnMessages extends URLClassLoader {

        private static final String PREFIX = AdapterLog.class.getName();

        OwnMessages(URL classes) {
            super(new URL[] {classes}, AdapterLogTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith(PREFIX) && !name.equals(AdapterLogTest.class.getName())
                        && !name.startsWith(AdapterLogTest.class.getName() + "$")) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded != null ? loaded : findClass(name);
                }
                return super.loadClass(name, resolve);
            }
        }
    }

    @Test
    void aPropertiesFileTranslatesTheMessagesAndKeepsTheirCodes(@TempDir Path classes) throws Exception {
        compileWith("stopped=Angehalten: %d Verbindungen geschlossen\n", classes);
        try (OwnMessages loader = new OwnMessages(classes.toUri().toURL()); LogLines log = new LogLines()) {
            Class<?> messages = loader.loadClass(AdapterLog.class.getName());
            Object german = Logger.getMessageLogger(MethodHandles.privateLookupIn(messages, MethodHandles.lookup()), messages,
                    AdapterLog.CATEGORY + ".translated", Locale.GERMAN);
            messages.getMethod("stopped", long.class).invoke(german, 7L);
            messages.getMethod("driverChanged", String.class).invoke(german, "the test");

            assertThat(log.of("SSHRA000002")).containsExactly("INFO SSHRA000002: Angehalten: 7 Verbindungen geschlossen");
            assertThat(log.of("SSHRA000003")).as("what is not translated").containsExactly("INFO SSHRA000003: Maintenance is now driven by the test");
        }
    }
}
