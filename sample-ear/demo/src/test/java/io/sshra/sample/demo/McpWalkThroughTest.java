package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An agent that mends a service, as docs/agents.md shows it. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class McpWalkThroughTest {

    private static final String SERVICE = """
            #!/bin/sh
            cd "$(dirname "$0")"
            . ./app.conf
            case $1 in
            start)
                case $port in
                *[!0-9]*) echo "app.conf: port $port is not a number" >> app.log; echo "app: does not start, see app.log" >&2; exit 1;;
                esac
                echo "listening on port $port" >> app.log;;
            status) tail -n 1 app.log;;
            esac
            """;

    private final StringBuilder transcript = new StringBuilder();
    private final RunningConsole console;

    @TempDir
    private Path folder;

    McpWalkThroughTest(RunningConsole console) {
        this.console = console;
    }

    /** Adds a call and its answer as the agent sees it. What differs each time is replaced. */
    private Map<?, ?> step(AgentClient agent, String tool, String... namesAndValues) throws IOException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        CallToolResult answer = agent.call(tool, arguments);
        String shown = "> " + tool + " " + new ObjectMapper().writeValueAsString(arguments) + "\n" + AgentClient.text(answer) + "\n\n";
        transcript.append(shown.replace(folder.toString(), "/srv/app").replaceAll("\\[[0-9a-f]{8}]", "[5e0c97a1]")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "0d3c6e0a-5b1f-4f5e-9a53-3d8c1b7e6f20")
                .replaceAll("[0-9a-f]{32}", "4c1d8a90b7e2f6533a0e9d217f5b8c64").replace(console.agentAddress(), "https://console.example.org")
                .replace(console.second().username() + "@127.0.0.1:" + console.second().port(), "deploy@web-1.example.org:22"));
        return (Map<?, ?>) answer.structuredContent();
    }

    @Test
    void theDocumentShowsHowAnAgentMendsAService() throws Exception {
        Files.writeString(folder.resolve("app"), SERVICE);
        Files.setPosixFilePermissions(folder.resolve("app"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path configuration = Files.writeString(folder.resolve("app.conf"), "# The port of the service.\nport=80a80\n");
        try (AgentClient agent = AgentClient.of(console, console.alice())) {
            step(agent, "ssh_shell", "profile", "web-1", "command", "cd " + folder + " && ./app start");
            step(agent, "ssh_shell", "profile", "web-1", "command", "tail -n 2 app.log");
            Object version = step(agent, "ssh_read_file", "profile", "web-1", "path", configuration.toString()).get("version");
            step(agent, "ssh_edit_file", "profile", "web-1", "path", configuration.toString(), "old_text", "port=80a80", "new_text", "port=8080",
                    "version", (String) version);
            String[] restart = {"profile", "guarded", "command", folder + "/app start && " + folder + "/app status"};
            Map<?, ?> pending = step(agent, "ssh_run", restart);
            try (ConsoleClient carol = new ConsoleClient(console, console.carol())) {
                String decision = "{\"id\": \"" + pending.get("approval_id") + "\", \"approve\": true, \"reason\": \"\"}";
                assertThat(carol.send("POST", "approvals", decision).statusCode()).isEqualTo(200);
            }
            transcript.append("(carol opens the page, sees exactly this command, and approves it)\n\n");
            Map<?, ?> last = step(agent, "ssh_run", restart);
            assertThat(last.get("exit_code")).isEqualTo(0);
            step(agent, "ssh_end");
        }
        assertThat(Files.readString(configuration)).isEqualTo("# The port of the service.\nport=8080\n");
        String document = Files.readString(Path.of(System.getProperty("sample.docs"), "agents.md"));
        assertThat(document).contains("```text\n" + transcript.toString().strip() + "\n```");
    }
}
