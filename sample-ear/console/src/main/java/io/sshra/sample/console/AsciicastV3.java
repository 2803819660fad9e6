package io.sshra.sample.console;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes a recording, which the adapter has made as asciicast v2, as <a href="https://docs.asciinema.org/manual/asciicast/v3/">asciicast v3</a>,
 * the format of asciinema 3: times are counted from the event before, and the last event says how the shell has exited.
 */
final class AsciicastV3 {

    private static final int MILLIS = 1000;

    private final Recordings.Recording recording;
    private final Writer out;
    /** Milliseconds from the beginning to the last event. Intervals add up to it: they are not rounded one by one. */
    private long last;

    private AsciicastV3(Recordings.Recording recording, Writer out) {
        this.recording = recording;
        this.out = out;
    }

    /** @param lines of asciicast v2; if the recording goes on, the last one may be cut off */
    static void write(Recordings.Recording recording, BufferedReader lines, Writer out) throws IOException {
        String first = lines.readLine();
        if (first != null) {
            new AsciicastV3(recording, out).write(first, lines);
        }
    }

    /** When the recording began; this other time if that is not written yet. */
    static Instant began(Path file, Instant other) throws IOException {
        try (Stream<String> lines = Files.lines(file);
                JsonReader header = Json.createReader(new StringReader(lines.findFirst().orElse("")))) {
            return Instant.ofEpochSecond(header.readObject().getInt("timestamp"));
        } catch (JsonException notWritten) {
            return other;
        }
    }

    private void write(String first, BufferedReader lines) throws IOException {
        try (JsonReader header = Json.createReader(new StringReader(first))) {
            out.write(header(header.readObject()) + "\n");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try (JsonReader event = Json.createReader(new StringReader(line))) {
                    write(event.readArray());
                }
            }
        } catch (JsonException cutOff) {
            // The rest is not written yet.
        }
        if (recording.exitCode() != null) {
            event(Math.max(last, recording.length().toMillis()), "\"x\"", "\"" + recording.exitCode() + "\"");
        }
    }

    private JsonObject header(JsonObject v2) {
        JsonObjectBuilder terminal = Json.createObjectBuilder().add("cols", v2.getInt("width")).add("rows", v2.getInt("height"));
        if (v2.containsKey("env")) {
            terminal.add("type", v2.getJsonObject("env").getString("TERM"));
        }
        return Json.createObjectBuilder().add("version", 3).add("term", terminal).add("timestamp", recording.began().getEpochSecond())
                .add("title", recording.profile()).build();
    }

    private void write(JsonArray v2) throws IOException {
        event(Math.round(v2.getJsonNumber(0).doubleValue() * MILLIS), v2.get(1).toString(), v2.get(2).toString());
    }

    /**
     * @param at   milliseconds from the beginning
     * @param code in JSON, like the data
     */
    private void event(long at, String code, String data) throws IOException {
        long interval = at - last;
        last = at;
        out.write(String.format(Locale.ROOT, "[%d.%03d, %s, %s]%n", interval / MILLIS, interval % MILLIS, code, data));
    }
}
