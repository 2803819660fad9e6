package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPolicyException;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import io.sshra.base.RefusedPathException;
import io.sshra.testing.AuditLog;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules for paths of SFTP, with MINA's server and with OpenSSH. docs/security.md has the attempts.
 *
 * <pre>
 *     in/     may be read and written: a, link to ../out, file to ../out/secret, new to ../out/new, self to in
 *     look/   may be read: b
 *     drop/   may be written: c
 *     out/    has no rule: secret
 * </pre>
 */
class PolicyFilesTest {

    abstract static class Attempts {

        @TempDir
        private Path temporary;
        Path top;
        private final String user = "files-" + UUID.randomUUID();

        abstract SshTarget.Builder target();

        /** Whether REALPATH of this server resolves links. */
        abstract boolean resolvesLinks();

        @BeforeEach
        void files() throws IOException {
            top = temporary.toRealPath();
            for (String folder : List.of("in", "look", "drop", "out")) {
                Files.createDirectory(top.resolve(folder));
            }
            Files.writeString(top.resolve("in/a"), "a");
            Files.writeString(top.resolve("look/b"), "b");
            Files.writeString(top.resolve("drop/c"), "c");
            Files.writeString(top.resolve("out/secret"), "secret");
            Files.createSymbolicLink(top.resolve("in/link"), Path.of("../out"));
            Files.createSymbolicLink(top.resolve("in/file"), Path.of("../out/secret"));
            Files.createSymbolicLink(top.resolve("in/new"), Path.of("../out/new"));
            Files.createSymbolicLink(top.resolve("in/self"), Path.of("../look"));
        }

        interface Work {
            void with(SshConnection connection, FileSystem there) throws Exception;
        }

        void connected(Work work) throws Exception {
            Path file = Files.writeString(top.resolve("policy"), "Level P\nAllow read " + top + "/in\nAllow read " + top + "/in/**\nAllow write " + top
                    + "/in/**\nAllow read " + top + "/look/**\nAllow write " + top + "/drop/**\n");
            try (AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> definition.setPolicyFile(file.toString()));
                    SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec(user, "s", "box", target().privilegeLevel("P").build()));
                    FileSystem there = connection.fileSystem()) {
                work.with(connection, there);
            }
        }

        static void assertRefused(ThrowingCallable attempt) {
            assertThatThrownBy(attempt).isInstanceOf(RefusedPathException.class).hasMessageContaining("level P does not allow");
        }

        /** To MINA's server, which takes the folder above a link for the one that the link is in, the last is a way to nothing. */
        private List<String> waysToTheSecret() {
            return Stream.of("/out/secret", "/in/../out/secret", "/in/link/secret", "/in/file", "/in/./link//secret", "//out/secret", "/look/../out/secret",
                    "/in/link/../out/secret").limit(resolvesLinks() ? 8 : 7).map(way -> top + way).toList();
        }

        @Test
        void whatIsAllowedWorks() throws Exception {
            connected((connection, there) -> {
                Path in = there.getPath(top + "/in");
                assertThat(Files.readString(in.resolve("a"))).isEqualTo("a");
                assertThat(Files.readString(there.getPath(top + "/look/b"))).isEqualTo("b");
                Files.writeString(in.resolve("n"), "new");
                Files.createDirectory(in.resolve("d"));
                Files.move(in.resolve("n"), in.resolve("d/m"));
                Files.move(in.resolve("d/m"), in.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
                Files.setLastModifiedTime(in.resolve("a"), FileTime.fromMillis(5000));
                assertThat(Files.getLastModifiedTime(top.resolve("in/a")).toMillis()).isEqualTo(5000);
                Files.delete(in.resolve("d"));
                Files.delete(in.resolve("file"));
                assertThat(Files.exists(top.resolve("in/file"), LinkOption.NOFOLLOW_LINKS)).isFalse();
                try (Stream<Path> names = Files.list(in)) {
                    assertThat(names.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("a", "link", "new", "self");
                }
                Files.writeString(there.getPath(top + "/drop/x"), "dropped");
                assertThat(Files.readString(top.resolve("in/a"))).isEqualTo("new");
                assertThat(Files.readString(top.resolve("drop/x"))).isEqualTo("dropped");
            });
        }

        @Test
        void noWayLeadsToAFileWithoutARule() throws Exception {
            connected((connection, there) -> {
                for (String way : waysToTheSecret()) {
                    Path secret = there.getPath(way);
                    assertRefused(() -> Files.readString(secret));
                    assertRefused(() -> Files.newByteChannel(secret).close());
                    assertRefused(() -> Files.size(secret));
                    assertRefused(() -> Files.writeString(secret, "x"));
                    assertRefused(() -> Files.writeString(secret, "x", StandardOpenOption.APPEND));
                    assertRefused(() -> Files.copy(secret, there.getPath(top + "/in/copy")));
                    assertRefused(() -> Files.setPosixFilePermissions(secret, Set.of(PosixFilePermission.OWNER_READ)));
                    assertThat(Files.exists(secret)).isFalse();
                }
                for (String folder : List.of(top + "/out", top + "/in/link", top + "/in/link/", top + "/in/..", "/", top.toString())) {
                    assertRefused(() -> Files.newDirectoryStream(there.getPath(folder)).close());
                }
                assertRefused(() -> Files.delete(there.getPath(top + "/out/secret")));
                assertRefused(() -> Files.delete(there.getPath(top + "/in/link/secret")));
                assertRefused(() -> Files.createDirectory(there.getPath(top + "/in/link/folder")));
                assertRefused(() -> Files.createDirectory(there.getPath(top + "/folder")));
            });
            assertThat(Files.readString(top.resolve("out/secret"))).isEqualTo("secret");
            assertThat(top.resolve("out").toFile().list()).containsExactly("secret");
            assertThat(Files.exists(top.resolve("in/copy"))).isFalse();
        }

        /** OpenSSH would create the file that the link names. */
        @Test
        void aLinkThatLeadsNowhereIsNotWrittenThrough() throws Exception {
            connected((connection, there) -> {
                assertRefused(() -> Files.writeString(there.getPath(top + "/in/new"), "x"));
                assertRefused(() -> Files.writeString(there.getPath(top + "/in/new"), "x", StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            });
            assertThat(Files.exists(top.resolve("out/new"))).isFalse();
        }

        @Test
        void aLinkToAFileThatIsAllowedIsFollowedWhereTheServerResolvesIt() throws Exception {
            connected((connection, there) -> {
                Path file = there.getPath(top + "/in/self/b");
                if (resolvesLinks()) {
                    assertThat(Files.readString(file)).isEqualTo("b");
                } else {
                    assertRefused(() -> Files.readString(file));
                }
                assertRefused(() -> Files.writeString(file, "x"));
            });
        }

        @Test
        void readingAndWritingAreAllowedApart() throws Exception {
            connected((connection, there) -> {
                assertRefused(() -> Files.writeString(there.getPath(top + "/look/b"), "x"));
                assertRefused(() -> Files.writeString(there.getPath(top + "/look/new"), "x"));
                assertRefused(() -> Files.delete(there.getPath(top + "/look/b")));
                assertRefused(() -> Files.setLastModifiedTime(there.getPath(top + "/look/b"), FileTime.fromMillis(0)));
                assertRefused(() -> Files.readString(there.getPath(top + "/drop/c")));
                assertThat(Files.size(there.getPath(top + "/drop/c"))).isEqualTo(1);
                assertRefused(() -> FileChannel.open(there.getPath(top + "/drop/c"), StandardOpenOption.READ, StandardOpenOption.WRITE).close());
                try (FileChannel reading = FileChannel.open(there.getPath(top + "/look/b"), StandardOpenOption.READ)) {
                    assertThatThrownBy(() -> reading.truncate(0)).isInstanceOf(NonWritableChannelException.class);
                }
            });
            assertThat(Files.readString(top.resolve("look/b"))).isEqualTo("b");
        }

        @Test
        void noFileBecomesReadableByBeingMovedOrLinked() throws Exception {
            Files.createDirectory(top.resolve("drop/folder"));
            connected((connection, there) -> {
                assertRefused(() -> Files.move(there.getPath(top + "/drop/c"), there.getPath(top + "/in/c")));
                assertRefused(() -> Files.move(there.getPath(top + "/out/secret"), there.getPath(top + "/in/c")));
                assertRefused(() -> Files.move(there.getPath(top + "/in/a"), there.getPath(top + "/out/a")));
                assertRefused(() -> Files.move(there.getPath(top + "/in/a"), there.getPath(top + "/in/link/a")));
                assertRefused(() -> Files.move(there.getPath(top + "/drop/folder"), there.getPath(top + "/drop/other")));
                assertRefused(() -> Files.createSymbolicLink(there.getPath(top + "/in/l"), there.getPath(top + "/out/secret")));
                assertThatThrownBy(() -> Files.createLink(there.getPath(top + "/in/l"), there.getPath(top + "/out/secret")))
                        .isInstanceOf(UnsupportedOperationException.class);
                Files.move(there.getPath(top + "/in/a"), there.getPath(top + "/drop/a"));
            });
            assertThat(top.resolve("in").toFile().list()).containsExactlyInAnyOrder("link", "file", "new", "self");
            assertThat(Files.exists(top.resolve("drop/c"))).isTrue();
        }

        @Test
        void transfersAreCheckedLikeFileSystems() throws Exception {
            connected((connection, there) -> {
                Path local = Files.createDirectories(top.resolve("local/sub")).getParent();
                Files.writeString(local.resolve("sub/f"), "f");
                connection.upload(local, top + "/in/tree", SshTransferOptions.defaults());
                assertThat(Files.readString(top.resolve("in/tree/sub/f"))).isEqualTo("f");
                connection.upload(new ByteArrayInputStream("d".getBytes(StandardCharsets.UTF_8)), top + "/drop/d", SshTransferOptions.defaults());
                connection.download(top + "/look/b", top.resolve("local/b"), SshTransferOptions.defaults());
                for (String way : waysToTheSecret()) {
                    assertThatThrownBy(() -> connection.download(way, top.resolve("local/s"), SshTransferOptions.defaults()))
                            .isInstanceOfSatisfying(SshPolicyException.class, e -> {
                                assertThat(e.code()).isEqualTo(SshErrorCode.POLICY_FILE_REFUSED);
                                assertThat(e.level()).isEqualTo("P");
                            });
                    // An upload replaces a link, instead of following it.
                    if (!way.endsWith("/in/file")) {
                        assertThatThrownBy(() -> connection.upload(local.resolve("b"), way, SshTransferOptions.defaults().withDirectWriting()))
                                .isInstanceOf(SshPolicyException.class);
                    }
                }
                connection.upload(local.resolve("b"), top + "/in/file", SshTransferOptions.defaults().withDirectWriting());
                assertThatThrownBy(() -> connection.upload(local, top + "/in/link", SshTransferOptions.defaults())).isInstanceOf(SshException.class);
            });
            assertThat(Files.exists(top.resolve("local/s"))).isFalse();
            assertThat(top.resolve("out").toFile().list()).containsExactly("secret");
            assertThat(Files.readString(top.resolve("out/secret"))).isEqualTo("secret");
        }

        @Test
        void theAuditLogHasTheRealPathAndTheRule() throws Exception {
            try (AuditLog log = new AuditLog(Level.FINE)) {
                connected((connection, there) -> {
                    Files.readString(there.getPath(top + "/in/./../in/a"));
                    assertRefused(() -> Files.readString(there.getPath(top + "/in/../out/secret")));
                });
                assertThat(log.lines(user).stream().filter(line -> line.contains("event=policy")).map(line -> line.replaceAll(".*( result=.*)", "$1")))
                        .containsExactly(" result=ok level=P kind=files rule=" + top + "/policy:2 path=- approval=-",
                                " result=ok level=P kind=read rule=" + top + "/policy:3 path=" + top + "/in/a approval=-",
                                " result=SSHRA002003 level=P kind=read rule=- path=" + top + "/out/secret approval=-");
            }
        }
    }

    @Nested
    class Mina extends Attempts {

        private static final AtomicInteger BEGUN = new AtomicInteger();
        private static EmbeddedSshServer server;

        @BeforeAll
        static void start() {
            server = EmbeddedSshServer.start(customized -> customized.setSubsystemFactories(List.of(new SftpSubsystemFactory() {
                @Override
                public Command createSubsystem(ChannelSession channel) throws IOException {
                    BEGUN.incrementAndGet();
                    return super.createSubsystem(channel);
                }
            })));
        }

        /** Answers that nobody waits for would keep it from its next user. */
        @Test
        void aRefusalLeavesTheChannelToTheNextUser() throws Exception {
            int before = BEGUN.get();
            connected((connection, there) -> {
                assertRefused(() -> Files.readString(there.getPath(top + "/in/link/a/b/c/d")));
                there.close();
                connection.upload(new ByteArrayInputStream(new byte[1]), top + "/in/x", SshTransferOptions.defaults());
            });
            assertThat(BEGUN.get() - before).isEqualTo(1);
        }

        @AfterAll
        static void stop() {
            server.close();
        }

        @Override
        SshTarget.Builder target() {
            return AdapterFixture.target(server);
        }

        @Override
        boolean resolvesLinks() {
            return false;
        }
    }

    @Nested
    @RequiresOpenSsh
    class OpenSsh extends Attempts {

        private static OpenSshServer server;

        @BeforeAll
        static void start() {
            server = OpenSshServer.start();
        }

        @AfterAll
        static void stop() {
            server.close();
        }

        @Override
        SshTarget.Builder target() {
            return AdapterFixture.target(server);
        }

        @Override
        boolean resolvesLinks() {
            return true;
        }
    }
}
