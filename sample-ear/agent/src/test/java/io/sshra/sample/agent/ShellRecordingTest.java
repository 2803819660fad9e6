package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellRecordingTest {

    @TempDir
    private Path folder;

    private static JsonArray event(String line) {
        return Json.createReader(new StringReader(line)).readArray();
    }

    @Test
    void commandsAndTheirOutputAreRecordedAsATerminalWouldShowThem() throws Exception {
        Path file = folder.resolve("1.cast");
        try (ShellRecording recording = new ShellRecording(file)) {
            recording.command("echo \"ä\"");
            ShellRecording.Stream out = recording.stream();
            byte[] text = "\u001b[31mä\n".getBytes(StandardCharsets.UTF_8);
            recording.output(out, text, 0, 6);
            recording.output(out, text, 6, text.length - 6);
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(Json.createReader(new StringReader(lines.get(0))).readObject().getInt("version")).isEqualTo(2);
        assertThat(lines.subList(1, lines.size())).extracting(line -> event(line).getString(2))
                .containsExactly("$ echo \"ä\"\r\n", "\u001b[31m", "ä\r\n");
        assertThat(event(lines.get(1)).getString(1)).isEqualTo("o");
    }

    @Test
    void aLongRecordingSaysThatItIsFull() throws Exception {
        Path file = folder.resolve("1.cast");
        ShellRecording recording = new ShellRecording(file);
        byte[] much = "x".repeat(3 << 20).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3; i++) {
            recording.output(recording.stream(), much, 0, much.length);
        }
        assertThat(Files.size(file)).isLessThan(4 << 20);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(lines.size() - 1)).contains("it is full");
    }
}
