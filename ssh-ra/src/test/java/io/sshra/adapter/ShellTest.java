package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshConnectionLostException;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresOpenSsh
class ShellTest {

    private static final Path ASCIINEMA = Path.of("/usr/bin/asciinema");

    private OpenSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    private static void type(SshShell shell, String line) throws IOException {
        shell.stdin().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        shell.stdin().flush();
    }

    /** Reads byte by byte, so that characters are split, until the text has appeared. */
    private static String readUntil(SshShell shell, String text) throws IOException {
        java.io.ByteArrayOutputStream seen = new java.io.ByteArrayOutputStream();
        while (!seen.toString(StandardCharsets.UTF_8).contains(text)) {
            int read = shell.stdout().read();
            if (read < 0) {
                throw new AssertionError("ended after: " + seen.toString(StandardCharsets.UTF_8));
            }
            seen.write(read);
        }
        return seen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aShellHasATerminalWithTypeSizeModesAndEnvironment() throws Exception {
        SshPty pty = new SshPty("vt100", 111, 44, Map.of("ECHO", 0, "ONLCR", 0));
        try (SshShell shell = connection.shell(pty, Map.of("GREETING", "hello there"))) {
            type(shell, "echo \"<$TERM|$GREETING|$(stty size)>\"; stty -a | tr ' ;' '\\n\\n' | grep -x -e '-echo' -e '-onlcr'; echo done");
            String shown = readUntil(shell, "done");
            assertThat(shown).contains("<vt100|hello there|44 111>").contains("-echo\n").contains("-onlcr\n");

            shell.resize(99, 33);
            type(shell, "echo \"<$(stty size)>\"");
            assertThat(readUntil(shell, ">")).contains("<33 99>");

            type(shell, "exit 7");
            shell.waitFor();
            assertThat(shell.exitValue()).isEqualTo(7);
            assertThatThrownBy(() -> shell.resize(80, 24)).isInstanceOf(SshConnectionLostException.class);
        }
        await().until(() -> connection.info().openChannels() == 0);
        assertThat(connection.info().commandCount()).as("a shell is no command").isZero();
    }

    @Test
    void aRecordingPlaysBackWhatWasRead(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("shell.cast");
        String shown;
        try (SshShell shell = connection.shell(new SshPty("xterm", 80, 24, Map.of("ECHO", 0)))) {
            shell.record(file);
            assertThatThrownBy(() -> shell.record(folder.resolve("second"))).isInstanceOf(IllegalStateException.class);
            type(shell, "PS1=''; printf 'grüße \\342\\202\\254 \\360\\237\\230\\200 \\033[1m\"q\\\\\"\\001 end\\n'");
            shown = readUntil(shell, " end");
            shell.resize(100, 30);
            type(shell, "echo 'se''cret' > /dev/null; echo last");
            shown += readUntil(shell, "last");
        }
        List<String> lines = Files.readAllLines(file);
        JsonObject header = Json.createReader(new StringReader(lines.get(0))).readObject();
        assertThat(header.getInt("version")).isEqualTo(2);
        assertThat(header.getInt("width")).isEqualTo(80);
        assertThat(header.getInt("height")).isEqualTo(24);
        assertThat(header.getJsonObject("env").getString("TERM")).isEqualTo("xterm");
        List<JsonArray> events = lines.stream().skip(1).map(line -> Json.createReader(new StringReader(line)).readArray()).toList();
        assertThat(events.stream().filter(event -> event.getString(1).equals("o")).map(event -> event.getString(2))
                .collect(Collectors.joining())).isEqualTo(shown).contains("grüße € 😀 \u001b[1m\"q\\\"\u0001 end");
        assertThat(events.stream().filter(event -> event.getString(1).equals("r")).map(event -> event.getString(2)))
                .containsExactly("100x30");
        assertThat(events).isSortedAccordingTo((a, b) -> Double.compare(a.getJsonNumber(0).doubleValue(), b.getJsonNumber(0).doubleValue()));
        assertThat(lines).as("what was typed is not recorded").noneMatch(line -> line.contains("/dev/null"));
        if (Files.isExecutable(ASCIINEMA) || "true".equals(System.getenv("CI"))) {
            assertThat(playedByAsciinema(file)).isEqualTo(shown);
        }

        try (SshShell shell = connection.shell(SshPty.xterm())) {
            assertThatThrownBy(() -> shell.record(file)).isInstanceOf(FileAlreadyExistsException.class);
            shell.record(folder.resolve("third"));
        }
    }

    /** asciinema needs a terminal, which script(1) provides. */
    private static String playedByAsciinema(Path file) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", ASCIINEMA + " play -s 1000 " + file, "/dev/null");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String played = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return played;
    }

    @Test
    void aShellNeedsATerminalAndAValidEnvironment() {
        assertThatThrownBy(() -> connection.shell(null)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.shell(SshPty.xterm(), Map.of("A=B", "x"))).isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"A=B\"");
        assertThatThrownBy(() -> connection.shell(SshPty.xterm(), null)).isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTerminalCanOnlyBeResizedToASizeThatExists() throws Exception {
        try (SshShell shell = connection.shell(SshPty.xterm())) {
            for (int[] size : new int[][] {{0, 24}, {80, -1}, {65_536, 24}}) {
                assertThatThrownBy(() -> shell.resize(size[0], size[1])).isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(size[0] + " columns");
            }
            shell.resize(65_535, 1);
        }
    }

    /** An unsupported mode must not fail only when the terminal is requested. */
    @Test
    void everyTerminalModeCanBeRequested() throws Exception {
        Map<String, Integer> modes = SshPty.MODES.stream().collect(Collectors.toMap(mode -> mode, mode -> mode.startsWith("TTY_OP") ? 38_400 : 0));
        try (SshShell shell = connection.shell(new SshPty("vt100", 80, 24, modes))) {
            assertThat(shell.isAlive()).isTrue();
        }
    }
}
