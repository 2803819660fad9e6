package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An agent on a machine where a person has to approve what it runs. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class McpApprovalTest {

    private final RunningConsole console;

    McpApprovalTest(RunningConsole console) {
        this.console = console;
    }

    private static Map<String, Object> run(String command, String stdin) {
        return Map.of("profile", "guarded", "command", command, "stdin", stdin);
    }

    /** The request that the agent is told of. */
    private static String pending(AgentClient agent, Map<String, Object> arguments) {
        CallToolResult asked = agent.call("ssh_run", arguments);
        assertThat(asked.isError()).isTrue();
        assertThat(AgentClient.text(asked)).contains("A person has to decide", "exactly the same arguments");
        Map<?, ?> fields = (Map<?, ?>) asked.structuredContent();
        assertThat(fields.get("state")).isEqualTo("failed");
        assertThat(fields.get("nothing_ran")).isEqualTo(true);
        return (String) fields.get("approval_id");
    }

    private void decide(String id, boolean approve, String reason) throws IOException {
        try (ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            HttpResponse<String> decided = carol.send("POST", "approvals", "{\"id\": \"" + id + "\", \"approve\": " + approve + ", \"reason\": \"" + reason + "\"}");
            assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        }
    }

    @Test
    void whatAPersonHasApprovedRunsOnceAndNothingElseDoes() throws Exception {
        try (AgentClient agent = AgentClient.of(console, console.alice()); AgentClient other = AgentClient.of(console, console.alice())) {
            Map<String, Object> wanted = run("cat; echo approved", "input\n");
            String id = pending(agent, wanted);
            assertThat(pending(agent, wanted)).as("asked again").isEqualTo(id);
            assertThat(agent.call("ssh_run", withArgument(wanted, "approval_id", id)).isError()).as("an argument that approves").isTrue();

            decide(id, true, "");

            assertThat(pending(agent, run("cat; echo approved", "changed\n"))).as("another input").isNotEqualTo(id);
            assertThat(pending(agent, run("cat; echo changed", "input\n"))).as("another command").isNotEqualTo(id);
            assertThat(pending(other, wanted)).as("another conversation").isNotEqualTo(id);
            Map<?, ?> answer = agent.ask("ssh_run", wanted);
            assertThat(answer.get("stdout")).isEqualTo("input\napproved\n");
            assertThat(answer.get("exit_code")).isEqualTo(0);
            assertThat(pending(agent, wanted)).as("once more").isNotEqualTo(id);
        }
    }

    private static Map<String, Object> withArgument(Map<String, Object> arguments, String name, Object value) {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put(name, value);
        return all;
    }

    /** Also of a long output, of which a part is kept. */
    @Test
    void sudoGetsThePasswordThatTheAgentNeverSees() throws Exception {
        try (AgentClient agent = AgentClient.of(console, console.alice())) {
            Map<String, Object> wanted = Map.of("profile", "guarded", "stdin", "input\n", "argv",
                    List.of(console.sudo().program(), "sh", "-c", "cat; seq 10000000 10099999; echo end >&2"));
            decide(pending(agent, wanted), true, "");
            CallToolResult answer = agent.call("ssh_run", wanted);
            Map<?, ?> fields = (Map<?, ?>) answer.structuredContent();
            assertThat(fields.get("exit_code")).as(AgentClient.text(answer)).isEqualTo(0);
            assertThat((String) fields.get("stdout")).startsWith("input\n10000000\n");
            assertThat(fields.get("stdout_bytes")).isEqualTo(900_006);
            assertThat(fields.get("stderr")).isEqualTo("end\n");
            assertThat(answer.toString()).doesNotContain(RunningConsole.SUDO_PASSWORD);
            assertThat(Files.readString(console.log())).doesNotContain(RunningConsole.SUDO_PASSWORD);

            Map<String, Object> byText = run(console.sudo().program() + " id", "");
            decide(pending(agent, byText), true, "");
            assertThat(agent.ask("ssh_run", byText).get("stderr")).as("a text for the shell gets none").isEqualTo("sudo: a password is required\n");
        }
    }

    @Test
    void manyRequestsLeaveRoomForOthers() {
        try (AgentClient flooding = new AgentClient(console, AgentClient.bearer(console, console.alice(), "flood")); AgentClient other = AgentClient.of(console, console.bob())) {
            for (int i = 0; i < 20; i++) {
                pending(flooding, run("echo " + i, ""));
            }
            CallToolResult refused = flooding.call("ssh_run", run("echo one more", ""));
            assertThat(refused.isError()).isTrue();
            assertThat(((Map<?, ?>) refused.structuredContent()).get("code")).isEqualTo("SSHRA002006");
            assertThat(pending(other, run("echo other", ""))).isNotBlank();
        }
    }

    @Test
    void aDenialAndItsReasonReachTheAgent() throws Exception {
        try (AgentClient agent = AgentClient.of(console, console.alice())) {
            Map<String, Object> wanted = run("echo no", "");
            decide(pending(agent, wanted), false, "not today");
            CallToolResult denied = agent.call("ssh_run", wanted);
            assertThat(denied.isError()).isTrue();
            assertThat(AgentClient.text(denied)).contains("not today").doesNotContain("A person has to decide");
        }
    }

    @Test
    void whatNoRuleAllowsIsRefusedWithTheLevel() {
        try (AgentClient agent = AgentClient.of(console, console.alice())) {
            for (String tool : new String[] {"ssh_shell", "ssh_list"}) {
                CallToolResult refused = agent.call(tool, tool.equals("ssh_list") ? Map.of("profile", "guarded") : Map.of("profile", "guarded", "command", "id"));
                assertThat(refused.isError()).as(AgentClient.text(refused)).isTrue();
                assertThat(((Map<?, ?>) refused.structuredContent()).get("level")).isEqualTo("guarded");
            }
        }
    }
}
