package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Content;
import io.sshra.testing.Oddity;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Each operation of {@link Files}, on files of this machine through an SFTP server. Each is looked at from this side: if it did not throw,
 * it must have done what it says, apart from what the server does not do or tell at all.
 */
final class FileOperations {

    private final Path folder;
    private final FileSystem remote;
    private final Set<Oddity> oddities;
    private final byte[] content;
    private int names;

    FileOperations(Path folder, FileSystem remote, Set<Oddity> oddities, Random random) {
        this.folder = folder;
        this.remote = remote;
        this.oddities = oddities;
        this.content = new byte[random.nextInt(200_000)];
        random.nextBytes(content);
    }

    private interface Operation {
        void run() throws IOException;
    }

    private interface Check {
        void run() throws IOException;
    }

    /**
     * Does it, and looks if it did not fail. What a file system may throw is IOException, as such or in the exceptions of streams.
     *
     * @throws InterruptedIOException if it was interrupted; the thread is not any more
     */
    private static void tried(Operation operation, Check check) throws IOException {
        try {
            operation.run();
        } catch (IOException | UncheckedIOException | DirectoryIteratorException failed) {
            if (Thread.interrupted()) {
                throw (IOException) new InterruptedIOException("the server does not answer any more").initCause(failed);
            }
            return;
        }
        check.run();
    }

    private Path there(Path file) {
        return remote.getPath((has(Oddity.WINDOWS_PATHS) && file.isAbsolute() ? "C:" : "") + file);
    }

    private Path newName() {
        return folder.resolve("name" + names++);
    }

    private Path newFile() throws IOException {
        return Files.write(newName(), content);
    }

    private boolean has(Oddity... any) {
        return Arrays.stream(any).anyMatch(oddities::contains);
    }

    void all() throws IOException {
        read();
        write();
        attributes();
        foldersAndLinks();
        copyAndMove();
    }

    private void read() throws IOException {
        Path file = newFile();
        tried(() -> assertThat(Files.readAllBytes(there(file))).isEqualTo(content), () -> { });
        tried(() -> {
            try (InputStream in = Files.newInputStream(there(file))) {
                in.skipNBytes(content.length / 3);
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, content.length / 3, content.length));
            }
        }, () -> { });
        tried(() -> {
            try (FileChannel channel = FileChannel.open(there(file))) {
                ByteBuffer some = ByteBuffer.allocate(100);
                int read = channel.read(some, content.length / 2);
                assertThat(Arrays.copyOf(some.array(), Math.max(0, read)))
                        .isEqualTo(Arrays.copyOfRange(content, content.length / 2, content.length / 2 + Math.max(0, read)));
            }
        }, () -> { });
    }

    private void write() throws IOException {
        Path created = newName();
        tried(() -> Files.write(there(created), content), () -> assertThat(created).satisfies(Content.exactly(content)));
        Path replaced = newFile();
        tried(() -> Files.write(there(replaced), new byte[] {1, 2}), () -> assertThat(replaced).satisfies(Content.exactly(new byte[] {1, 2})));
        Path exclusive = newFile();
        tried(() -> Files.write(there(exclusive), new byte[] {1}, StandardOpenOption.CREATE_NEW), () -> {
            throw new AssertionError("a file that exists was created");
        });
        assertThat(exclusive).satisfies(Content.exactly(content));
        Path appended = newFile();
        tried(() -> Files.write(there(appended), new byte[] {1}, StandardOpenOption.APPEND), () ->
                // Where the server tells no size nobody but it knows the end; it appends by itself.
                assertThat(Files.size(appended)).isEqualTo(content.length + 1));
        Path changed = newFile();
        byte[] expected = content.length == 0 ? new byte[] {7} : content.clone();
        expected[0] = 7;
        tried(() -> {
            try (FileChannel channel = FileChannel.open(there(changed), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {7}), 0);
            }
        }, () -> assertThat(changed).satisfies(Content.exactly(expected)));
        Path cut = newFile();
        tried(() -> {
            try (FileChannel channel = FileChannel.open(there(cut), StandardOpenOption.WRITE)) {
                channel.truncate(10);
            }
        }, () -> {
            if (!has(Oddity.IGNORES_SETSTAT)) {
                assertThat(Files.size(cut)).isEqualTo(Math.min(10, content.length));
            }
        });
        Path streamed = newName();
        tried(() -> {
            try (OutputStream out = Files.newOutputStream(there(streamed))) {
                for (int i = 0; i < content.length; i += 7_000) {
                    out.write(content, i, Math.min(7_000, content.length - i));
                }
            }
        }, () -> assertThat(streamed).satisfies(Content.exactly(content)));
    }

    private void attributes() throws IOException {
        Path file = newFile();
        tried(() -> {
            long size = Files.size(there(file));
            if (!has(Oddity.NO_SIZES, Oddity.SIZES_OF_ZERO)) {
                assertThat(size).isEqualTo(content.length);
            }
        }, () -> { });
        tried(() -> {
            assertThat(Files.readAttributes(there(file), "posix:*")).isNotEmpty();
            assertThat(Files.exists(there(newName()))).isFalse();
            assertThat(Files.isDirectory(there(file))).isFalse();
        }, () -> { });
        tried(() -> Files.setLastModifiedTime(there(file), FileTime.fromMillis(1_000_000_000_000L)), () -> {
            if (!has(Oddity.IGNORES_SETSTAT)) {
                assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(1_000_000_000_000L);
            }
        });
        tried(() -> Files.setPosixFilePermissions(there(file), PosixFilePermissions.fromString("rw-r-----")), () -> {
            if (!has(Oddity.IGNORES_SETSTAT)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
            }
        });
    }

    private void foldersAndLinks() throws IOException {
        Path made = newName();
        tried(() -> Files.createDirectory(there(made)), () -> assertThat(made).isDirectory());
        Files.createDirectories(made);
        for (String name : List.of("a", "b", "c")) {
            Files.createFile(made.resolve(name));
        }
        tried(() -> {
            try (Stream<Path> entries = Files.list(there(made))) {
                assertThat(entries.map(entry -> entry.getFileName().toString())).containsExactlyInAnyOrder("a", "b", "c");
            }
        }, () -> { });
        tried(() -> Files.delete(there(made)), () -> {
            throw new AssertionError("a folder with files was deleted");
        });
        assertThat(made.resolve("c")).exists();
        Path empty = Files.createDirectory(newName());
        tried(() -> Files.delete(there(empty)), () -> assertThat(empty).doesNotExist());
        Path deleted = newFile();
        tried(() -> Files.delete(there(deleted)), () -> assertThat(deleted).doesNotExist());
        Path link = newName();
        tried(() -> Files.createSymbolicLink(there(link), remote.getPath("target")),
                () -> {
                    // Nobody looks what becomes of a relative target at a server with OpenSSH's extensions, or that lets no link be read.
                    if (!has(Oddity.ABSOLUTE_LINKS)) {
                        assertThat(Files.readSymbolicLink(link)).hasToString("target");
                    } else if (has(Oddity.NO_EXTENSIONS) && !has(Oddity.REFUSES_READLINK)) {
                        assertThat(Files.readSymbolicLink(link)).isEqualTo(folder.resolve("target"));
                    }
                });
        Path behind = Files.createDirectory(newName());
        Path toFolder = Files.createSymbolicLink(newName(), behind);
        tried(() -> Files.delete(there(toFolder)), () -> assertThat(Files.exists(toFolder, LinkOption.NOFOLLOW_LINKS)).isFalse());
        assertThat(behind).isDirectory();
        tried(() -> assertThat(there(behind).toRealPath()).hasToString((has(Oddity.WINDOWS_PATHS) ? "/C:" : "") + behind), () -> { });
        tried(() -> there(behind.getFileName()).toAbsolutePath(), () -> { });
    }

    private void copyAndMove() throws IOException {
        Path source = newFile();
        Path copy = newName();
        tried(() -> Files.copy(there(source), there(copy)), () -> assertThat(copy).satisfies(Content.exactly(content)));
        assertThat(source).satisfies(Content.exactly(content));
        Path moved = newName();
        tried(() -> Files.move(there(source), there(moved)), () -> {
            assertThat(moved).satisfies(Content.exactly(content));
            assertThat(source).doesNotExist();
        });
        Path replacing = newFile();
        Path replaced = Files.write(newName(), new byte[] {1});
        tried(() -> Files.move(there(replacing), there(replaced), StandardCopyOption.REPLACE_EXISTING),
                () -> assertThat(replaced).satisfies(Content.exactly(content)));
        Path kept = Files.write(newName(), new byte[] {1});
        Path other = newFile();
        tried(() -> Files.move(there(other), there(kept)), () -> {
            throw new AssertionError("a file was replaced");
        });
        assertThat(kept).satisfies(Content.exactly(new byte[] {1}));
    }
}
