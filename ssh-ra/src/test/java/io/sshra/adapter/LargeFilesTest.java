package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshConnection;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files beyond 4 GiB, sparse, and many small ones. What takes minutes has the tag {@code volume}: {@code mvn verify -Pvolume}. */
@RequiresOpenSsh
@Tag("long")
class LargeFilesTest {

    private static final long FOUR_GIB = 4L << 30;

    private OpenSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;
    @TempDir
    private Path here;
    @TempDir
    private Path there;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    // ---- large ----

    @Test
    void sizesAndPositionsBeyondFourGibibytesAreExact() throws Exception {
        byte[] piece = Content.random(100_000);
        long[] places = {(1L << 31) - 50_000, FOUR_GIB - 50_000, (5L << 30) + 7, (1L << 40) + 1};
        try (FileSystem remote = connection.fileSystem()) {
            Path file = remote.getPath(there.toString(), "big");
            try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (long place : places) {
                    channel.position(place).write(ByteBuffer.wrap(piece));
                    assertThat(channel.size()).isEqualTo(place + piece.length);
                }
            }
            long size = places[places.length - 1] + piece.length;
            assertThat(Files.size(file)).isEqualTo(size).isEqualTo(Files.size(there.resolve("big")));
            assertThat(Files.readAttributes(file, PosixFileAttributes.class).size()).isEqualTo(size);
            assertThat(Files.getAttribute(file, "size")).isEqualTo(size);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(file.getParent())) {
                assertThat(entries).allSatisfy(entry -> assertThat(Files.size(entry)).isEqualTo(size));
            }
            try (FileChannel channel = FileChannel.open(file); RandomAccessFile local = new RandomAccessFile(there.resolve("big").toFile(), "r")) {
                for (long place : places) {
                    assertThat(read(channel, place, piece.length)).isEqualTo(piece);
                    byte[] written = new byte[piece.length];
                    local.seek(place);
                    local.readFully(written);
                    assertThat(written).isEqualTo(piece);
                }
                assertThat(read(channel, FOUR_GIB + 1_000_000, 10)).as("a hole").isEqualTo(new byte[10]);
                assertThat(channel.read(ByteBuffer.allocate(1), size)).isEqualTo(-1);
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(FOUR_GIB + 1);
            }
            assertThat(Files.size(there.resolve("big"))).isEqualTo(FOUR_GIB + 1);
            Files.write(file, new byte[] {7}, StandardOpenOption.APPEND);
            assertThat(Files.size(there.resolve("big"))).isEqualTo(FOUR_GIB + 2);
        }
    }

    private static byte[] read(FileChannel channel, long place, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, place + buffer.position()) >= 0) {
            // Until the buffer is full.
        }
        return buffer.array();
    }

    /** An upload that continues a part which lacks the end only. */
    @Test
    void anUploadIsResumedBeyondFourGibibytes() throws Exception {
        byte[] end = Content.random(3_000_000);
        Path big = sparse(FOUR_GIB + 1_000_000, end);
        SshTransferOptions resuming = SshTransferOptions.defaults().withResume();
        org.assertj.core.api.Assertions.catchThrowable(
                () -> connection.upload(big, there.resolve("copy").toString(), resuming.withListener(progress -> progress.bytes() == 0)));
        Path part;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(there)) {
            part = parts.iterator().next();
        }
        try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
            file.setLength(FOUR_GIB - 500_000);
        }
        SshTransferResult result = connection.upload(big, there.resolve("copy").toString(), resuming);
        assertThat(result.resumedBytes()).isEqualTo(FOUR_GIB - 500_000);
        assertThat(result.bytes()).isEqualTo(4_500_000);
        assertThat(Files.size(there.resolve("copy"))).isEqualTo(Files.size(big));
        assertEnd(there.resolve("copy"), end);
    }

    private Path sparse(long start, byte[] end) throws IOException {
        Path big = here.resolve("big");
        try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
            file.seek(start);
            file.write(end);
        }
        return big;
    }

    private static void assertEnd(Path file, byte[] end) throws IOException {
        try (RandomAccessFile copy = new RandomAccessFile(file.toFile(), "r")) {
            byte[] read = new byte[end.length];
            copy.seek(copy.length() - end.length);
            copy.readFully(read);
            assertThat(read).isEqualTo(end);
        }
    }

    /** A file of more than 4 GiB, every byte of it over the connection. Needs as much disk space. */
    @Test
    @Tag("volume")
    @Timeout(1200)
    void aFileOfMoreThanFourGibibytesIsDownloaded() throws Exception {
        byte[] end = Content.random(3_000_000);
        Path big = sparse(FOUR_GIB + 1_000_000, end);
        long start = System.nanoTime();
        assertThat(connection.download(big.toString(), there.resolve("copy")).bytes()).isEqualTo(Files.size(big));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        System.out.printf("[figure] download of %d bytes: %d ms%n", Files.size(big), millis);
        assertThat(Files.size(there.resolve("copy"))).isEqualTo(Files.size(big));
        assertEnd(there.resolve("copy"), end);
    }

    // ---- many ----

    @Test
    void aTreeOfTwoThousandFilesIsUploadedAndDownloaded() throws Exception {
        thereAndBack(2_000);
    }

    @Test
    @Tag("volume")
    @Timeout(1800)
    void aTreeOfAHundredThousandFilesIsUploadedAndDownloaded() throws Exception {
        thereAndBack(100_000);
    }

    private void thereAndBack(int count) throws Exception {
        Path tree = here.resolve("tree");
        for (int i = 0; i < count; i++) {
            Path folder = tree.resolve("folder" + i / 500);
            if (i % 500 == 0) {
                Files.createDirectories(folder);
            }
            Files.writeString(folder.resolve("file" + i), "content of " + i);
        }
        long start = System.nanoTime();
        SshTransferResult up = connection.upload(tree, there.resolve("tree").toString());
        long uploaded = System.nanoTime();
        Set<String> walked = new HashSet<>();
        try (FileSystem remote = connection.fileSystem()) {
            Files.walkFileTree(remote.getPath(there.toString(), "tree"), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    assertThat(walked.add(file.getFileName().toString())).isTrue();
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        long listed = System.nanoTime();
        SshTransferResult down = connection.download(there.resolve("tree").toString(), here.resolve("back"));
        long downloaded = System.nanoTime();
        System.out.printf("[figure] %d small files: upload %d ms, walk %d ms, download %d ms%n", count,
                TimeUnit.NANOSECONDS.toMillis(uploaded - start), TimeUnit.NANOSECONDS.toMillis(listed - uploaded),
                TimeUnit.NANOSECONDS.toMillis(downloaded - listed));
        assertThat(walked).hasSize(count);
        assertThat(up.files()).isEqualTo(count);
        assertThat(down.files()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat(Files.readString(here.resolve("back/folder" + i / 500 + "/file" + i))).isEqualTo("content of " + i);
        }
    }
}
