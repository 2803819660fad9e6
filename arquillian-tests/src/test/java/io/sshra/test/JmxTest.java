package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** JMX from outside the server, through its management port: the program in docs/jmx, by the lines in docs/operation.md. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@Tag("long")
class JmxTest {

    private static final String COMMAND = "    $ java -cp bin/client/jboss-cli-client.jar docs/jmx/SshJmx.java ";
    private static final Pattern OPEN = Pattern.compile("\"java:/eis/ssh\" (\\d+) \"alice\" \"s\" \"web-1\" \"remote\" .*");

    @TempDir
    private Path folder;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        LoginServer server = LoginServer.shared();
        return Archives.rarWithDefinitions("", Archives.definition("java:/eis/ssh", Archives.property("profile", "web-1")
                + Archives.property("host", "127.0.0.1") + Archives.property("port", server.port()) + Archives.property("username", "remote")
                + Archives.property("password", "good-remote") + Archives.property("hostKeyFingerprints", server.hostKeyFingerprint())), "");
    }

    @Deployment(name = "application", order = 2, testable = false)
    static WebArchive application() {
        return Archives.war();
    }

    /** By their first word. */
    private static Map<String, String> documented() throws IOException {
        Map<String, String> commands = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/operation.md"))) {
            if (line.startsWith(COMMAND)) {
                String command = line.substring(COMMAND.length());
                commands.put(command.replaceFirst(" .*", ""), command);
            }
        }
        return commands;
    }

    private String run(String command) throws Exception {
        return run(System.getProperty("wildfly.port.management"), command, 0);
    }

    private String run(String port, String command, int exitCode) throws Exception {
        String line = COMMAND.replaceFirst(" +\\$ java ", "") + "-c 127.0.0.1:" + port + " " + command;
        Process process = new ProcessBuilder("sh", "-c", System.getProperty("java.home") + "/bin/java " + System.getProperty("wildfly.jvm") + " " + line)
                .directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
        return output;
    }

    private void copy(String file, Path from) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.copy(from.resolve(file), folder.resolve(file));
    }

    private static List<String> open(String list) {
        return list.lines().filter(line -> OPEN.matcher(line).matches()).toList();
    }

    @Test
    void anOperatorSeesAndEndsConnectionsFromAnotherProcess() throws Exception {
        copy("bin/client/jboss-cli-client.jar", Path.of(System.getProperty("wildfly.home")));
        copy("docs/jmx/SshJmx.java", Path.of(".."));
        Map<String, String> commands = documented();
        assertThat(commands).containsOnlyKeys("list", "figures", "test", "close", "end", "reset");
        assertThat(CommandServlet.run("java:/eis/ssh", "alice", "web-1", "login")).isEqualTo("remote:good-remote");

        List<String> first = open(run(commands.get("list")));
        assertThat(first).hasSize(1);
        Matcher number = OPEN.matcher(first.get(0));
        assertThat(number.matches()).isTrue();
        assertThat(run(commands.get("test"))).contains(": good, SSH-2.0-", LoginServer.shared().hostKeyFingerprint());
        assertThat(run(commands.get("close").replace("17", number.group(1)))).contains("Connection " + number.group(1) + " is closed");

        assertThat(CommandServlet.run("java:/eis/ssh", "alice", "web-1", "login")).as("again").isEqualTo("remote:good-remote");
        assertThat(run(commands.get("end").replace("s-42", "s"))).contains("1 connections were closed");
        run(commands.get("reset"));
        assertThat(run("1", "list", 1)).contains("No management interface answers at 127.0.0.1:1").doesNotContain("Exception", "INFO");
        assertThat(run(commands.get("figures"))).contains("Open physical connections").containsPattern("OpenConnections +0 ").containsPattern("Commands +0 ");
    }
}
