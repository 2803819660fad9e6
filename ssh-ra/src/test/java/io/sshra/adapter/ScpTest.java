package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferProgress;
import io.sshra.SshTransferResult;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers by SCP: with OpenSSH's {@code scp}, and with servers that break its rules. */
@RequiresOpenSsh
class ScpTest {

    private static final byte[] LARGE = Content.random(2_000_001);
    private static final SshTransferOptions SCP = SshTransferOptions.defaults().withScp();

    @TempDir
    private Path here;
    @TempDir
    private Path there;

    enum Kind {
        OPENSSH,
        /** It has no SFTP. */
        MINA
    }

    /** What a test does on a connection. */
    private interface Work {
        void on(SshConnection connection) throws Exception;
    }

    private static void on(SshTarget.Builder target, Work work) throws Exception {
        try (AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target.build()))) {
            work.on(connection);
        }
    }

    private static void on(Kind kind, Work work) throws Exception {
        if (kind == Kind.OPENSSH) {
            try (OpenSshServer server = OpenSshServer.start()) {
                on(AdapterFixture.target(server), work);
            }
        } else {
            try (EmbeddedSshServer server = EmbeddedSshServer.start()) {
                on(AdapterFixture.target(server), work);
            }
        }
    }

    /** A server whose commands send this, and then wait for the end of their input. */
    private static void onServerSending(String output, Work work) throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setCommandFactory((channel, command) ->
                new AbstractCommandSupport(command, null) {
                    @Override
                    public void run() {
                        try {
                            getOutputStream().write(output.getBytes(StandardCharsets.ISO_8859_1));
                            getOutputStream().flush();
                            getInputStream().readAllBytes();
                            onExit(0);
                        } catch (IOException e) {
                            onExit(1, e.getMessage());
                        }
                    }
                }))) {
            on(AdapterFixture.target(server), work);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertFails(ThrowingCallable call, SshErrorCode code, String said) {
        assertThatThrownBy(call).isInstanceOf(SshException.class).hasMessageContaining(said).extracting("code").isEqualTo(code);
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectories(here.resolve("tree/sub")).getParent();
        Files.write(tree.resolve("sub/large"), LARGE);
        Files.writeString(tree.resolve("a 'name' with $(signs) & more"), "small");
        Files.write(tree.resolve("empty"), new byte[0]);
        Files.createSymbolicLink(tree.resolve("link"), Path.of("sub"));
        return tree;
    }

    private static void assertTree(Path tree) throws IOException {
        assertThat(names(tree)).containsExactly("a 'name' with $(signs) & more", "empty", "sub");
        assertThat(tree.resolve("sub/large")).satisfies(Content.exactly(LARGE));
        assertThat(tree.resolve("a 'name' with $(signs) & more")).hasContent("small");
        assertThat(tree.resolve("empty")).isEmptyFile();
    }

    @ParameterizedTest
    @EnumSource
    void filesAreTransferredWhateverTheirSize(Kind kind) throws Exception {
        on(kind, connection -> {
            for (int size : new int[] {0, 1, 32 * 1024, 32 * 1024 + 1, LARGE.length}) {
                byte[] content = Arrays.copyOf(LARGE, size);
                Path source = Files.write(here.resolve("source"), content);
                String remote = there.resolve("a 'target'").toString();
                SshTransferResult up = connection.upload(source, remote, SCP);
                assertThat(there.resolve("a 'target'")).satisfies(Content.exactly(content));
                SshTransferResult down = connection.download(remote, here.resolve("down"), SCP);
                assertThat(here.resolve("down")).satisfies(Content.exactly(content));
                assertThat(List.of(up.bytes(), down.bytes(), up.files(), down.files())).containsExactly((long) size, (long) size, 1L, 1L);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void treesAreCreatedAndFilled(Kind kind) throws Exception {
        on(kind, connection -> {
            Path tree = tree();
            for (int i = 0; i < 2; i++) {
                SshTransferResult result = connection.upload(tree, there.resolve("up").toString(), SCP);
                assertThat(result.files()).isEqualTo(3);
                assertThat(result.skipped()).as("the link").isEqualTo(1);
                assertTree(there.resolve("up"));
                connection.download(there.resolve("up").toString(), here.resolve("down"), SCP);
                assertTree(here.resolve("down"));
            }
        });
    }

    @Test
    void timesAndPermissionsAreKept() throws Exception {
        on(Kind.OPENSSH, connection -> {
            Path tree = tree();
            FileTime time = FileTime.fromMillis(1_000_000_000_000L);
            Files.setPosixFilePermissions(tree.resolve("sub/large"), PosixFilePermissions.fromString("rw-r-x--x"));
            Files.setLastModifiedTime(tree.resolve("sub/large"), time);
            Files.setPosixFilePermissions(tree.resolve("sub"), PosixFilePermissions.fromString("r-xr-x--x"));
            Files.setLastModifiedTime(tree.resolve("sub"), time);
            SshTransferOptions keeping = SCP.withTimes().withPermissions();
            connection.upload(tree, there.resolve("up").toString(), keeping);
            connection.download(there.resolve("up").toString(), here.resolve("down"), keeping);
            for (Path copy : List.of(there.resolve("up"), here.resolve("down"))) {
                assertTree(copy);
                for (String name : List.of("sub", "sub/large")) {
                    assertThat(Files.getPosixFilePermissions(copy.resolve(name))).as(name)
                            .isEqualTo(Files.getPosixFilePermissions(tree.resolve(name)));
                    assertThat(Files.getLastModifiedTime(copy.resolve(name))).as(name).isEqualTo(time);
                }
                Files.setPosixFilePermissions(copy.resolve("sub"), PosixFilePermissions.fromString("rwxr-x--x"));
            }
            Files.setPosixFilePermissions(tree.resolve("sub"), PosixFilePermissions.fromString("rwxr-x--x"));
        });
    }

    @Test
    void progressIsReportedAndADownloadHasItsNameWhenItIsComplete() throws Exception {
        on(Kind.OPENSSH, connection -> {
            Path source = Files.write(there.resolve("source"), LARGE);
            List<SshTransferProgress> told = new ArrayList<>();
            Set<String> seen = new TreeSet<>();
            connection.download(source.toString(), here.resolve("target"), SCP.withListener(progress -> {
                if (progress.bytes() < LARGE.length) {
                    seen.addAll(List.of(here.toFile().list()));
                }
                return told.add(progress);
            }));
            assertThat(seen).hasSize(1).allMatch(name -> name.endsWith(".part"));
            assertThat(names(here)).containsExactly("target");
            assertThat(told.get(told.size() - 1).bytes()).isEqualTo(LARGE.length);
            assertFails(() -> connection.upload(source, there.resolve("x").toString(), SCP.withListener(progress -> progress.bytes() == 0)),
                    SshErrorCode.TRANSFER_CANCELLED, "source");
        });
    }

    @Test
    void failuresHaveTheWordsOfTheServer() throws Exception {
        on(Kind.OPENSSH, connection -> {
            Path source = Files.writeString(here.resolve("source"), "content");
            assertFails(() -> connection.download(there + "/missing", here.resolve("target"), SCP), SshErrorCode.TRANSFER_FAILED, "No such file");
            assertFails(() -> connection.upload(source, there + "/missing/target", SCP), SshErrorCode.TRANSFER_FAILED, "No such file");
            assertFails(() -> connection.upload(source, there + "/..", SCP), SshErrorCode.TRANSFER_FAILED, "name of a file");
            assertThatThrownBy(() -> connection.upload(new ByteArrayInputStream(LARGE), "target", SCP))
                    .isExactlyInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("a stream has no times");
            assertThat(names(here)).containsExactly("source");
            assertThat(names(there)).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "..", ".", "sub/evil", "/tmp/evil"})
    void noServerWritesOutsideTheTarget(String name) throws Exception {
        onServerSending("D0755 0 tree\nC0644 4 " + name + "\nevil\0E\n", connection -> {
            assertFails(() -> connection.download("tree", here.resolve("target"), SCP), SshErrorCode.TRANSFER_FAILED, "elsewhere");
            assertThat(names(here)).containsExactly("target");
            assertThat(names(here.resolve("target"))).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0644 4 a\nevil\0C0644 4 b\nevil\0", "C0644 4 a\nevil\1disk failure\n", "C0644 -4 a\n", "E\n", "Hello\n", "C0644 4 a",
            "T1 2\n", "D0755 0 tree\nC0644 4 a\nevil\0E\nE\n", "\2no\n", ""})
    void aServerThatBreaksTheRulesFailsTheTransfer(String output) throws Exception {
        onServerSending(output, connection -> assertFails(() -> connection.download("x", here.resolve("target"), SCP.withTimeout(Duration.ofSeconds(1))),
                output.isEmpty() || output.equals("C0644 4 a") ? SshErrorCode.TRANSFER_TIMEOUT : SshErrorCode.TRANSFER_FAILED, "SCP"));
    }

    @Test
    void aLinkOfAnEarlierDownloadIsNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(here.resolve("elsewhere"));
        Files.createSymbolicLink(Files.createDirectory(here.resolve("target")).resolve("sub"), elsewhere);
        onServerSending("D0755 0 tree\nD0755 0 sub\nC0644 4 evil\nevil\0E\nE\n", connection ->
                assertFails(() -> connection.download("tree", here.resolve("target"), SCP), SshErrorCode.TRANSFER_FAILED, "sub"));
        assertThat(names(elsewhere)).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftByTimeLimitOrInterrupt() throws Exception {
        Path source = Files.write(here.resolve("source"), LARGE);
        onServerSending("", connection -> {
            assertFails(() -> connection.upload(source, "x", SCP.withTimeout(Duration.ofMillis(300))), SshErrorCode.TRANSFER_TIMEOUT, "PT0.3S");
            Thread.currentThread().interrupt();
            assertFails(() -> connection.upload(source, "x", SCP), SshErrorCode.INTERRUPTED, "interrupted");
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    @Test
    void aGreetingOnStandardErrorDoesNotMatter() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setCommandFactory((channel, command) ->
                new ProcessShellFactory(command, "/bin/sh", "-c", "echo Welcome >&2; " + command).createShell(channel)))) {
            on(AdapterFixture.target(server), connection -> {
                connection.download(tree().toString(), here.resolve("down"), SCP);
                connection.upload(here.resolve("down"), there.resolve("up").toString(), SCP);
                assertThat(there.resolve("up/sub/large")).satisfies(Content.exactly(LARGE));
                assertFails(() -> connection.download(there + "/missing", here.resolve("target"), SCP), SshErrorCode.TRANSFER_FAILED, "No such file");
            });
        }
    }

    /** A server whose commands say this on standard error, then the other on standard output, and wait for the end of their input. */
    private void onServerSaying(String errors, String output, Work work) throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setCommandFactory((channel, command) ->
                new AbstractCommandSupport(command, null) {
                    @Override
                    public void run() {
                        try {
                            say(getErrorStream(), errors);
                            say(getOutputStream(), output);
                            getInputStream().readAllBytes();
                            onExit(0);
                        } catch (IOException e) {
                            onExit(1, e.getMessage());
                        }
                    }
                }))) {
            on(AdapterFixture.target(server), work);
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hello\n", "\2no\n"})
    void whatAServerSaysOnStandardErrorIsInTheMessage(String output) throws Exception {
        Path source = Files.writeString(here.resolve("source"), "content");
        SshTransferOptions options = output.isEmpty() ? SCP.withTimeout(Duration.ofSeconds(1)) : SCP;
        SshErrorCode code = output.isEmpty() ? SshErrorCode.TRANSFER_TIMEOUT : SshErrorCode.TRANSFER_FAILED;
        onServerSaying("flash is full\u001b[2J\n", output, connection -> {
            assertFails(() -> connection.download("x", here.resolve("target"), options), code, "on standard error: \"flash is full\\u001b[2J\"");
            assertFails(() -> connection.upload(source, "x", options), code, "on standard error: \"flash is full\\u001b[2J\"");
        });
    }

    /** More than the channel's window, which both streams share (RFC 4254 section 5.2). Fault: the transfer waited for ever. */
    @Test
    void aServerThatSaysMuchOnStandardErrorDoesNotStallTheTransfer() throws Exception {
        try (OpenSshServer server = OpenSshServer.start("ForceCommand head -c 8000000 /dev/zero >&2; eval \"$SSH_ORIGINAL_COMMAND\"")) {
            on(AdapterFixture.target(server), connection -> {
                Path source = Files.write(here.resolve("source"), LARGE);
                connection.upload(source, there.resolve("up").toString(), SCP);
                connection.download(there.resolve("up").toString(), here.resolve("down"), SCP);
                assertThat(here.resolve("down")).satisfies(Content.exactly(LARGE));
            });
        }
    }

    /** It ends when it is about to read a content that does not fit into its window, so that a write fails, not a read. */
    @Test
    void theWordsOfACommandThatEndsWithinAFileAreTold() throws Exception {
        Path source = Files.write(here.resolve("source"), Content.random(20_000_000));
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setCommandFactory((channel, command) ->
                new AbstractCommandSupport(command, null) {
                    @Override
                    public void run() {
                        try {
                            getOutputStream().write(0);
                            getOutputStream().flush();
                            for (int b = getInputStream().read(); b >= 0 && b != '\n'; b = getInputStream().read()) {
                                // The line that names the file.
                            }
                            getOutputStream().write(0);
                            getOutputStream().flush();
                            getErrorStream().write("no space left\n".getBytes(StandardCharsets.US_ASCII));
                            getErrorStream().flush();
                            onExit(1);
                        } catch (IOException e) {
                            onExit(2, e.getMessage());
                        }
                    }
                }))) {
            on(AdapterFixture.target(server), connection ->
                    assertFails(() -> connection.upload(source, "x", SCP), SshErrorCode.TRANSFER_FAILED, "no space left"));
        }
    }

    @Test
    void aServerWithoutScpIsReported() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setCommandFactory((channel, command) ->
                new AbstractCommandSupport(command, null) {
                    @Override
                    public void run() {
                        try {
                            getErrorStream().write("scp: not found\n".getBytes(StandardCharsets.US_ASCII));
                            getErrorStream().flush();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                        onExit(127);
                    }
                }))) {
            on(AdapterFixture.target(server), connection ->
                    assertFails(() -> connection.download("x", here.resolve("x"), SCP), SshErrorCode.TRANSFER_FAILED, "scp: not found"));
        }
    }
}
