package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Project;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Compiles the code in the documentation. A block of Java is a compilation unit, which starts with its imports or its type, or
 * the body of a method, which may use the names in a table of docs/guide.md. A block after a link to a file in {@code examples}
 * is a part of that file, which is compiled and tested there.
 */
class DocumentedCodeTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\R(.*?)^```$");
    private static final Pattern TYPE = Pattern.compile("(?m)^public (?:final )?(?:class|interface|record|enum) (\\w+)");
    private static final Pattern MANAGEMENT = Pattern.compile("(?m)^ {4}(/[a-z]+=.*)$");
    private static final Pattern MANAGEMENT_OPERATION =
            Pattern.compile("(?:/[a-z][a-z-]*=(?:[^/:()=\\\\]|\\\\.)+)+:[a-z][a-z-]*(?:\\(([a-z][a-z0-9-]*=.+)?\\))?");

    /** The compilation unit around a block that is the body of a method. */
    private static final String INSIDE = """
            import io.sshra.*;
            import jakarta.enterprise.concurrent.ManagedExecutorService;
            import java.io.*;
            import java.nio.charset.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;

            abstract class %s {
                SshConnectionFactory ssh;
                String user, session, profile;
                SshConnection connection;
                SshConnectionSpec spec;
                SshTarget target;
                ManagedExecutorService executor;
                System.Logger log;

                void inside() throws Exception {
            %s
                }
            }
            """;

    /** A link at the end of what is before a block. */
    private static final Pattern EXAMPLE = Pattern.compile("]\\((?:\\.\\./)?(examples/[^)]+\\.(?:java|xml))\\):?\\s*$");

    /**
     * A block, and where it is.
     *
     * @param example the file of which it is a part, or null
     */
    private record Block(String place, String language, String text, Path example) {
    }

    private static List<Block> blocks() throws Exception {
        List<Block> blocks = new ArrayList<>();
        for (Path document : Project.documents()) {
            String text = Files.readString(document);
            long fences = text.lines().filter(line -> line.startsWith("```")).count();
            int before = blocks.size();
            for (Matcher block = BLOCK.matcher(text); block.find();) {
                long line = text.substring(0, block.start()).lines().count() + 1;
                Matcher example = EXAMPLE.matcher(text.substring(0, block.start()));
                blocks.add(new Block(Project.ROOT.relativize(document) + ":" + line, block.group(1), block.group(2),
                        example.find() ? Project.ROOT.resolve(example.group(1)) : null));
            }
            assertThat(blocks.size() - before).as("blocks of " + document + ", each with its two fences").isEqualTo((int) fences / 2);
        }
        return blocks;
    }

    private static List<Block> blocks(String language) throws Exception {
        return blocks().stream().filter(block -> block.language().equals(language)).toList();
    }

    /** A block as a source file for the compiler. */
    private static final class Source extends SimpleJavaFileObject {

        private final Block block;
        private final String text;

        private Source(Block block, String name, String text) {
            super(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE);
            this.block = block;
            this.text = text;
        }

        static Source of(Block block, int number) {
            Matcher type = TYPE.matcher(block.text());
            boolean unit = block.text().startsWith("import ") || block.text().startsWith("package ") || type.lookingAt();
            String name = unit && type.find(0) ? type.group(1) : "Block" + number;
            return new Source(block, name, unit ? block.text() : String.format(INSIDE, name, block.text()));
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static String complaint(Diagnostic<? extends JavaFileObject> diagnostic) {
        String line = diagnostic.getSource() instanceof Source source
                ? source.block.place() + ": " + source.text.lines().skip(diagnostic.getLineNumber() - 1).findFirst().orElse("") + " -- " : "";
        return line + diagnostic.getMessage(Locale.ROOT);
    }

    @Test
    void everyBlockOfJavaCompiles(@TempDir Path classes) throws Exception {
        // What uses the cluster module is compiled there, with the classes of WildFly that it needs.
        List<Block> blocks = blocks("java").stream().filter(block -> block.example() == null && !block.text().contains("io.sshra.cluster")).toList();
        List<Source> sources = IntStream.range(0, blocks.size()).mapToObj(number -> Source.of(blocks.get(number), number)).toList();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(null, null, diagnostics, List.of("-proc:none", "--release", "17",
                "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"),
                // This module needs no other one, so its classes may not be there yet.
                "-sourcepath", Project.ROOT.resolve("ssh-ra-cdi/src/main/java").toString()), null, sources).call();
        assertThat(diagnostics.getDiagnostics().stream().filter(found -> found.getKind() == Diagnostic.Kind.ERROR)
                .map(DocumentedCodeTest::complaint)).isEmpty();
        assertThat(compiled).isTrue();
        assertThat(blocks).hasSizeGreaterThan(20);
    }

    /** Whether these are consecutive lines of the text, which may be indented more there. */
    private static boolean isPart(String part, String text) {
        List<String> lines = text.lines().toList();
        List<String> wanted = part.lines().toList();
        return IntStream.rangeClosed(0, lines.size() - wanted.size()).anyMatch(from ->
                String.join("\n", lines.subList(from, from + wanted.size())).stripIndent().strip().equals(part.strip()));
    }

    @Test
    void everyBlockAfterALinkToAnExampleIsAPartOfIt() throws Exception {
        List<String> shown = new ArrayList<>();
        for (Block block : blocks()) {
            if (block.example() != null) {
                assertThat(isPart(block.text(), Files.readString(block.example()))).as(block.place() + " is in " + block.example()).isTrue();
                shown.add(block.example().getFileName().toString());
            }
        }
        assertThat(shown).contains("Disk.java", "pom.xml", "FollowLog.java", "NightlyUpload.java", "Machines.java", "MachineHealth.java",
                "KernelTest.java", "NightlyUploadTest.java");
    }

    @Test
    void everyBlockOfXmlIsWellFormed() throws Exception {
        List<Block> blocks = blocks("xml");
        List<String> complaints = new ArrayList<>();
        for (Block block : blocks) {
            var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler());
            // The block may be a part of a file, with several elements.
            String document = block.text().startsWith("<?xml") ? block.text() : "<part>" + block.text() + "</part>";
            try {
                parser.parse(new InputSource(new StringReader(document)));
            } catch (SAXParseException e) {
                complaints.add(block.place() + ": " + e.getMessage());
            }
        }
        assertThat(complaints).isEmpty();
        assertThat(blocks).isNotEmpty();
    }

    @Test
    void everyManagementOperationIsWellFormed() throws Exception {
        int operations = 0;
        for (Path document : Project.documents()) {
            for (Matcher line = MANAGEMENT.matcher(Files.readString(document)); line.find(); operations++) {
                assertThat(line.group(1)).as(document.toString()).matches(MANAGEMENT_OPERATION);
                for (String pair : List.of("()", "[]", "{}")) {
                    assertThat(line.group(1).chars().filter(c -> c == pair.charAt(0)).count()).as(document + ": " + line.group(1))
                            .isEqualTo(line.group(1).chars().filter(c -> c == pair.charAt(1)).count());
                }
            }
        }
        assertThat(operations).isGreaterThan(5);
    }
}
