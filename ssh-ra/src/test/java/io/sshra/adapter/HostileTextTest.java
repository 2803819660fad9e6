package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a name, a command or a path is used exactly or refused with a clear error. It never becomes another text. */
@RequiresOpenSsh
class HostileTextTest {

    private static final String MEBIBYTE = "x".repeat(1 << 20);

    private OpenSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;
    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        fixture = new AdapterFixture();
        connection = connect("alice", "s", "p");
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    private SshConnection connect(String user, String session, String profile) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec(user, session, profile, AdapterFixture.target(server).build()));
    }

    /** The first letter or symbol of each plane of Unicode, planes without any included. */
    static Stream<String> everyPlane() {
        return IntStream.rangeClosed(0, 16).mapToObj(plane -> IntStream.range(0x100, 0xfff0).map(low -> plane << 16 | low)
                .filter(point -> Character.isDefined(point) && !Character.isISOControl(point)
                        && Character.getType(point) != Character.FORMAT && Character.getType(point) != Character.SURROGATE)
                .findFirst().orElse(plane << 16 | 0x100)).map(Character::toString);
    }

    @ParameterizedTest
    @MethodSource("everyPlane")
    void everyPlaneOfUnicodeIsExact(String text) throws Exception {
        assertThat(connection.exec(SshCommand.of("printf", "%s", text)).stdout()).isEqualTo(text);
        try (FileSystem files = connection.fileSystem(StandardCharsets.UTF_8)) {
            Path file = files.getPath(folder.toString(), text + "-file");
            Files.writeString(file, text);
            try (Stream<Path> all = Files.list(file.getParent())) {
                assertThat(all.map(path -> path.getFileName().toString())).containsExactly(text + "-file");
            }
            Files.delete(file);
        }
        try (SshConnection named = connect("user " + text, "session " + text, "profile " + text)) {
            assertThat(named.info().profile()).isEqualTo("profile " + text);
            assertThat(fixture.factory.sessions().connections("user " + text, "session " + text)).hasSize(1);
            assertThat(fixture.factory.sessions().connections("user " + text + " ", "session " + text)).isEmpty();
        }
    }

    static Stream<String> noNames() {
        return Stream.of("", "\0", "a\nb", "a\rb", "\u001b[31m", "\u0085", "\u2028", "\u202e", "\ufeff", Character.toString(0xe0041), MEBIBYTE);
    }

    @ParameterizedTest
    @MethodSource("noNames")
    void anInvalidNameGivesAnErrorOfOneShortLine(String name) {
        for (ThrowingCallable spec : List.<ThrowingCallable>of(() -> SshConnectionSpec.of(name, "s", "p"),
                () -> SshConnectionSpec.of("u", name, "p"), () -> SshConnectionSpec.of("u", "s", name))) {
            assertThatThrownBy(spec).isExactlyInstanceOf(IllegalArgumentException.class).hasMessageMatching("\\P{C}{1,500}");
        }
    }

    @Test
    void aCommandMayHaveAnythingButNul() throws Exception {
        String text = "a\nb\r\t\u001b[2J\u202e'\"\\$`!*?;&|<>()#~ ";
        assertThat(connection.exec(SshCommand.of("printf", "%s", text)).stdout()).isEqualTo(text);
        for (String none : List.of("", " ", "a\0b")) {
            assertThatThrownBy(() -> connection.exec(none)).isExactlyInstanceOf(IllegalArgumentException.class)
                    ;
        }
    }

    /** A server that receives a packet beyond its limit ends the connection, with everything that runs on it. */
    @Test
    void textTooLongForAPacketIsNotSent() throws Exception {
        assertThatThrownBy(() -> connection.exec("echo " + MEBIBYTE)).isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("\\P{C}{1,500}");
        assertThatThrownBy(() -> connection.shell(SshPty.xterm(), Map.of("A", MEBIBYTE))).isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("\\P{C}{1,500}");
        assertThat(connection.exec("echo " + "x".repeat(60_000)).stdout()).hasSize(60_001);
        assertThat(server.authenticatedConnections()).as("the same connection").isEqualTo(1);
    }

    @Test
    void aPathMayHaveAnythingButNulUpToTheServersLimit() throws Exception {
        try (FileSystem files = connection.fileSystem(StandardCharsets.UTF_8)) {
            String name = "a\nb\u001b[2J\u202e'\"*";
            Path file = files.getPath(folder.toString(), name);
            Files.writeString(file, "content");
            assertThat(folder.resolve(name)).hasContent("content");
            assertThatThrownBy(() -> files.getPath("a\0b")).isInstanceOf(InvalidPathException.class);
            assertThatThrownBy(() -> Files.size(files.getPath(folder.toString(), MEBIBYTE))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Files.size(files.getPath(folder.toString(), "x".repeat(5000)))).isInstanceOf(IOException.class);
            assertThat(Files.readString(file)).as("it goes on").isEqualTo("content");
        }
    }
}
