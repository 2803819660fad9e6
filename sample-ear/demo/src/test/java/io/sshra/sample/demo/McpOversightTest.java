package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.spec.McpError;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.json.Json;

/** Who sees which agents in the console, and who stops them. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class McpOversightTest {

    private static final String AGENT = "alice/cook";

    private final RunningConsole console;

    McpOversightTest(RunningConsole console) {
        this.console = console;
    }

    private AgentClient cook() {
        return new AgentClient(console, AgentClient.bearer(console, console.alice(), "cook"));
    }

    /** The open conversations of the agent that this user sees. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> seen(ConsoleClient user) throws Exception {
        Map<String, Object> page = new Json().toType(user.get("agents"), Json.MAP_TYPE);
        return ((List<Map<String, Object>>) page.get("conversations")).stream()
                .filter(row -> row.get("caller").equals(AGENT) && row.get("ended") == null).toList();
    }

    private static int status(ConsoleClient user, String path) throws Exception {
        return user.send("POST", "agents/" + path, "{\"caller\": \"" + AGENT + "\"}").statusCode();
    }

    @Test
    void usersSeeAndStopTheirOwnAgentsAndAdministratorsAll() throws Exception {
        try (AgentClient agent = cook(); ConsoleClient alice = new ConsoleClient(console, console.alice());
                ConsoleClient bob = new ConsoleClient(console, console.bob()); ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            agent.ask("ssh_run", Map.of("profile", "web-1", "argv", List.of("echo", "it is\u0007done")));
            assertThat(seen(bob)).isEmpty();
            assertThat(seen(carol)).hasSize(1);
            Map<String, Object> row = seen(alice).get(0);
            assertThat(row).containsEntry("agent", "cook").containsEntry("calls", 1L).containsEntry("connections", 1L);
            assertThat((String) row.get("client")).isNotBlank();
            String transcript = "agents/" + row.get("id");
            assertThat(alice.get(transcript)).contains("\"tool\":\"ssh_run\"", "\"asked\":\"echo 'it is\\\\u0007done'\"", "\"exitCode\":0", "it is\\\\u0007done");
            assertThat(bob.send("GET", transcript, "").statusCode()).isEqualTo(404);
            // The Flight Recorder tells of the rule, a second later at most.
            await().atMost(Patience.LIMIT).until(() -> {
                agent.ask("ssh_list", Map.of("profile", "site", "path", console.site().toString()));
                return alice.get(transcript).contains("\"level\":\"site\"");
            });

            assertThat(status(bob, "stop")).isEqualTo(403);
            agent.ask("ssh_profiles", Map.of());
            assertThat(status(alice, "stop")).isEqualTo(200);
            assertThatThrownBy(() -> agent.call("ssh_profiles", Map.of())).isInstanceOf(McpError.class).hasMessageContaining("alice has stopped");
            await().atMost(Patience.LIMIT).until(() -> seen(carol).isEmpty());
            assertThat(alice.get(transcript)).as("it can be read after the end").contains("\"tool\":\"ssh_run\"");
            assertThat(bob.get("agents")).doesNotContain("cook");
            assertThat(status(alice, "go-on")).isEqualTo(200);
            cook().close();

            assertThat(status(carol, "stop")).isEqualTo(200);
            assertThat(status(alice, "go-on")).as("an administrator has stopped it").isEqualTo(403);
            assertThat(status(carol, "go-on")).isEqualTo(200);
            cook().close();
        }
    }
}
