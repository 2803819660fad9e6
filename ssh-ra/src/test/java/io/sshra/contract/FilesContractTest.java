package io.sshra.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferProgress;
import io.sshra.SshTransferResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and transfers. */
public abstract class FilesContractTest extends ContractTest {

    @TempDir
    private Path here;

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(machine.folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void filesAreWrittenReadMovedAndDeleted() throws Exception {
        try (SshConnection connection = open("alice", "s"); FileSystem remote = connection.fileSystem()) {
            Path folder = remote.getPath(machine.remote(), "in", "deep");
            Files.createDirectories(folder);
            Path file = folder.resolve("a b.txt");
            Files.writeString(file, "one\n");
            Files.writeString(file, "two\n", StandardOpenOption.APPEND);
            assertThat(Files.readAllLines(file)).containsExactly("one", "two");
            assertThat(machine.folder().resolve("in/deep/a b.txt")).hasContent("one\ntwo\n");
            assertThat(Files.size(file)).isEqualTo(8);
            assertThatThrownBy(() -> Files.delete(folder)).isInstanceOf(DirectoryNotEmptyException.class);
            Path copy = folder.resolveSibling("copy.txt");
            Files.copy(file, copy);
            assertThatThrownBy(() -> Files.copy(file, copy)).isInstanceOf(FileAlreadyExistsException.class);
            Files.move(file, copy, StandardCopyOption.REPLACE_EXISTING);
            assertThat(Files.exists(file)).isFalse();
            Files.delete(copy);
            assertThatThrownBy(() -> Files.delete(copy)).isInstanceOf(NoSuchFileException.class).hasMessageContaining(copy.toString());
        }
    }

    @Test
    void aFolderIsListedAndWalked() throws Exception {
        Files.createDirectories(machine.folder().resolve("x/y"));
        Files.writeString(machine.folder().resolve("x/1.csv"), "");
        Files.writeString(machine.folder().resolve("x/2.txt"), "");
        try (SshConnection connection = open("alice", "s"); FileSystem remote = connection.fileSystem()) {
            Path folder = remote.getPath(machine.remote() + "/x");
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.csv")) {
                assertThat(found).containsExactly(folder.resolve("1.csv"));
            }
            try (Stream<Path> all = Files.walk(folder)) {
                assertThat(all.map(folder::relativize).map(Path::toString)).containsExactlyInAnyOrder("", "y", "1.csv", "2.txt");
            }
            assertThat(Files.isDirectory(folder.resolve("y"))).isTrue();
            assertThat(Files.isRegularFile(folder.resolve("y"))).isFalse();
            assertThatThrownBy(() -> Files.newDirectoryStream(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void attributesAreReadAndSet() throws Exception {
        Path file = Files.writeString(machine.folder().resolve("file"), "x");
        try (SshConnection connection = open("alice", "s"); FileSystem remote = connection.fileSystem()) {
            Path path = remote.getPath(machine.remote(), "file");
            Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2020-02-02T02:02:02Z")));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
            assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo("2020-02-02T02:02:02Z");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-r-----");
        }
    }

    @Test
    void aChannelReadsAndWritesAtItsPosition() throws Exception {
        try (SshConnection connection = open("alice", "s"); FileSystem remote = connection.fileSystem();
                SeekableByteChannel channel = Files.newByteChannel(remote.getPath(machine.remote(), "file"),
                        StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            channel.write(ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.UTF_8)));
            channel.position(3).write(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
            ByteBuffer read = ByteBuffer.allocate(4);
            channel.position(2);
            while (read.hasRemaining() && channel.read(read) >= 0) {
                assertThat(channel.isOpen()).isTrue();
            }
            assertThat(new String(read.array(), StandardCharsets.UTF_8)).isEqualTo("2x45");
            assertThat(channel.size()).isEqualTo(10);
        }
    }

    @Test
    void pathsHaveTheirUsualParts() throws Exception {
        try (SshConnection connection = open("alice", "s"); FileSystem remote = connection.fileSystem();
                FileSystem another = connection.fileSystem()) {
            Path path = remote.getPath("/a", "b/../c", "d");
            assertThat(path.toString()).isEqualTo("/a/b/../c/d");
            assertThat(path.normalize()).isEqualTo(remote.getPath("/a/c/d")).hasToString("/a/c/d");
            assertThat(path.getParent().getFileName()).hasToString("c");
            assertThat(path.getRoot()).hasToString("/");
            assertThat(path.getNameCount()).isEqualTo(5);
            assertThat(path.subpath(1, 3)).hasToString("b/..");
            assertThat(path.startsWith("/a/b")).isTrue();
            assertThat(path.endsWith("c/d")).isTrue();
            assertThat(remote.getPath("/a/b").relativize(remote.getPath("/a/c/d"))).hasToString("../c/d");
            assertThat(remote.getPath("/a").resolve("/b")).hasToString("/b");
            assertThat(remote.getPath("").resolve("x")).hasToString("x");
            assertThat(remote.getPath("/").getFileName()).isNull();
            assertThat(remote.getPath("x").getParent()).isNull();
            assertThat(remote.getPath("x").toAbsolutePath().isAbsolute()).isTrue();
            assertThat(remote.getPath("/a")).isLessThan(remote.getPath("/b"));
            assertThat(another.getPath("/a")).isNotEqualTo(remote.getPath("/a"));
            assertThatThrownBy(() -> path.resolve(another.getPath("x"))).isInstanceOf(ProviderMismatchException.class);
            assertThat(remote.getPathMatcher("glob:/a/**/d").matches(path)).isTrue();
        }
    }

    @Test
    void aFileSystemEndsWithItsHandle() throws Exception {
        SshConnection connection = open("alice", "s");
        FileSystem remote = connection.fileSystem();
        assertThat(connection.info().openChannels()).isEqualTo(1);
        connection.close();
        assertThat(remote.isOpen()).isFalse();
        try (SshConnection next = open("alice", "s")) {
            FileSystem closed = next.fileSystem();
            closed.close();
            assertThatThrownBy(() -> Files.size(closed.getPath("/x"))).isInstanceOf(ClosedFileSystemException.class);
            awaitChannels(0, next);
        }
    }

    private Path tree() throws Exception {
        Path tree = Files.createDirectories(here.resolve("tree/sub"));
        Files.writeString(tree.resolveSibling("one"), "1");
        Files.writeString(tree.resolve("two"), "22");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("two"));
        return tree.getParent();
    }

    @Test
    void aTreeIsTransferredThereAndBack() throws Exception {
        Path tree = tree();
        try (SshConnection connection = open("alice", "s")) {
            SshTransferResult up = connection.upload(tree, machine.remote() + "/copy");
            assertThat(List.of(up.files(), up.links(), up.skipped(), up.bytes())).containsExactly(2L, 1L, 0L, 3L);
            assertThat(machine.folder().resolve("copy/sub/two")).hasContent("22");
            assertThat(Files.readSymbolicLink(machine.folder().resolve("copy/sub/link"))).hasToString("two");
            SshTransferResult down = connection.download(machine.remote() + "/copy", here.resolve("back"));
            assertThat(down.files()).isEqualTo(2);
            assertThat(here.resolve("back/one")).hasContent("1");
            assertThat(Files.readSymbolicLink(here.resolve("back/sub/link"))).hasToString("two");
        }
        assertThat(names()).as("no temporary file").containsExactly("copy");
    }

    @Test
    void timesAndPermissionsAreKeptOnRequest() throws Exception {
        Path file = Files.writeString(here.resolve("file"), "x");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-02-02T02:02:02Z")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        try (SshConnection connection = open("alice", "s")) {
            connection.upload(file, machine.remote() + "/file", SshTransferOptions.defaults().withTimes().withPermissions());
        }
        Path copy = machine.folder().resolve("file");
        assertThat(Files.getLastModifiedTime(copy).toInstant()).isEqualTo("2020-02-02T02:02:02Z");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy))).isEqualTo("rwx------");
    }

    @Test
    void streamsAreTransferredAndNotClosed() throws Exception {
        boolean[] closed = new boolean[1];
        ByteArrayInputStream source = new ByteArrayInputStream("content".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        ByteArrayOutputStream target = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (SshConnection connection = open("alice", "s")) {
            assertThat(connection.upload(source, machine.remote() + "/file").bytes()).isEqualTo(7);
            assertThat(machine.folder().resolve("file")).hasContent("content");
            assertThat(connection.download(machine.remote() + "/file", target).files()).isEqualTo(1);
            assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("content");
            assertThat(closed[0]).isFalse();
            assertThatThrownBy(() -> connection.upload(source, machine.remote() + "/x", SshTransferOptions.defaults().withTimes()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCancelledTransferLeavesNothing() throws Exception {
        Path file = Files.write(here.resolve("big"), new byte[3_000_000]);
        List<SshTransferProgress> seen = new ArrayList<>();
        try (SshConnection connection = open("alice", "s")) {
            assertCode(SshErrorCode.TRANSFER_CANCELLED, () -> connection.upload(file, machine.remote() + "/big",
                    SshTransferOptions.defaults().withListener(progress -> {
                        seen.add(progress);
                        return progress.bytes() == 0;
                    })));
        }
        assertThat(seen.get(0)).isEqualTo(SshTransferProgress.builder().source(file.toString()).bytes(0).size(3_000_000)
                .files(0).totalBytes(0).build());
        assertThat(seen.get(seen.size() - 1).bytes()).isPositive();
        assertThat(names()).isEmpty();
    }

    @Test
    void aTransferOfWhatIsMissingFails() throws Exception {
        Path file = Files.writeString(here.resolve("file"), "x");
        try (SshConnection connection = open("alice", "s")) {
            assertCode(SshErrorCode.TRANSFER_FAILED, () -> connection.download(machine.remote() + "/none", here.resolve("none")));
            assertCode(SshErrorCode.TRANSFER_FAILED, () -> connection.upload(here.resolve("none"), machine.remote() + "/none"));
            assertCode(SshErrorCode.TRANSFER_FAILED, () -> connection.upload(file, machine.remote() + "/no/folder/file"));
            assertThat(here.resolve("none")).doesNotExist();
            assertThat(names()).isEmpty();
        }
    }
}
