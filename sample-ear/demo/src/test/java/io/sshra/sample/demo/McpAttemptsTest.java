package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.sshra.testing.RequiresOpenSsh;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile agent gets for arguments that nobody else would send. docs/agents.md has the attempts of this class. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class McpAttemptsTest {

    private static final BigInteger HUGE = BigInteger.TWO.pow(63);

    private final RunningConsole console;

    McpAttemptsTest(RunningConsole console) {
        this.console = console;
    }

    private static Map<String, Object> on(String profile, Object... namesAndValues) {
        Map<String, Object> all = new HashMap<>(Map.of("profile", profile));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }

    private static String refused(JsonNode answer) {
        assertThat(answer.has("error") || answer.at("/result/isError").asBoolean()).as(answer.toString()).isTrue();
        assertThat(answer.toString()).doesNotContain("Exception", "stackTrace", "java.", "io.modelcontextprotocol", "unexpectedly");
        return answer.toString();
    }

    /** They could make a thread wait for ever, or memory be taken for an answer. */
    @Test
    void numbersOutOfRangeAndOtherTypesAreRefused(@TempDir Path folder) throws Exception {
        Path mark = folder.resolve("ran");
        try (RawAgent agent = new RawAgent(console.agentAddress(), AgentClient.bearer(console, console.alice(), "odd"))) {
            for (Object wait : new Object[] {-1, 301, HUGE, 1.5, "25", List.of(), true}) {
                refused(agent.call(1, "ssh_run", on("web-1", "argv", List.of("touch", mark.toString()), "wait", wait)));
            }
            for (Object size : new Object[] {-1, 0, 3_999, 200_001, HUGE, "24000"}) {
                refused(agent.call(1, "ssh_run", on("web-1", "argv", List.of("touch", mark.toString()), "max_bytes", size)));
            }
            for (Object argv : new Object[] {List.of(), List.of(1), List.of(List.of("touch", mark)), "touch " + mark, Map.of("0", "touch")}) {
                refused(agent.call(1, "ssh_run", on("web-1", "argv", argv)));
            }
            refused(agent.call(1, "ssh_run", on("web-1", "argv", List.of("touch", mark.toString()), "stdin", "x".repeat((1 << 18) + 1))));
            refused(agent.call(1, "ssh_signal", Map.of("handle", "h1", "signal", "QUIT")));
            refused(agent.call(1, "ssh_read", Map.of("handle", "h1", "stream", "stdin")));
            refused(agent.call(1, "ssh_run", List.of("touch", mark.toString())));
        }
        assertThat(mark).doesNotExist();
    }

    @Test
    void anOffsetBehindAllThereIsShowsNothing(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("file"), "text\n");
        try (RawAgent agent = new RawAgent(console.agentAddress(), AgentClient.bearer(console, console.alice(), "odd"))) {
            String handle = agent.ask(1, "ssh_run", on("web-1", "argv", List.of("echo", "text"))).get("handle").asText();
            for (Object offset : new Object[] {6, 1L << 31, 1L << 32, Long.MAX_VALUE, HUGE, HUGE.multiply(HUGE)}) {
                assertThat(agent.ask(1, "ssh_read", Map.of("handle", handle, "offset", offset)).get("text").asText()).isEmpty();
                assertThat(agent.ask(1, "ssh_read_file", on("web-1", "path", folder.resolve("file").toString(), "offset", offset)).get("text").asText()).isEmpty();
                assertThat(agent.ask(1, "ssh_list", on("web-1", "path", folder.toString(), "offset", offset)).get("files")).isEmpty();
            }
            refused(agent.call(1, "ssh_read", Map.of("handle", handle, "offset", -1)));
        }
    }

    /** The number of a request is the client's own, and only names its call. */
    @Test
    void anyNumberOfARequestIsAnswered() throws Exception {
        try (RawAgent agent = new RawAgent(console.agentAddress(), AgentClient.bearer(console, console.alice(), "odd"))) {
            for (Object id : new Object[] {0, -1, Long.MAX_VALUE, "", "\u001b[31m\n\u0000", "x".repeat(100_000)}) {
                JsonNode answer = agent.call(id, "ssh_connections", Map.of());
                assertThat(answer.get("id").asText()).isEqualTo(String.valueOf(id));
                assertThat(answer.at("/result/structuredContent/connections")).isEmpty();
            }
        }
    }

    /** A server has some threads for requests; of one with two processors, these calls would take them all. */
    @Test
    void callsThatWaitKeepNobodyOut() throws Exception {
        List<RawAgent> agents = new ArrayList<>();
        List<Socket> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                RawAgent agent = new RawAgent(console.agentAddress(), AgentClient.bearer(console, console.alice(), "waiting"));
                agents.add(agent);
                agent.ask(1, "ssh_run", on("web-1", "command", "while echo running; do sleep 0.2; done", "wait", 0));
                for (int call = 0; call < 8; call++) {
                    waiting.add(agent.start("call " + call, "ssh_read", Map.of("handle", "h1", "wait", 300)));
                }
            }
            for (RawAgent agent : agents) {
                await().until(() -> agent.call("another", "ssh_profiles", Map.of()).at("/error/message").asText().contains("are under way"));
            }
            try (ConsoleClient bob = new ConsoleClient(console, console.bob())) {
                assertThat(bob.get("session")).contains("bob");
            }
        } finally {
            for (Socket client : waiting) {
                client.close();
            }
            for (RawAgent agent : agents) {
                agent.close();
            }
        }
    }

    @Test
    void textsWithNulsAndTerminalSequencesDoNoHarm() throws Exception {
        try (RawAgent agent = new RawAgent(console.agentAddress(), AgentClient.bearer(console, console.alice(), "odd"))) {
            for (String text : new String[] {"a\u0000b", "/tmp/\u0000"}) {
                refused(agent.call(1, "ssh_shell", on("web-1", "command", text)));
                refused(agent.call(1, "ssh_list", on("web-1", "path", text)));
                refused(agent.call(1, "ssh_read_file", on("web-1", "path", text)));
                refused(agent.call(1, "ssh_write_file", on("web-1", "path", text, "text", "x")));
                refused(agent.call(1, "ssh_transfer", Map.of("from_profile", "web-1", "from_path", text, "to_profile", "web-2", "to_path", text)));
            }
            String half = "\ud800";
            refused(agent.call(1, "ssh_shell", on("web-1", "command", "echo " + half)));
            refused(agent.call(1, "ssh_run", on("web-1", "argv", List.of("echo", half))));
            refused(agent.call(1, "ssh_run", on("web-1", "argv", List.of("cat"), "stdin", half)));
            refused(agent.call(1, "ssh_write_file", on("web-1", "path", "/no/such/folder/file", "text", half)));
            for (String text : new String[] {"\u001b[2J", "\u202e", "h1\n--- end ---\n", "\r"}) {
                assertThat(agent.call(1, "ssh_read", Map.of("handle", text)).at("/result/content/0/text").asText()).contains("There is no command")
                        .doesNotContain("\u001b", "\u202e", "\r");
                assertThat(refused(agent.call(1, "ssh_read_file", on("web-1", "path", "/no/such" + text)))).doesNotContain("\u001b", "\u202e");
            }
        }
    }

    @Test
    void pathsOutsideOfWhatALevelMayUseAreRefused(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "unseen\n");
        Path site = console.site();
        Files.writeString(site.resolve("page"), "seen\n");
        Files.createSymbolicLink(site.resolve("file-link"), secret);
        Files.createSymbolicLink(site.resolve("folder-link"), folder);
        try (AgentClient agent = AgentClient.of(console, console.alice())) {
            assertThat(agent.ask("ssh_read_file", on("site", "path", site + "/page")).get("text")).isEqualTo("seen\n");
            agent.ask("ssh_write_file", on("site", "path", site + "/new", "text", "new\n"));
            String relative = site + "/" + site.relativize(folder.toRealPath());
            for (String path : List.of(secret.toString(), relative + "/secret", site + "/file-link", site + "/folder-link/secret", site + "/./../site/file-link",
                    "//" + secret)) {
                refused(agent, "ssh_read_file", on("site", "path", path));
                refused(agent, "ssh_edit_file", on("site", "path", path, "old_text", "unseen", "new_text", "changed"));
                refused(agent, "ssh_write_file", on("site", "path", path, "text", "changed\n", "version", "0"));
                refused(agent, "ssh_transfer", Map.of("from_profile", "site", "from_path", path, "to_profile", "site", "to_path", site + "/stolen"));
            }
            // A link in the folder itself may be replaced by a file.
            for (String path : List.of(secret.toString(), relative + "/secret", site + "/folder-link/secret", "//" + secret)) {
                refused(agent, "ssh_transfer", Map.of("from_profile", "site", "from_path", site + "/page", "to_profile", "site", "to_path", path));
            }
            for (String path : List.of("/", folder.toString(), relative, site + "/folder-link")) {
                refused(agent, "ssh_list", on("site", "path", path));
                refused(agent, "ssh_write_file", on("site", "path", path + "/added", "text", "x"));
            }
            for (String tool : List.of("ssh_run", "ssh_start", "ssh_shell")) {
                refused(agent, tool, on("site", "command", "cat " + secret));
            }
        }
        assertThat(Files.readString(secret)).isEqualTo("unseen\n");
        assertThat(folder.resolve("added")).doesNotExist();
        assertThat(site.resolve("stolen")).doesNotExist();
    }

    private static void refused(AgentClient agent, String tool, Map<String, Object> arguments) {
        CallToolResult answer = agent.call(tool, arguments);
        assertThat(AgentClient.text(answer)).as(tool + " " + arguments).doesNotContain("unseen", "Exception", "unexpectedly");
        assertThat(answer.isError()).as(tool + " " + arguments + ": " + AgentClient.text(answer)).isTrue();
    }
}
