package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.sample.servers.WildFly;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server for agents in an EAR of its own, in a WildFly without the console. */
@RequiresOpenSsh
@Tag("long")
class AgentsAloneTest {

    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final Path FOLDER = Path.of(System.getProperty("sample.folder"));
    private static final Path EAR = FOLDER.resolve("ssh-ra-agent.ear");

    private Path written;

    @BeforeEach
    void makeFolder() throws IOException {
        written = Files.createTempDirectory(FOLDER, "agents-test-");
    }

    @Test
    void theServerForAgentsWorksWithoutTheConsole() throws Exception {
        assertThatAgentsWork(List.of(EAR));
    }

    /** As docs/agents.md says. In the short set of tests, it would start another WildFly for a line of a manifest. */
    @Test
    @Tag("agents")
    void theServerForAgentsUsesAnAdapterThatIsDeployedAlready() throws Exception {
        Path ear = Files.copy(EAR, written.resolve("agents.ear"));
        Path adapter = written.resolve("ssh-ra.rar");
        try (FileSystem files = FileSystems.newFileSystem(ear)) {
            Files.copy(files.getPath("ssh-ra.rar"), adapter);
            Files.delete(files.getPath("ssh-ra.rar"));
            replace(files.getPath("META-INF/application.xml"), "<module>\\s*<connector>ssh-ra.rar</connector>\\s*</module>", "");
            replace(files.getPath("META-INF/MANIFEST.MF"), "Dependencies: ", "Dependencies: deployment.ssh-ra.rar export,");
        }
        assertThatAgentsWork(List.of(adapter, ear));
    }

    private static void replace(Path file, String pattern, String by) throws IOException {
        String before = Files.readString(file);
        String after = before.replaceFirst(pattern, by);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(file, after);
    }

    private void assertThatAgentsWork(List<Path> archives) throws Exception {
        AgentKey key = new AgentKey();
        try (OpenSshServer machine = OpenSshServer.start()) {
            int port = WildFly.freePort();
            Path home = WildFly.linked(FOLDER.resolve(System.getProperty("sample.wildfly")), written.resolve("wildfly"));
            WildFly server = new WildFly(home, "standalone.xml", Demo.SETTINGS, archives, port,
                    Map.of("sshra.profilesFile", RunningConsole.profiles(written, Map.of("web-1", machine)).toString(),
                            "sample.agentKeyFile", key.write(written).toString()));
            try {
                server.start();
                Watchdog.overChildren(home.toString());
                server.awaitReady(START_LIMIT, List.of("/mcp"));
                try (AgentClient agent = new AgentClient("http://127.0.0.1:" + port, "Bearer " + key.token("alice", "agent", Duration.ofHours(1)))) {
                    Map<String, Object> command = Map.of("profile", "web-1", "command", "echo alone");
                    assertThat(agent.ask("ssh_run", command).get("stdout")).isEqualTo("alone\n");
                    assertThat(agent.ask("ssh_shell", command).get("stdout")).isEqualTo("alone\n");
                }
            } finally {
                server.stop();
            }
        }
    }
}
