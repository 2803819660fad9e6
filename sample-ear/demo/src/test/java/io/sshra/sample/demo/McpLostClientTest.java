package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A client that dies while a tool works. All tools wait at the same time, each in a conversation of its own, because the server looks once a second. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class McpLostClientTest {

    private static final String CALL = "the call";

    private final RunningConsole console;
    private final Map<String, RawAgent> agents = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    McpLostClientTest(RunningConsole console) {
        this.console = console;
    }

    private static Map<String, Object> on(Object... namesAndValues) {
        Map<String, Object> all = new HashMap<>(Map.of("profile", "web-1"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }

    /** Writes its process number to a file of this name, and goes on until its channel ends: OpenSSH delivers no signals to commands of root. */
    private String endless(String name) {
        Path pid = folder.resolve(name);
        return "echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; while echo running; do sleep 0.2; done";
    }

    private ProcessHandle process(String name) throws Exception {
        Path pid = folder.resolve(name);
        await().atMost(Patience.LIMIT).until(() -> Files.exists(pid));
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    /** What each tool is asked for when its client dies. Those with a handle have a command that was running before. */
    private Map<String, Map<String, Object>> calls() {
        String file = folder.resolve("file").toString();
        Map<String, Map<String, Object>> calls = new LinkedHashMap<>();
        calls.put("ssh_profiles", Map.of());
        calls.put("ssh_run", on("command", endless("ssh_run"), "wait", 300));
        calls.put("ssh_start", on("command", endless("ssh_start")));
        calls.put("ssh_read", Map.of("handle", "h1", "wait", 300));
        calls.put("ssh_write", Map.of("handle", "h1", "text", "x"));
        calls.put("ssh_signal", Map.of("handle", "h1", "signal", "END"));
        calls.put("ssh_shell", on("command", endless("ssh_shell"), "wait", 300));
        calls.put("ssh_list", on("path", folder.toString()));
        calls.put("ssh_read_file", on("path", file));
        calls.put("ssh_write_file", on("path", file + ".new", "text", "whole\n"));
        calls.put("ssh_edit_file", on("path", file, "old_text", "before", "new_text", "after"));
        calls.put("ssh_transfer", Map.of("from_profile", "web-1", "from_path", file + ".source", "to_profile", "web-2", "to_path", file + ".copy"));
        calls.put("ssh_connections", Map.of());
        calls.put("ssh_end", Map.of());
        return calls;
    }

    @Test
    void nothingIsLeftOfACallWhoseClientIsGone() throws Exception {
        Files.writeString(folder.resolve("file"), "before\n");
        Files.writeString(folder.resolve("file.source"), "source\n");
        Map<String, Map<String, Object>> calls = calls();
        for (String tool : calls.keySet()) {
            agents.put(tool, new RawAgent(console.agentAddress(), AgentClient.bearer(console, console.alice(), "lost")));
        }
        try {
            Map<String, ProcessHandle> before = new HashMap<>();
            for (String tool : List.of("ssh_read", "ssh_write", "ssh_signal", "ssh_end")) {
                agents.get(tool).ask(1, "ssh_run", on("command", endless("before-" + tool), "wait", 0));
                before.put(tool, process("before-" + tool));
            }
            List<Socket> clients = new ArrayList<>();
            for (Map.Entry<String, Map<String, Object>> call : calls.entrySet()) {
                clients.add(agents.get(call.getKey()).start(CALL, call.getKey(), call.getValue()));
            }
            List<ProcessHandle> ended = new ArrayList<>(List.of(process("ssh_run"), process("ssh_shell"), before.get("ssh_signal"), before.get("ssh_end")));
            ProcessHandle started = process("ssh_start");
            for (Socket client : clients) {
                client.close();
            }

            for (ProcessHandle command : ended) {
                command.onExit().get(Patience.SECONDS, TimeUnit.SECONDS);
            }
            for (String tool : calls.keySet()) {
                await(tool + " is not under way").atMost(Patience.LIMIT).until(() -> canCallAgain(agents.get(tool)));
            }
            for (String tool : List.of("ssh_run", "ssh_shell", "ssh_signal")) {
                assertThat(read(tool).get("state").asText()).as(tool).isIn("stopped", "signalled", "shell_ended");
            }
            for (String tool : List.of("ssh_start", "ssh_read", "ssh_write")) {
                assertThat(read(tool).get("state").asText()).as("what %s does not end", tool).isEqualTo("running");
            }
            assertThat(started.isAlive()).isTrue();
            assertThat(agents.get("ssh_end").ask(2, "ssh_connections", Map.of()).get("connections")).isEmpty();
            assertThatFilesAreWholeOrNotThere();
        } finally {
            for (RawAgent agent : agents.values()) {
                agent.close();
            }
        }
    }

    /** The number of a request that is under way is refused. */
    private static boolean canCallAgain(RawAgent agent) throws Exception {
        JsonNode answer = agent.call(CALL, "ssh_profiles", Map.of());
        return answer.at("/result/structuredContent/profiles").toString().contains("web-1");
    }

    private JsonNode read(String tool) throws Exception {
        return agents.get(tool).ask(2, "ssh_read", Map.of("handle", "h1", "wait", tool.equals("ssh_run") || tool.equals("ssh_shell") || tool.equals("ssh_signal") ? 300 : 0));
    }

    private void assertThatFilesAreWholeOrNotThere() throws Exception {
        Map<String, List<String>> contents = Map.of("file", List.of("before\n", "after\n"), "file.new", List.of("whole\n"), "file.copy", List.of("source\n"));
        await().atMost(Patience.LIMIT).until(() -> {
            try (Stream<Path> files = Files.list(folder)) {
                return files.noneMatch(file -> file.getFileName().toString().endsWith(".part"));
            }
        });
        for (Map.Entry<String, List<String>> each : contents.entrySet()) {
            Path file = folder.resolve(each.getKey());
            if (Files.exists(file)) {
                assertThat(Files.readString(file)).isIn(each.getValue());
            }
        }
    }
}
