package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordingsTest {

    private static final Instant BEGAN = Instant.parse("2026-11-30T12:00:00.25Z");
    private static final String HEADER = "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": 1796040000, \"env\": {\"TERM\": \"xterm-256color\"}}\n";
    private static final String HEADER_3 = "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24,\"type\":\"xterm-256color\"},\"timestamp\":1796040000,\"title\":\"web-1\"}\n";

    private Instant now = BEGAN;
    private final Recordings recordings = new Recordings(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    });

    @AfterEach
    void delete() {
        recordings.delete();
    }

    @Test
    void aRecordingHasItsUserBeginningAndLength() throws Exception {
        Path file = recordings.begin("web-1", "alice");
        Files.writeString(file, HEADER);
        assertThat(recordings.all()).singleElement().satisfies(recording -> {
            assertThat(recording.who()).isEqualTo("alice");
            assertThat(recording.began()).isEqualTo(BEGAN);
            assertThat(recording.length()).as("while it goes on").isNull();
        });
        now = BEGAN.plusSeconds(65);
        recordings.end(file, 3);

        assertThat(recordings.all()).singleElement().satisfies(recording -> {
            assertThat(recording.length()).isEqualTo(Duration.ofSeconds(65));
            assertThat(recording.exitCode()).isEqualTo(3);
        });
        assertThat(RecordingResource.Row.of(recordings.all().get(0)))
                .isEqualTo(new RecordingResource.Row("1", "web-1", "alice", "2026-11-30T12:00:00.250Z", 65_000L));
    }

    @Test
    void whatWasNotRecordedIsNotListedAndItsNumberIsNotUsedAgain() throws Exception {
        Path first = recordings.begin("web-1", "alice");
        recordings.end(first, null);
        assertThat(recordings.all()).isEmpty();

        Path second = recordings.begin("web-1", "alice");
        Files.writeString(second, HEADER);

        assertThat(recordings.all()).singleElement().satisfies(recording -> assertThat(recording.name()).isEqualTo("2"));
        recordings.delete();
        assertThat(second).doesNotExist();
        assertThat(second.getParent()).doesNotExist();
    }

    @Test
    void theTimesOfAnAgentsShellAreThoseOfItsFile() throws Exception {
        Path file = recordings.begin("web-1", "alice");
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(BEGAN));
        assertThat(Recordings.ofFile("a", "web-1", "agent", file).began()).as("nothing is written yet").isEqualTo(BEGAN);
        Files.writeString(file, HEADER);
        Files.setLastModifiedTime(file, FileTime.from(BEGAN.plusSeconds(65)));

        Recordings.Recording recording = Recordings.ofFile("a", "web-1", "agent", file);

        assertThat(recording.began()).isEqualTo(Instant.ofEpochSecond(1796040000));
        assertThat(recording.length()).isEqualTo(Duration.between(recording.began(), BEGAN.plusSeconds(65)));
    }

    private static String v3(String v2, Duration length, Integer exitCode) throws IOException {
        StringWriter written = new StringWriter();
        AsciicastV3.write(new Recordings.Recording("1", "web-1", "alice", BEGAN, Path.of("unused"), length, exitCode),
                new BufferedReader(new StringReader(v2)), written);
        return written.toString();
    }

    @Test
    void asciicastV3CountsFromTheEventBeforeAndEndsWithTheExitCode() throws Exception {
        assertThat(v3(HEADER + "[0.100400, \"o\", \"gr\\u00fc\\u00dfe \\u001b[1m\\\"q\\\"\"]\n[0.200800, \"r\", \"100x30\"]\n[0.301200, \"o\", \"x\"]\n",
                Duration.ofMillis(1500), 7)).isEqualTo(HEADER_3 + "[0.100, \"o\", \"gr\u00fc\u00dfe \\u001b[1m\\\"q\\\"\"]\n"
                        + "[0.101, \"r\", \"100x30\"]\n[0.100, \"o\", \"x\"]\n[1.199, \"x\", \"7\"]\n");
    }

    @Test
    void aRecordingThatGoesOnMayBeCutOff() throws Exception {
        assertThat(v3(HEADER + "[0.100000, \"o\", \"whole\"]\n[0.200000, \"o\", \"hal", null, null))
                .isEqualTo(HEADER_3 + "[0.100, \"o\", \"whole\"]\n");
        assertThat(v3("", null, null)).as("nothing is written yet").isEmpty();
        assertThat(v3(HEADER.substring(0, 20), null, null)).isEmpty();
    }

    /** The length and the times of events come from two clocks. */
    @Test
    void theExitIsNotBeforeTheLastOutput() throws Exception {
        assertThat(v3(HEADER + "[2.000000, \"o\", \"late\"]\n", Duration.ofMillis(1999), 0)).endsWith("[0.000, \"x\", \"0\"]\n");
    }
}
