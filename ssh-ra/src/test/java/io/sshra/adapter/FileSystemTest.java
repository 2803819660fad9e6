package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The server's files through {@link java.nio.file.Files}, as an application uses them. */
@RequiresOpenSsh
@ParameterizedClass
@EnumSource
class FileSystemTest {

    private final FileServer kind;
    private FileServer.Running server;
    private AdapterFixture fixture;
    private SshConnection connection;
    private FileSystem remote;
    private Path folder;
    /** The same folder, seen from this machine. */
    @TempDir
    private Path local;

    FileSystemTest(FileServer kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() throws Exception {
        server = kind.start();
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "files", server.target()));
        remote = connection.fileSystem();
        folder = remote.getPath(local.toString());
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        fixture.close();
        server.server().close();
    }

    private Path write(String name, String content) throws IOException {
        Files.writeString(local.resolve(name), content);
        return folder.resolve(name);
    }

    // ---- content ----

    @Test
    void writtenBytesAreReadBack() throws Exception {
        byte[] content = new byte[3_000_001];
        new Random(7).nextBytes(content);
        Path file = folder.resolve("big");
        Files.write(file, content);
        assertThat(Files.size(file)).isEqualTo(content.length);
        assertThat(Files.readAllBytes(local.resolve("big"))).isEqualTo(content);
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        Files.write(file, new byte[] {1, 2}, StandardOpenOption.APPEND);
        assertThat(Files.size(file)).isEqualTo(content.length + 2);
        Files.writeString(file, "short");
        assertThat(Files.readString(local.resolve("big"))).isEqualTo("short");
        try (Stream<String> lines = Files.lines(write("lines", "a\nb\n"))) {
            assertThat(lines).containsExactly("a", "b");
        }
        assertThat(Files.readAllBytes(write("empty", ""))).isEmpty();
    }

    @Test
    void aChannelReadsAndWritesAtAnyPosition() throws Exception {
        Path file = write("at", "0123456789");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer three = ByteBuffer.allocateDirect(3);
            channel.position(4);
            assertThat(channel.read(three)).isEqualTo(3);
            assertThat(three.flip()).isEqualTo(ByteBuffer.wrap("456".getBytes(StandardCharsets.US_ASCII)));
            assertThat(channel.position()).isEqualTo(7);
            assertThat(channel.write(ByteBuffer.wrap("ab".getBytes(StandardCharsets.US_ASCII)), 1)).isEqualTo(2);
            assertThat(channel.position()).isEqualTo(7);
            assertThat(channel.size()).isEqualTo(10);
            assertThat(channel.read(ByteBuffer.allocate(1), 10)).isEqualTo(-1);
            channel.truncate(8);
            channel.force(true);
            channel.position(20).write(ByteBuffer.wrap(new byte[] {'z'}));
        }
        assertThat(Files.readString(local.resolve("at"))).isEqualTo("0ab34567" + "\0".repeat(12) + "z");
    }

    @Test
    void aChannelDoesOnlyWhatItWasOpenedFor() throws Exception {
        Path file = write("modes", "x");
        try (FileChannel reading = FileChannel.open(file); FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> reading.write(ByteBuffer.allocate(1))).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> writing.read(ByteBuffer.allocate(1))).isInstanceOf(NonReadableChannelException.class);
        }
        assertThatThrownBy(() -> FileChannel.open(file, StandardOpenOption.APPEND, StandardOpenOption.READ))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> FileChannel.open(folder.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
        try (FileChannel temporary = FileChannel.open(folder.resolve("temporary"), StandardOpenOption.WRITE,
                StandardOpenOption.CREATE, StandardOpenOption.DELETE_ON_CLOSE)) {
            assertThat(temporary.size()).isZero();
            assertThat(local.resolve("temporary")).exists();
        }
        assertThat(local.resolve("temporary")).doesNotExist();
    }

    @Test
    void aNewFileHasThePermissionsAskedFor() throws Exception {
        Path file = folder.resolve("secret");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThat(Files.getPosixFilePermissions(local.resolve("secret"))).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.createDirectory(folder.resolve("private"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(Files.getPosixFilePermissions(local.resolve("private"))).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    // ---- folders ----

    @Test
    void aTreeIsMadeWalkedAndListed() throws Exception {
        Files.createDirectories(folder.resolve("a/b/c"));
        Files.createDirectories(folder.resolve("a/b/c"));
        Files.writeString(folder.resolve("a/b/one.txt"), "1");
        Files.writeString(folder.resolve("a/two.txt"), "2");
        Files.writeString(folder.resolve("a/three.log"), "3");
        try (Stream<Path> walk = Files.walk(folder.resolve("a"))) {
            assertThat(walk.map(path -> folder.relativize(path).toString()))
                    .containsExactlyInAnyOrder("a", "a/b", "a/b/c", "a/b/one.txt", "a/two.txt", "a/three.log");
        }
        assertThat(list("*.txt")).containsExactly("two.txt");
        assertThat(list("{two,three}.*")).containsExactlyInAnyOrder("two.txt", "three.log");
        assertThat(list("t[!w]*")).containsExactly("three.log");
        assertThatThrownBy(() -> Files.newDirectoryStream(folder.resolve("a/two.txt"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.newDirectoryStream(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.createDirectory(folder.resolve("a"))).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.delete(folder.resolve("a"))).isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> Files.delete(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThat(Files.deleteIfExists(folder.resolve("none"))).isFalse();
        Files.delete(folder.resolve("a/b/c"));
        assertThat(local.resolve("a/b/c")).doesNotExist();
    }

    private List<String> list(String glob) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.resolve("a"), glob)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }

    @Test
    void longPathsAndNamesInAnyLanguageWork() throws Exception {
        Path deep = folder;
        for (int i = 0; i < 12; i++) {
            deep = deep.resolve("ä€😀-".repeat(15) + i);
        }
        Files.createDirectories(deep);
        Path file = deep.resolve("new\nline \\ \"quote\" *?[x]{y}");
        Files.writeString(file, "found");
        assertThat(file.toString().getBytes(StandardCharsets.UTF_8).length).isGreaterThan(1800);
        try (Stream<Path> walk = Files.walk(folder)) {
            assertThat(walk.filter(Files::isRegularFile)).containsExactly(file);
        }
        assertThat(Files.readString(file)).isEqualTo("found");
    }

    @Test
    void namesThatAreNotUtf8WorkInAnotherCharset() throws Exception {
        if (kind == FileServer.MINA) {
            return; // MINA's server decodes names itself.
        }
        connection.exec("cd '" + local + "' && printf x > \"$(printf 'caf\\351')\"");
        try (FileSystem latin = connection.fileSystem(StandardCharsets.ISO_8859_1)) {
            Path file = latin.getPath(local.toString(), "café");
            assertThat(Files.readString(file)).isEqualTo("x");
            Files.delete(file);
        }
        assertThat(Files.list(folder)).isEmpty();
    }

    // ---- attributes ----

    @Test
    void attributesAreReadAndSet() throws Exception {
        Path file = write("attributes", "12345");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        for (String beyond : List.of("2106-02-07T06:28:16Z", "1969-12-31T23:59:59Z")) {
            assertThatThrownBy(() -> Files.setLastModifiedTime(file, FileTime.from(Instant.parse(beyond))))
                    .isInstanceOf(FileSystemException.class).hasMessageContaining("1970 to 2106");
        }
        // MINA's server can't report times after 2037.
        FileTime latest = FileTime.from(Instant.parse(kind == FileServer.OPENSSH ? "2106-02-07T06:28:15Z" : "2038-01-19T03:14:07Z"));
        FileTime time = FileTime.from(Instant.parse("2037-02-03T04:05:06Z"));
        for (FileTime each : List.of(FileTime.fromMillis(0), latest, time)) {
            Files.setLastModifiedTime(file, each);
            assertThat(Files.getLastModifiedTime(file)).isEqualTo(each);
        }
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        assertThat(attributes.size()).isEqualTo(5);
        assertThat(attributes.isRegularFile()).isTrue();
        assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("rwxr-x--x");
        assertThat(attributes.lastModifiedTime()).isEqualTo(time);
        assertThat(Files.getLastModifiedTime(local.resolve("attributes"))).isEqualTo(time);
        assertThat(Files.isDirectory(folder)).isTrue();
        assertThat(Files.readAttributes(file, "posix:permissions,size")).containsOnlyKeys("permissions", "size");
        assertThat(Files.readAttributes(file, "*")).containsKey("lastModifiedTime").doesNotContainKey("permissions");
        if (kind == FileServer.OPENSSH) {
            assertThat(attributes.owner().getName()).isEqualTo(String.valueOf(Files.getAttribute(local.resolve("attributes"), "unix:uid")));
            Files.setOwner(file, remote.getUserPrincipalLookupService().lookupPrincipalByName(attributes.owner().getName()));
            try (DirectoryStream<Path> listed = Files.newDirectoryStream(folder)) {
                PosixFileAttributes named = Files.readAttributes(listed.iterator().next(), PosixFileAttributes.class);
                assertThat(named.owner()).isEqualTo(attributes.owner());
                assertThat(named.owner().toString()).isEqualTo(Files.getOwner(local.resolve("attributes")).getName());
            }
        }
    }

    @Test
    void missingPermissionsAreAccessDenied() throws Exception {
        if (kind == FileServer.MINA || "root".equals(System.getProperty("user.name"))) {
            // Root may do everything, so the file has no permissions at all.
            Path file = write("nobody", "x");
            Files.setPosixFilePermissions(local.resolve("nobody"), PosixFilePermissions.fromString("---------"));
            assertThat(Files.isReadable(file)).isFalse();
            return;
        }
        assertThatThrownBy(() -> Files.writeString(remote.getPath("/etc/shadow"), "x")).isInstanceOf(AccessDeniedException.class);
    }

    // ---- links, copies, moves ----

    @Test
    void symbolicLinksAreMadeReadAndFollowed() throws Exception {
        Path file = write("file", "content");
        Path link = Files.createSymbolicLink(folder.resolve("link"), remote.getPath("file"));
        assertThat(Files.readSymbolicLink(local.resolve("link"))).isEqualTo(Path.of("file"));
        assertThat(Files.readSymbolicLink(link)).isEqualTo(remote.getPath("file"));
        assertThat(Files.readString(link)).isEqualTo("content");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        if (kind == FileServer.OPENSSH) {
            // MINA's server does not resolve links in a request for the real path.
            assertThat(Files.isSameFile(link, file)).isTrue();
            assertThat(link.toRealPath()).isEqualTo(file.toRealPath());
        }
        assertThatThrownBy(() -> Files.readSymbolicLink(file)).isInstanceOf(NotLinkException.class);
        assertThatThrownBy(() -> Files.createSymbolicLink(link, file)).isInstanceOf(FileAlreadyExistsException.class);
        Files.move(link, folder.resolve("moved"));
        assertThat(Files.isSymbolicLink(local.resolve("moved"))).isTrue();
        Files.copy(folder.resolve("moved"), folder.resolve("copied"), LinkOption.NOFOLLOW_LINKS);
        assertThat(Files.isSymbolicLink(local.resolve("copied"))).isTrue();
        Files.delete(folder.resolve("moved"));
        assertThat(local.resolve("file")).exists();
    }

    @Test
    void filesAreCopied() throws Exception {
        Path file = write("source", "content");
        Files.setLastModifiedTime(local.resolve("source"), FileTime.fromMillis(1_000_000_000_000L));
        Path copy = Files.copy(file, folder.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(Files.readString(local.resolve("copy"))).isEqualTo("content");
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(FileTime.fromMillis(1_000_000_000_000L));
        assertThatThrownBy(() -> Files.copy(file, copy)).isInstanceOf(FileAlreadyExistsException.class);
        Files.writeString(file, "other");
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.readString(copy)).isEqualTo("other");
        Files.copy(copy, local.resolve("fetched"));
        assertThat(local.resolve("fetched")).hasContent("other");
        Files.copy(local.resolve("fetched"), folder.resolve("sent"));
        assertThat(local.resolve("sent")).hasContent("other");
        try (InputStream in = Files.newInputStream(file); OutputStream out = Files.newOutputStream(folder.resolve("streamed"))) {
            in.transferTo(out);
        }
        assertThat(local.resolve("streamed")).hasContent("other");
    }

    @Test
    void aMoveReplacesAtomicallyIfTheServerSupportsIt() throws Exception {
        Path source = write("source", "new");
        Path target = write("target", "old");
        assertThatThrownBy(() -> Files.move(source, target)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(local.resolve("target")).hasContent("old");
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        assertThat(local.resolve("target")).hasContent("new");
        assertThat(local.resolve("source")).doesNotExist();
        Files.move(write("third", "3"), target, StandardCopyOption.REPLACE_EXISTING);
        assertThat(local.resolve("target")).hasContent("3");
        Files.createDirectories(folder.resolve("d1/x"));
        Files.move(folder.resolve("d1"), folder.resolve("d2"));
        assertThat(local.resolve("d2/x")).isDirectory();
        assertThatThrownBy(() -> Files.move(target, folder.resolve("d2"), StandardCopyOption.REPLACE_EXISTING))
                .isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> Files.move(folder.resolve("none"), folder.resolve("n2"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.move(target, Path.of("/tmp/x"), StandardCopyOption.ATOMIC_MOVE)).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> folder.resolve(Path.of("x"))).isInstanceOf(ProviderMismatchException.class);
    }

    @Test
    void theFileStoreReportsItsSpace() throws Exception {
        if (kind == FileServer.OPENSSH) {
            assertThat(Files.getFileStore(folder).getTotalSpace()).isEqualTo(Files.getFileStore(local).getTotalSpace());
        } else {
            assertThatThrownBy(() -> Files.getFileStore(folder).getTotalSpace()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    // ---- life ----

    @Test
    void anOpenFileSystemIsAChannelInUse() throws Exception {
        assertThat(connection.info().openChannels()).isEqualTo(1);
        Files.createFile(folder.resolve("x"));
        remote.close();
        await().until(() -> connection.info().openChannels() == 0);
        assertThat(remote.isOpen()).isFalse();
        assertThatThrownBy(() -> Files.exists(folder)).isInstanceOf(ClosedFileSystemException.class);
        assertThatThrownBy(() -> Files.size(folder.resolve("x"))).isInstanceOf(ClosedFileSystemException.class);
        remote.close();
    }

    @Test
    void closingTheHandleClosesTheFileSystem() throws Exception {
        InputStream reading = Files.newInputStream(write("x", "content"));
        connection.close();
        await().until(() -> !remote.isOpen());
        assertThatThrownBy(reading::readAllBytes).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> connection.fileSystem()).isInstanceOf(SshException.class)
                .extracting(e -> ((SshException) e).code()).isEqualTo(SshErrorCode.HANDLE_CLOSED);
    }

    @Test
    void manyThreadsShareOneChannel() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] content = new byte[200_000 + i];
            new Random(i).nextBytes(content);
            Path file = folder.resolve("file" + i);
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    for (int round = 0; round < 5; round++) {
                        Files.write(file, content);
                        assertThat(Files.readAllBytes(file)).isEqualTo(content);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(connection.info().openChannels()).isEqualTo(1);
    }

    @Test
    void anInterruptedReaderClosesItsChannelOnly() throws Exception {
        Path file = write("x", "content");
        FileChannel channel = FileChannel.open(file);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(10))).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(channel.isOpen()).isFalse();
        assertThat(Files.readString(file)).isEqualTo("content");
    }
}
