package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.base.Clock;
import io.sshra.events.CloseEvent;
import io.sshra.events.CommandText;
import io.sshra.events.Counter;
import io.sshra.events.EventRecorder;
import io.sshra.events.EventSettings;
import io.sshra.events.Statistics;
import io.sshra.events.Tracing;
import io.sshra.testing.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lines for a shell that documents print. Each of them is run by a test, except for those of Maven, which would take hours: their modules,
 * profiles, properties and tests exist. {@code CliTest} has the commands of WildFly's command line.
 */
class DocumentedShellTest {

    private static final Pattern IN_BLOCK = Pattern.compile("\\$ (.*)|((?:mvn|java|curl|jcmd|jfr|git|docker|npm|apt|unzip|zip|cp|mkdir|cd|ssh|ssh-\\w+|sudo"
            + "|chmod|export|bin/\\S+|\\.ci/\\S+|findings/\\S+) .*)");
    private static final Pattern MAVEN_IN_TEXT = Pattern.compile("`(mvn [^`]+)`");
    private static final Set<String> PROPERTIES_OF_PLUGINS = Set.of("skipTests", "test", "surefire.failIfNoSpecifiedTests", "altDeploymentRepository");

    private record Line(String document, String command) {
    }

    /** Who runs the lines of a document that begin like this. */
    private record Runner(String document, String start, String test) {

        boolean runs(Line line) {
            return line.document().equals(document) && line.command().startsWith(start);
        }
    }

    private static final List<Runner> RUNNERS = List.of(
            new Runner("README.md", "curl ", "ExamplesTest"),
            new Runner("CONTRIBUTING.md", "git grep ", "ReleaseDocumentsTest"),
            new Runner("docs/audit.md", "jcmd ", "DocumentedShellTest"),
            new Runner("docs/audit.md", "jfr ", "DocumentedShellTest"),
            new Runner("docs/guide.md", "bin/standalone.sh -Dsshra.profilesFile=", "ExamplesTest"),
            new Runner("docs/operation.md", "java -cp bin/client/jboss-cli-client.jar docs/jmx/SshJmx.java ", "JmxTest"),
            new Runner("docs/operation.md", "bin/jboss-cli.sh ", "CliTest"),
            new Runner("docs/wildfly.md", "bin/jboss-cli.sh ", "CliTest"),
            new Runner("docs/wildfly.md", "unzip ssh-ra.rar META-INF/ironjacamar.xml", "CliTest"),
            new Runner("docs/wildfly.md", "vi META-INF/ironjacamar.xml", "CliTest"),
            new Runner("docs/wildfly.md", "zip ssh-ra.rar META-INF/ironjacamar.xml", "CliTest"),
            new Runner("docs/wildfly.md", "mkdir -p $JBOSS_HOME/modules/io/sshra/main", "ModuleTest"),
            new Runner("docs/wildfly.md", "unzip ssh-ra.rar '*.jar' META-INF/ra.xml -d $JBOSS_HOME/modules/io/sshra/main", "ModuleTest"),
            new Runner("docs/wildfly.md", "cp docs/module/", "ModuleTest"));

    private static List<Line> lines() throws IOException {
        List<Line> all = new ArrayList<>();
        for (String folder : List.of("", "docs", "sample-ear", "examples")) {
            try (Stream<Path> files = Files.list(Project.ROOT.resolve(folder))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
                    all.addAll(lines(Project.ROOT.relativize(file).toString(), Files.readAllLines(file)));
                }
            }
        }
        return all;
    }

    private static List<Line> lines(String document, List<String> text) {
        List<Line> all = new ArrayList<>();
        boolean fenced = false;
        boolean shell = false;
        for (String line : text) {
            if (line.strip().startsWith("```")) {
                fenced = !fenced;
                shell = fenced && line.strip().matches("```(|sh|shell|bash|console)");
            } else if (shell || !fenced && line.startsWith("    ")) {
                IN_BLOCK.matcher(line.strip()).results().filter(found -> found.start() == 0)
                        .forEach(found -> all.add(new Line(document, found.group(1) == null ? found.group(2) : found.group(1))));
            } else if (!fenced) {
                MAVEN_IN_TEXT.matcher(line).results().forEach(found -> all.add(new Line(document, found.group(1))));
            }
        }
        return all;
    }

    @Test
    void eachLineForAShellIsRunByATest() throws Exception {
        Set<Runner> needed = new HashSet<>();
        int maven = 0;
        for (Line line : lines()) {
            if (line.command().startsWith("mvn ")) {
                couldRun(line);
                maven++;
            } else {
                List<Runner> runners = RUNNERS.stream().filter(runner -> runner.runs(line)).toList();
                assertThat(runners).as("who runs %s", line).isNotEmpty();
                needed.addAll(runners);
            }
        }
        assertThat(needed).as("no runner is left over").hasSameElementsAs(RUNNERS);
        assertThat(maven).isGreaterThan(20);
        for (Runner runner : RUNNERS) {
            assertThat(testNames()).as("%s", runner).contains(runner.test());
        }
    }

    private static Set<String> testNames() throws IOException {
        Set<String> names = new HashSet<>();
        for (String module : modules()) {
            Path tests = Project.ROOT.resolve(module).resolve("src/test/java");
            if (Files.isDirectory(tests)) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file -> names.add(file.getFileName().toString().replace(".java", "")));
                }
            }
        }
        return names;
    }

    // ---- Maven ----

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String pom(String module) throws IOException {
        return Files.readString(Project.ROOT.resolve(module).resolve("pom.xml"));
    }

    private static List<String> modules() throws IOException {
        List<String> modules = new ArrayList<>(List.of(""));
        for (int i = 0; i < modules.size(); i++) {
            String module = modules.get(i);
            all(pom(module), "<module>([^<]+)").forEach(below -> modules.add(module.isEmpty() ? below : module + "/" + below));
        }
        return modules;
    }

    private static void couldRun(Line line) throws IOException {
        List<String> poms = new ArrayList<>();
        for (String module : modules()) {
            poms.add(pom(module));
        }
        String all = String.join("\n", poms);
        for (String argument : line.command().split(" ")) {
            if (argument.startsWith("-P")) {
                assertThat(all(all, "(?s)<profile>(?:\\s|<!--.*?-->)*<id>([^<]+)")).as("%s", line).contains(argument.substring(2).split(","));
            } else if (argument.startsWith("-D")) {
                String[] property = argument.substring(2).split("=", 2);
                assertThat(PROPERTIES_OF_PLUGINS.contains(property[0]) || all.contains("${" + property[0] + "}") || all.contains("<" + property[0] + ">"))
                        .as("the property %s of %s", property[0], line).isTrue();
                if (property[0].equals("test")) {
                    assertThat(testNames()).as("%s", line).contains(property[1]);
                }
            } else if (argument.matches("ssh-ra.*|arquillian-tests.*|benchmarks.*|examples.*|sample-ear.*")) {
                assertThat(modules()).as("%s", line).contains(argument.split(","));
            } else {
                assertThat(argument).as("%s", line).isIn("mvn", "-pl", "-am", "package", "verify", "install", "deploy");
            }
        }
    }

    // ---- The Flight Recorder ----

    private static String documented(String start) throws IOException {
        return lines().stream().filter(line -> line.document().equals("docs/audit.md") && line.command().startsWith(start)).findFirst().orElseThrow()
                .command();
    }

    /** Runs a line in this folder, with the tools of this JDK, for this JVM. */
    private static String run(Path folder, String line) throws Exception {
        String command = Path.of(System.getProperty("java.home"), "bin") + "/" + line.replace("<pid>", String.valueOf(ProcessHandle.current().pid()))
                .replace("filename=", "filename=" + folder + "/");
        Process shell = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true).start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(printed).isZero();
        return printed;
    }

    @Test
    void theFlightRecorderIsStartedAndReadAsTheDocumentsSay(@TempDir Path folder) throws Exception {
        assertThat(run(folder, documented("jcmd <pid> JFR.start "))).contains("Started recording");
        try {
            CloseEvent event = new CloseEvent("idle_timeout", Counter.CLOSED_IDLE_TIMEOUT, 4, 5, 6, 7);
            event.about("alice", "s", "web-1", "deploy@web-1:22");
            new EventRecorder(new EventSettings(CommandText.HASH, Tracing.NONE), new Statistics(Clock.SYSTEM)).record(event);
            run(folder, documented("jcmd <pid> JFR.dump "));
        } finally {
            FlightRecorder.getFlightRecorder().getRecordings().stream().filter(recording -> recording.getName().equals("ssh"))
                    .forEach(recording -> recording.close());
        }
        assertThat(run(folder, documented("jfr print "))).contains("io.sshra.Close {", "reason = \"idle_timeout\"", "user = \"alice\"");
    }
}
