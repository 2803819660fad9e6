package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.sample.servers.WildFly;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.Watchdog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The server for agents with the adapter in an EAR of its own, in a WildFly without the console. */
@RequiresOpenSsh
class AgentsAloneTest {

    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    @Test
    void theServerForAgentsWorksWithoutTheConsole() throws Exception {
        Path folder = Path.of(System.getProperty("sample.folder"));
        Path written = Files.createTempDirectory(folder, "agents-test-");
        AgentKey key = new AgentKey();
        try (OpenSshServer machine = OpenSshServer.start()) {
            int port = WildFly.freePort();
            Path home = WildFly.linked(folder.resolve(System.getProperty("sample.wildfly")), written.resolve("wildfly"));
            WildFly server = new WildFly(home, "standalone.xml", Demo.SETTINGS, List.of(folder.resolve("ssh-ra-agent.ear")), port,
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
