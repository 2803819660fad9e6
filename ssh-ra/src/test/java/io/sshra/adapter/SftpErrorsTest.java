package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sshra.SshConnection;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that fail. Each throws the same exception of {@code java.nio.file} as on a local disk, names its file and changes
 * nothing, and the channel stays usable. If MINA's server fails to read attributes for another reason than a missing file, it
 * reports attributes nevertheless: such a file exists.
 */
@RequiresOpenSsh
@ParameterizedClass
@EnumSource
class SftpErrorsTest {

    private final FileServer kind;
    private FileServer.Running server;
    private AdapterFixture fixture;
    private SshConnection connection;
    private FileSystem remote;
    /** The test's folder, at the server and as this machine sees it. */
    private Path folder;
    @TempDir
    private Path local;

    SftpErrorsTest(FileServer kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() throws Exception {
        server = kind.start();
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "files", server.target()));
        remote = connection.fileSystem();
        folder = remote.getPath(local.toString());
        Files.writeString(local.resolve("file"), "content");
        Files.createDirectories(local.resolve("full/inner"));
        Files.createDirectory(local.resolve("empty"));
        Files.createSymbolicLink(local.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(local.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(local.resolve("link"), Path.of("file"));
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        fixture.close();
        server.server().close();
    }

    private void fails(Class<? extends FileSystemException> expected, String file, ThrowingCallable call) throws IOException {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isExactlyInstanceOf(expected);
        assertThat(((FileSystemException) thrown).getFile()).endsWith(file);
        assertThat(Files.readString(folder.resolve("file"))).as("the channel goes on").isEqualTo("content");
    }

    @Test
    void aFailedWriteIsReportedByTheNextOperationAtTheLatest() throws Exception {
        Path full = remote.getPath("/dev/full");
        FileChannel asked = FileChannel.open(full, StandardOpenOption.WRITE);
        asked.transferFrom(few(), 0, 7);
        fails(FileSystemException.class, "/dev/full", asked::size);
        FileChannel closed = FileChannel.open(full, StandardOpenOption.WRITE);
        closed.transferFrom(few(), 0, 7);
        fails(FileSystemException.class, "/dev/full", closed::close);
        assertThat(closed.isOpen()).isFalse();
    }

    private static ReadableByteChannel few() {
        return Channels.newChannel(new ByteArrayInputStream("content".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void missingFilesAreReported() throws Exception {
        Path none = folder.resolve("none");
        fails(NoSuchFileException.class, "none", () -> Files.readString(none));
        fails(NoSuchFileException.class, "none", () -> Files.newInputStream(none));
        fails(NoSuchFileException.class, "none", () -> Files.write(none, new byte[1], StandardOpenOption.WRITE));
        fails(NoSuchFileException.class, "none", () -> Files.write(none, new byte[1], StandardOpenOption.APPEND));
        fails(NoSuchFileException.class, "none", () -> FileChannel.open(none, StandardOpenOption.READ, StandardOpenOption.WRITE));
        fails(NoSuchFileException.class, "none", () -> Files.delete(none));
        fails(NoSuchFileException.class, "none", () -> Files.size(none));
        fails(NoSuchFileException.class, "none", () -> Files.getLastModifiedTime(none));
        fails(NoSuchFileException.class, "none", () -> Files.setLastModifiedTime(none, FileTime.fromMillis(0)));
        fails(NoSuchFileException.class, "none", () -> Files.setPosixFilePermissions(none, Set.of()));
        fails(NoSuchFileException.class, "none", () -> Files.newDirectoryStream(none));
        fails(NoSuchFileException.class, "none", () -> Files.walk(none));
        fails(NoSuchFileException.class, "none", () -> Files.readSymbolicLink(none));
        fails(NoSuchFileException.class, "none", () -> none.toRealPath());
        fails(NoSuchFileException.class, "none", () -> Files.copy(none, folder.resolve("copy")));
        fails(NoSuchFileException.class, "none", () -> Files.move(none, folder.resolve("moved")));
        fails(NoSuchFileException.class, "none", () -> Files.move(none, folder.resolve("moved"), StandardCopyOption.ATOMIC_MOVE));
        fails(NoSuchFileException.class, "none", () -> Files.move(none, folder.resolve("file"), StandardCopyOption.REPLACE_EXISTING));
        assertThat(Files.exists(none)).isFalse();
        assertThat(Files.notExists(none)).isTrue();
        assertThat(Files.deleteIfExists(none)).isFalse();
        assertThat(local.resolve("copy")).doesNotExist();
    }

    @Test
    void nothingIsCreatedInAMissingFolder() throws Exception {
        Path inside = folder.resolve("none/inside");
        fails(NoSuchFileException.class, "none/inside", () -> Files.writeString(inside, "x"));
        fails(NoSuchFileException.class, "none/inside", () -> Files.createFile(inside));
        fails(NoSuchFileException.class, "none/inside", () -> Files.createDirectory(inside));
        fails(NoSuchFileException.class, "none/inside", () -> Files.createSymbolicLink(inside, folder.resolve("file")));
        fails(NoSuchFileException.class, "none/inside", () -> Files.copy(folder.resolve("file"), inside));
        assertThatThrownBy(() -> Files.move(folder.resolve("file"), inside)).isExactlyInstanceOf(NoSuchFileException.class);
        assertThat(local.resolve("file")).hasContent("content");
    }

    @Test
    void existingFilesAreNotOverwritten() throws Exception {
        fails(FileAlreadyExistsException.class, "file", () -> Files.createFile(folder.resolve("file")));
        fails(FileAlreadyExistsException.class, "file",
                () -> Files.write(folder.resolve("file"), new byte[1], StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        fails(FileAlreadyExistsException.class, "file", () -> Files.createDirectory(folder.resolve("file")));
        fails(FileAlreadyExistsException.class, "empty", () -> Files.createDirectory(folder.resolve("empty")));
        fails(FileAlreadyExistsException.class, "empty", () -> Files.createFile(folder.resolve("empty")));
        fails(FileAlreadyExistsException.class, "file", () -> Files.createDirectories(folder.resolve("file")));
        fails(FileAlreadyExistsException.class, "file", () -> Files.createSymbolicLink(folder.resolve("file"), folder.resolve("x")));
        fails(FileAlreadyExistsException.class, "dangling", () -> Files.createFile(folder.resolve("dangling")));
        fails(FileAlreadyExistsException.class, "dangling", () -> Files.createDirectory(folder.resolve("dangling")));
        fails(FileAlreadyExistsException.class, "dangling", () -> Files.copy(folder.resolve("file"), folder.resolve("dangling")));
        fails(FileAlreadyExistsException.class, "link", () -> Files.copy(folder.resolve("file"), folder.resolve("link")));
        fails(FileAlreadyExistsException.class, "empty", () -> Files.copy(folder.resolve("file"), folder.resolve("empty")));
        fails(FileAlreadyExistsException.class, "file", () -> Files.move(folder.resolve("link"), folder.resolve("file")));
        assertThat(local.resolve("file")).hasContent("content");
    }

    @Test
    void aFileIsNotUsedAsAFolder() throws Exception {
        Path beneath = folder.resolve("file/beneath");
        fails(NotDirectoryException.class, "file", () -> Files.newDirectoryStream(folder.resolve("file")));
        fails(NotDirectoryException.class, "file", () -> Files.list(folder.resolve("file")));
        assertThat(catchThrowable(() -> Files.readString(beneath))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.writeString(beneath, "x"))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.createDirectory(beneath))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.createDirectories(beneath.resolve("x")))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.delete(beneath))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.move(folder.resolve("full"), beneath))).isInstanceOf(FileSystemException.class);
        // MINA's server finds out by the JDK, which gave another exception before 25, and the server then says that it may be there.
        assertThat(Files.exists(beneath)).isEqualTo(kind == FileServer.MINA && Runtime.version().feature() < 25);
        assertThat(local.resolve("full/inner")).isDirectory();
        assertThat(Files.readString(folder.resolve("file"))).isEqualTo("content");
    }

    @Test
    void aFolderIsNotUsedAsAFile() throws Exception {
        fails(FileSystemException.class, "empty", () -> Files.readString(folder.resolve("empty")));
        fails(FileSystemException.class, "empty", () -> Files.writeString(folder.resolve("empty"), "x"));
        fails(FileSystemException.class, "empty", () -> Files.write(folder.resolve("empty"), new byte[1], StandardOpenOption.APPEND));
        fails(DirectoryNotEmptyException.class, "full", () -> Files.delete(folder.resolve("full")));
        fails(DirectoryNotEmptyException.class, "full", () -> Files.deleteIfExists(folder.resolve("full")));
        fails(DirectoryNotEmptyException.class, "full",
                () -> Files.copy(folder.resolve("file"), folder.resolve("full"), StandardCopyOption.REPLACE_EXISTING));
        fails(DirectoryNotEmptyException.class, "full",
                () -> Files.move(folder.resolve("file"), folder.resolve("full"), StandardCopyOption.REPLACE_EXISTING));
        assertThat(catchThrowable(() -> Files.move(folder.resolve("full"), folder.resolve("full/inner/self"))))
                .isInstanceOf(FileSystemException.class);
        assertThat(local.resolve("full/inner")).isEmptyDirectory();
    }

    @Test
    void danglingLinksAreNotFollowed() throws Exception {
        fails(NoSuchFileException.class, "dangling", () -> Files.readString(folder.resolve("dangling")));
        fails(NoSuchFileException.class, "dangling", () -> Files.size(folder.resolve("dangling")));
        fails(NoSuchFileException.class, "dangling", () -> folder.resolve("dangling").toRealPath());
        assertThat(Files.exists(folder.resolve("dangling"))).isFalse();
        assertThat(Files.exists(folder.resolve("dangling"), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(Files.readAttributes(folder.resolve("dangling"), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isSymbolicLink()).isTrue();
        assertThat(catchThrowable(() -> Files.readString(folder.resolve("loop")))).isInstanceOf(FileSystemException.class);
        fails(NotLinkException.class, "file", () -> Files.readSymbolicLink(folder.resolve("file")));
        Files.copy(folder.resolve("file"), folder.resolve("dangling"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(local.resolve("dangling")).isRegularFile().hasContent("content");
        Files.delete(folder.resolve("dangling"));
        Files.delete(folder.resolve("loop"));
        assertThat(local.resolve("loop")).doesNotExist();
    }

    @Test
    void circularLinksAreReported() throws Exception {
        Assumptions.assumeTrue(kind == FileServer.OPENSSH, "MINA's server does not resolve links");
        assertThat(catchThrowable(() -> Files.size(folder.resolve("loop")))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.writeString(folder.resolve("loop"), "x"))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> folder.resolve("loop").toRealPath())).isInstanceOf(FileSystemException.class);
        Files.createSymbolicLink(local.resolve("full/inner/up"), Path.of(".."));
        assertThatThrownBy(() -> {
            try (Stream<Path> walk = Files.walk(folder.resolve("full"), FileVisitOption.FOLLOW_LINKS)) {
                walk.forEach(path -> { });
            }
        }).cause().isInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void forbiddenOperationsAreDenied() throws Exception {
        Assumptions.assumeTrue(kind == FileServer.OPENSSH, "MINA's server reports just a failure");
        // Not even root may change this folder.
        assertThat(Path.of("/proc/self")).isDirectory();
        fails(AccessDeniedException.class, "/proc/version", () -> Files.delete(remote.getPath("/proc/version")));
        assertThat(catchThrowable(() -> Files.createFile(remote.getPath("/proc/new")))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.createDirectory(remote.getPath("/proc/new")))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.move(folder.resolve("file"), remote.getPath("/proc/new"))))
                .isInstanceOf(FileSystemException.class);
        assertThat(local.resolve("file")).hasContent("content");
    }

    @Test
    void aReadOnlyServerDeniesEachChange() throws Exception {
        Assumptions.assumeTrue(kind == FileServer.OPENSSH, "this is an option of OpenSSH");
        try (OpenSshServer readOnly = OpenSshServer.start("ForceCommand internal-sftp -R"); SshConnection to = fixture.factory
                .getConnection(AdapterFixture.spec("alice", "s2", "read-only", AdapterFixture.target(readOnly).build()));
                FileSystem files = to.fileSystem()) {
            Path there = files.getPath(local.toString());
            List<ThrowingCallable> changes = List.of(
                    () -> Files.writeString(there.resolve("new"), "x"),
                    () -> Files.write(there.resolve("file"), new byte[1], StandardOpenOption.WRITE),
                    () -> Files.createDirectory(there.resolve("new")),
                    () -> Files.createSymbolicLink(there.resolve("new"), there.resolve("file")),
                    () -> Files.delete(there.resolve("file")),
                    () -> Files.delete(there.resolve("empty")),
                    () -> Files.move(there.resolve("file"), there.resolve("new")),
                    () -> Files.move(there.resolve("file"), there.resolve("new"), StandardCopyOption.ATOMIC_MOVE),
                    () -> Files.setLastModifiedTime(there.resolve("file"), FileTime.fromMillis(0)),
                    () -> Files.setPosixFilePermissions(there.resolve("file"), Set.of()));
            for (ThrowingCallable change : changes) {
                assertThat(catchThrowable(change)).isExactlyInstanceOf(AccessDeniedException.class);
                assertThat(Files.readString(there.resolve("file"))).isEqualTo("content");
            }
            assertThat(local.resolve("new")).doesNotExist();
            assertThat(local.resolve("empty")).isDirectory();
        }
    }

    @Test
    void namesThatAreTooLongAreRefused() throws Exception {
        Path tooLong = folder.resolve("x".repeat(300));
        assertThat(catchThrowable(() -> Files.writeString(tooLong, "x"))).isInstanceOf(FileSystemException.class);
        assertThat(catchThrowable(() -> Files.createDirectory(tooLong))).isInstanceOf(FileSystemException.class);
        assertThat(Files.exists(tooLong)).isEqualTo(kind == FileServer.MINA);
        assertThat(Files.readString(folder.resolve("file"))).isEqualTo("content");
    }

    @Test
    void aFileDeletedWhileItIsOpenIsReadToItsEnd() throws Exception {
        byte[] content = Content.random(1_000_000);
        Files.write(local.resolve("doomed"), content);
        try (InputStream in = Files.newInputStream(folder.resolve("doomed"))) {
            byte[] start = in.readNBytes(10);
            Files.delete(local.resolve("doomed"));
            assertThat(start).isEqualTo(java.util.Arrays.copyOf(content, 10));
            assertThat(in.readAllBytes()).hasSize(content.length - 10);
        }
        try (FileChannel channel = FileChannel.open(folder.resolve("file"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Files.write(local.resolve("file"), new byte[2]);
            assertThat(channel.read(ByteBuffer.allocate(10), 5)).as("it has become shorter").isEqualTo(-1);
        }
    }

    /** Everything is written, or closing throws an exception. */
    @Test
    void aFullDiskIsReportedByClosingTheStreamAtTheLatest() {
        assertThat(Path.of("/dev/full")).exists();
        assertThatThrownBy(() -> {
            try (OutputStream out = Files.newOutputStream(remote.getPath("/dev/full"), StandardOpenOption.WRITE)) {
                out.write(new byte[100_000]);
            }
        }).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> connection.upload(local.resolve("file"), "/dev/full/x")).isInstanceOf(Exception.class);
        assertThat(Files.exists(folder.resolve("file"))).isTrue();
    }

    @Test
    void aListedFileMayBeGoneWhenItsAttributesAreRead() throws Exception {
        for (int i = 0; i < 300; i++) {
            Files.createFile(local.resolve("full/file" + i));
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.resolve("full"))) {
            for (Path entry : entries) {
                Files.deleteIfExists(local.resolve("full").resolve(entry.getFileName().toString()));
                PosixFileAttributeView view = Files.getFileAttributeView(entry, PosixFileAttributeView.class);
                view.readAttributes(); // The attributes are those of the listing.
                assertThatThrownBy(view::readAttributes).isInstanceOf(NoSuchFileException.class);
            }
        }
        assertThat(local.resolve("full")).isEmptyDirectory();
    }

    /** Other operations on the same connection go on, whatever is under way when a file system is closed. */
    @Test
    void closingAFileSystemDuringAWriteAffectsNobodyElse() throws Exception {
        byte[] content = Content.random(400_000);
        for (int round = 0; round < 10; round++) {
            FileSystem closing = connection.fileSystem();
            Path target = closing.getPath(local.toString(), "target" + round);
            AtOnce both = new AtOnce().run(() -> {
                Throwable thrown = catchThrowable(() -> {
                    for (;;) {
                        Files.write(target, content);
                    }
                });
                assertThat(thrown).isInstanceOfAny(IOException.class, ClosedFileSystemException.class);
            }).run(() -> {
                for (int i = 0; i < 5; i++) {
                    assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
                }
                closing.close();
            });
            both.await(Patience.LIMIT);
        }
        assertThat(Files.readString(folder.resolve("file"), StandardCharsets.UTF_8)).isEqualTo("content");
        assertThat(connection.info().alive()).isTrue();
    }
}
