package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferProgress;
import io.sshra.SshTransferResult;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LogLines;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.server.DirectoryHandle;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresOpenSsh
class TransferTest {

    private static final SshTransferOptions DEFAULTS = SshTransferOptions.defaults();
    private static final SshTransferOptions RESUMING = DEFAULTS.withResume();

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
        connection = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "files", AdapterFixture.target(server).build()));
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    private static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    // ---- one file ----

    @Test
    void aFileIsUploadedAndDownloaded() throws Exception {
        byte[] content = random(5_000_001);
        Path source = Files.write(here.resolve("source"), content);
        SshTransferResult result = connection.upload(source, there.resolve("target").toString());
        assertThat(result.files()).isEqualTo(1);
        assertThat(result.bytes()).isEqualTo(content.length);
        assertThat(names(there)).containsExactly("target");
        assertThat(Files.readAllBytes(there.resolve("target"))).isEqualTo(content);
        connection.download(there.resolve("target").toString(), here.resolve("back"));
        assertThat(Files.readAllBytes(here.resolve("back"))).isEqualTo(content);
        assertThat(names(here)).containsExactly("back", "source");
        connection.upload(Files.write(here.resolve("empty"), new byte[0]), there.resolve("target").toString());
        assertThat(there.resolve("target")).isEmptyFile();
        await().until(() -> connection.info().openChannels() == 0);
    }

    @Test
    void timesAndPermissionsAreKeptOnRequest() throws Exception {
        Path source = Files.writeString(here.resolve("source"), "x");
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setLastModifiedTime(source, FileTime.fromMillis(1_111_111_111_000L));
        SshTransferOptions keeping = DEFAULTS.withTimes().withPermissions();
        connection.upload(source, there.resolve("kept").toString(), keeping);
        connection.download(there.resolve("kept").toString(), here.resolve("back"), keeping);
        for (Path kept : List.of(there.resolve("kept"), here.resolve("back"))) {
            assertThat(Files.getLastModifiedTime(kept)).isEqualTo(FileTime.fromMillis(1_111_111_111_000L));
            assertThat(Files.getPosixFilePermissions(kept)).isEqualTo(PosixFilePermissions.fromString("rwx--x--x"));
        }
        connection.upload(source, there.resolve("fresh").toString());
        assertThat(Files.getLastModifiedTime(there.resolve("fresh")).toMillis()).isGreaterThan(1_600_000_000_000L);
    }

    /** The field has 32 bits without a sign. */
    @Test
    void aTimeThatSftpCannotHoldFailsTheTransfer() throws Exception {
        Path source = Files.writeString(here.resolve("source"), "x");
        for (String time : List.of("1970-01-01T00:00:00Z", "2106-02-07T06:28:15Z")) {
            Files.setLastModifiedTime(source, FileTime.from(Instant.parse(time)));
            connection.upload(source, there.resolve(time).toString(), DEFAULTS.withTimes());
            assertThat(Files.getLastModifiedTime(there.resolve(time))).isEqualTo(FileTime.from(Instant.parse(time)));
        }
        for (String time : List.of("1969-12-31T23:59:59Z", "2106-02-07T06:28:16Z")) {
            Files.setLastModifiedTime(source, FileTime.from(Instant.parse(time)));
            assertThatThrownBy(() -> connection.upload(source, there.resolve("beyond").toString(), DEFAULTS.withTimes()))
                    .isInstanceOf(SshException.class).hasMessageContaining("1970 to 2106").extracting("code")
                    .isEqualTo(SshErrorCode.TRANSFER_FAILED);
        }
        assertThat(names(there)).hasSize(2);
    }

    @Test
    void theListenerIsCalledOnTheCallersThread() throws Exception {
        Path source = Files.write(here.resolve("source"), random(2_000_000));
        List<SshTransferProgress> heard = new ArrayList<>();
        Thread caller = Thread.currentThread();
        connection.upload(source, there.resolve("target").toString(), DEFAULTS.withListener(progress -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            return heard.add(progress);
        }));
        assertThat(heard).extracting(SshTransferProgress::bytes).isSorted().startsWith(0L).endsWith(2_000_000L).hasSizeGreaterThan(5);
        assertThat(heard).allMatch(progress -> progress.size() == 2_000_000 && progress.source().equals(source.toString()));
    }

    @Test
    void aCancelledTransferLeavesTheOldFile() throws Exception {
        Path source = Files.write(here.resolve("source"), random(3_000_000));
        Files.writeString(there.resolve("target"), "old");
        assertThatThrownBy(() -> connection.upload(source, there.resolve("target").toString(),
                DEFAULTS.withListener(progress -> progress.bytes() < 1_000_000)))
                .isInstanceOf(SshException.class).extracting(e -> ((SshException) e).code()).isEqualTo(SshErrorCode.TRANSFER_CANCELLED);
        assertThat(there.resolve("target")).hasContent("old");
        assertThat(names(there)).containsExactly("target");
        assertThatThrownBy(() -> connection.download(source.toString(), there.resolve("target"),
                DEFAULTS.withListener(progress -> {
                    throw new IllegalStateException("of the listener");
                }))).isInstanceOf(IllegalStateException.class);
        assertThat(names(there)).containsExactly("target");
        assertThat(connection.exec("true").exitCode()).isZero();
    }

    // ---- resuming ----

    @Test
    void aFailedTransferIsResumedWhereItFailed() throws Exception {
        byte[] content = random(4_000_000);
        Path source = Files.write(here.resolve("source"), content);
        String target = there.resolve("target").toString();
        for (int round = 0; round < 2; round++) {
            boolean upload = round == 0;
            Path end = upload ? there : here;
            catchThrowableOfType(SshException.class, () -> transfer(upload, source, target,
                    RESUMING.withListener(progress -> progress.bytes() < 2_000_000)));
            assertThat(names(end)).as("the part").anyMatch(name -> name.endsWith(".part"));
            assertThat(end.resolve(upload ? "target" : "back")).doesNotExist();
            SshTransferResult result = transfer(upload, source, target, RESUMING);
            assertThat(result.resumedBytes()).isBetween(1_000_000L, 3_000_000L);
            assertThat(result.bytes() + result.resumedBytes()).isEqualTo(content.length);
            assertThat(names(end)).noneMatch(name -> name.endsWith(".part"));
            assertThat(Files.readAllBytes(end.resolve(upload ? "target" : "back"))).isEqualTo(content);
        }
    }

    private SshTransferResult transfer(boolean upload, Path source, String target, SshTransferOptions options) throws SshException {
        return upload ? connection.upload(source, target, options) : connection.download(target, here.resolve("back"), options);
    }

    @Test
    void aPartOfAnotherStateOfTheFileIsNotContinued() throws Exception {
        Path source = Files.write(here.resolve("source"), random(1_000_000));
        String target = there.resolve("target").toString();
        catchThrowableOfType(SshException.class,
                () -> connection.upload(source, target, RESUMING.withListener(progress -> progress.bytes() < 500_000)));
        byte[] other = random(1_000_000);
        other[3]++;
        Files.write(source, other);
        Files.setLastModifiedTime(source, FileTime.fromMillis(1_222_222_222_000L));
        assertThat(connection.upload(source, target, RESUMING).resumedBytes()).isZero();
        assertThat(Files.readAllBytes(there.resolve("target"))).isEqualTo(other);
    }

    @Test
    void bytesBeyondFourGibibytesAreInPlace() throws Exception {
        long size = (4L << 30) + 3_000_000;
        Path big = here.resolve("big");
        try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
            file.setLength(size);
            file.seek(size - 2_000_000);
            file.write(random(2_000_000));
        }
        // Everything but the end has been transferred: the part has the same holes as the file.
        catchThrowableOfType(SshException.class,
                () -> connection.download(big.toString(), there.resolve("copy"), RESUMING.withListener(progress -> progress.bytes() == 0)));
        Path part = there.resolve(names(there).get(0));
        try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
            file.setLength((4L << 30) - 1_000_000);
        }
        SshTransferResult result = connection.download(big.toString(), there.resolve("copy"), RESUMING);
        assertThat(result.bytes()).isEqualTo(4_000_000);
        assertThat(Files.size(there.resolve("copy"))).isEqualTo(size);
        try (FileSystem remote = connection.fileSystem();
                FileChannel channel = FileChannel.open(remote.getPath(there.resolve("copy").toString()),
                        StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer end = ByteBuffer.allocate(2_000_000);
            while (end.hasRemaining()) {
                channel.read(end, size - end.remaining());
            }
            assertThat(end.array()).isEqualTo(random(2_000_000));
            channel.write(ByteBuffer.wrap(new byte[] {42}), 5L << 30);
            assertThat(channel.size()).isEqualTo((5L << 30) + 1);
        }
    }

    // ---- trees ----

    @Test
    void aTreeIsUploadedAndDownloaded() throws Exception {
        Path tree = Files.createDirectories(here.resolve("tree/sub/deep"));
        Files.createDirectories(here.resolve("tree/empty"));
        Files.write(tree.resolve("ä file"), random(100_000));
        Files.writeString(here.resolve("tree/top"), "top");
        Files.createSymbolicLink(here.resolve("tree/link"), Path.of("sub/deep"));
        new ProcessBuilder("mkfifo", here.resolve("tree/fifo").toString()).start().waitFor();
        SshTransferResult result = connection.upload(here.resolve("tree"), there.resolve("tree").toString());
        assertThat(result.files()).isEqualTo(2);
        assertThat(result.links()).isEqualTo(1);
        assertThat(result.skipped()).isEqualTo(1);
        connection.download(there.resolve("tree").toString(), here.resolve("back"));
        assertThat(here.resolve("back/empty")).isEmptyDirectory();
        assertThat(Files.readAllBytes(here.resolve("back/sub/deep/ä file"))).isEqualTo(random(100_000));
        assertThat(Files.readSymbolicLink(here.resolve("back/link"))).isEqualTo(Path.of("sub/deep"));
        assertThat(here.resolve("back/fifo")).doesNotExist();
        // Again, into existing folders.
        Files.writeString(here.resolve("tree/top"), "new");
        connection.upload(here.resolve("tree"), there.resolve("tree").toString());
        assertThat(there.resolve("tree/top")).hasContent("new");
    }

    @Test
    void aThousandSmallFilesAreUploadedAndDownloaded() throws Exception {
        Path many = manySmallFiles(1000);
        assertThat(connection.upload(many, there.resolve("many").toString()).files()).isEqualTo(1000);
        assertThat(connection.download(there.resolve("many").toString(), here.resolve("back")).files()).isEqualTo(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(here.resolve("back/file" + i)).hasContent("content " + i);
        }
    }

    private Path manySmallFiles(int count) throws IOException {
        Path many = Files.createDirectory(here.resolve("many"));
        for (int i = 0; i < count; i++) {
            Files.writeString(many.resolve("file" + i), "content " + i);
        }
        return many;
    }

    private void assertOnlyWholeFiles(Path folder) throws IOException {
        for (String name : names(folder)) {
            assertThat(folder.resolve(name)).hasContent("content " + name.substring("file".length()));
        }
    }

    @Test
    void theListenerIsCalledForEachSmallFileOnTheCallersThread() throws Exception {
        List<SshTransferProgress> heard = new ArrayList<>();
        Thread caller = Thread.currentThread();
        SshTransferResult result = connection.upload(manySmallFiles(100), there.resolve("many").toString(), DEFAULTS.withListener(progress -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            return heard.add(progress);
        }));
        assertThat(heard).filteredOn(progress -> progress.bytes() == 0).extracting(SshTransferProgress::source).hasSize(100).doesNotHaveDuplicates();
        assertThat(heard).filteredOn(progress -> progress.bytes() == progress.size()).extracting(SshTransferProgress::source).hasSize(100)
                .doesNotHaveDuplicates();
        assertThat(heard).extracting(SshTransferProgress::files).isSorted().endsWith(99L);
        assertThat(heard).extracting(SshTransferProgress::totalBytes).isSorted().endsWith(result.bytes());
    }

    @Test
    void aCancelledTreeLeavesNoPart() throws Exception {
        assertThatThrownBy(() -> connection.upload(manySmallFiles(200), there.resolve("many").toString(),
                DEFAULTS.withListener(progress -> progress.files() < 50)))
                .isInstanceOf(SshException.class).extracting(e -> ((SshException) e).code()).isEqualTo(SshErrorCode.TRANSFER_CANCELLED);
        assertThat(names(there.resolve("many"))).hasSizeBetween(50, 199);
        assertOnlyWholeFiles(there.resolve("many"));
    }

    @Test
    void anInterruptEndsATreeWithoutAPart() throws Exception {
        assertThatThrownBy(() -> connection.upload(manySmallFiles(200), there.resolve("many").toString(), DEFAULTS.withListener(progress -> {
            if (progress.files() == 50) {
                Thread.currentThread().interrupt();
            }
            return true;
        }))).isInstanceOf(SshException.class).extracting(e -> ((SshException) e).code()).isEqualTo(SshErrorCode.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
        assertOnlyWholeFiles(there.resolve("many"));
        assertThat(connection.exec("true").exitCode()).isZero();
    }

    @Test
    void aFileThatFailsEndsTheTreeAndIsNamed() throws Exception {
        Files.createDirectories(there.resolve("many/file57/in the way"));
        assertFails(() -> connection.upload(manySmallFiles(100), there.resolve("many").toString()), SshErrorCode.TRANSFER_FAILED, "file57");
        Files.delete(there.resolve("many/file57/in the way"));
        Files.delete(there.resolve("many/file57"));
        assertOnlyWholeFiles(there.resolve("many"));
    }

    @Test
    void aTreeKeepsItsTimesAndPermissions() throws Exception {
        Path many = manySmallFiles(20);
        FileTime time = FileTime.fromMillis(1_111_111_111_000L);
        for (String name : names(many)) {
            Files.setLastModifiedTime(many.resolve(name), time);
        }
        Files.setLastModifiedTime(many, time);
        Files.setPosixFilePermissions(many, PosixFilePermissions.fromString("r-xr-x---"));
        connection.upload(many, there.resolve("many").toString(), DEFAULTS.withTimes().withPermissions());
        for (Path kept : List.of(there.resolve("many"), there.resolve("many/file0"), there.resolve("many/file19"))) {
            assertThat(Files.getLastModifiedTime(kept)).isEqualTo(time);
        }
        assertThat(Files.getPosixFilePermissions(there.resolve("many"))).isEqualTo(PosixFilePermissions.fromString("r-xr-x---"));
        Files.setPosixFilePermissions(many, PosixFilePermissions.fromString("rwxr-x---"));
        Files.setPosixFilePermissions(there.resolve("many"), PosixFilePermissions.fromString("rwxr-x---"));
    }

    /** A hundred times as many as servers list in one answer; {@link LargeFilesTest} has more. */
    @Test
    void tenThousandFilesAreListedAndWalked() throws Exception {
        Path many = Files.createDirectory(there.resolve("many"));
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(many.resolve("file" + i));
        }
        try (FileSystem remote = connection.fileSystem(); Stream<Path> walk = Files.walk(remote.getPath(many.toString()))) {
            assertThat(walk.filter(Files::isRegularFile).distinct().count()).isEqualTo(10_000);
        }
    }

    @Test
    void noServerWritesOutsideTheTarget() throws Exception {
        Files.createDirectory(there.resolve("sub"));
        Files.writeString(there.resolve("evil"), "evil");
        Files.writeString(there.resolve("innocent"), "innocent");
        for (String name : List.of("../evil", "sub/../../evil", "/tmp/evil", "")) {
            try (EmbeddedSshServer hostile = EmbeddedSshServer.start(sshd -> sshd.setSubsystemFactories(List.of(new Lying(name))))) {
                SshConnection to = fixture.factory.getConnection(AdapterFixture.spec("alice", "s2", "hostile" + hostile.port(),
                        AdapterFixture.target(hostile).build()));
                Path down = here.resolve("down" + hostile.port());
                try (to; LogLines log = new LogLines()) {
                    to.download(there.toString(), down);
                    assertThat(names(down)).as("only named files exist").containsExactly("innocent", "sub");
                    assertThat(down.resolve("innocent")).hasContent("innocent");
                    assertThat(down.resolve("sub")).isEmptyDirectory();
                    assertThat(here.resolve("evil")).doesNotExist();
                    assertThat(log.of("SSHRA000107")).singleElement().asString().contains("\"" + name + "\"");
                }
            }
        }
    }

    @Test
    void aLinkOfAnEarlierDownloadIsNotFollowed() throws Exception {
        Path outside = Files.createDirectory(here.resolve("outside"));
        Files.createDirectory(here.resolve("down"));
        Files.createSymbolicLink(here.resolve("down/sub"), outside);
        Files.createDirectories(there.resolve("tree/sub"));
        Files.writeString(there.resolve("tree/sub/file"), "x");
        assertThatThrownBy(() -> connection.download(there.resolve("tree").toString(), here.resolve("down")))
                .isInstanceOf(SshException.class).hasMessageContaining("is no directory");
        assertThat(outside).isEmptyDirectory();
    }

    /** Lists the file "evil" under another name. */
    private static final class Lying extends SftpSubsystemFactory {

        private final String name;

        Lying(String name) {
            this.name = name;
        }

        @Override
        public Command createSubsystem(ChannelSession channel) throws IOException {
            return new SftpSubsystem(channel, this) {
                @Override
                protected void writeDirEntry(int id, DirectoryHandle dir, java.util.Map<String, Path> entries, Buffer buffer,
                        int index, Path f, String shortName, java.nio.file.LinkOption... options) throws IOException {
                    super.writeDirEntry(id, dir, entries, buffer, index, f, shortName.equals("evil") ? name : shortName, options);
                }
            };
        }
    }

    // ---- failures ----

    @Test
    void failuresNameTheFile() throws Exception {
        Path source = Files.writeString(here.resolve("source"), "x");
        assertFails(() -> connection.upload(here.resolve("none"), there.resolve("t").toString()), SshErrorCode.TRANSFER_FAILED, "none");
        assertFails(() -> connection.upload(source, there.resolve("no/folder").toString()), SshErrorCode.TRANSFER_FAILED, "no/folder");
        assertFails(() -> connection.download(there.resolve("none").toString(), here.resolve("t")), SshErrorCode.TRANSFER_FAILED, "none");
        assertFails(() -> connection.upload(source, there.toString()), SshErrorCode.TRANSFER_FAILED, there.toString());
        assertThatThrownBy(() -> connection.upload(source, "a\0b")).isExactlyInstanceOf(IllegalArgumentException.class).hasMessageContaining("NUL");
        assertThatThrownBy(() -> connection.upload((Path) null, "x")).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.upload(source, "")).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.download("x", (Path) null)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.download("x", source, null)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(names(there)).isEmpty();
        assertThat(names(here)).containsExactly("source");
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, SshErrorCode code, String said) {
        SshException failure = catchThrowableOfType(SshException.class, call);
        assertThat(failure).isNotNull().hasMessageContaining(said);
        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void aServerWithoutSftpIsReported() throws Exception {
        try (EmbeddedSshServer plain = EmbeddedSshServer.start(); SshConnection to = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s2", "plain", AdapterFixture.target(plain).build()))) {
            assertFails(to::fileSystem, SshErrorCode.SFTP_NOT_AVAILABLE, "sftp");
            await().until(() -> to.info().openChannels() == 0);
            assertThat(to.exec("echo on").stdout()).isEqualTo("on\n");
        }
    }

    /** Servers free a closed channel a little later than the client. */
    @Test
    void aChannelRefusedForLackOfRoomIsRetried() throws Exception {
        try (OpenSshServer small = OpenSshServer.start("MaxSessions 1"); SshConnection to = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s2", "small", AdapterFixture.target(small).build()))) {
            SshProcess process = to.start(SshCommand.shell("exec cat"));
            CompletableFuture<Boolean> found = CompletableFuture.supplyAsync(() -> {
                try (FileSystem remote = to.fileSystem()) {
                    return Files.exists(remote.getPath("/"));
                } catch (IOException | SshException e) {
                    throw new CompletionException(e);
                }
            });
            await().until(() -> small.log().contains("no more sessions"));
            process.close();
            assertThat(found.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFailedSmallUploadLeavesTheOldFile() throws Exception {
        Path target = Files.writeString(there.resolve("target"), "old");
        Path source = Files.writeString(here.resolve("source"), "new");
        SftpFileSystemAccessor full = new SftpFileSystemAccessor() {
            @Override
            public SeekableByteChannel openFile(SftpSubsystemProxy subsystem, FileHandle handle, Path file, String id,
                    Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
                Files.createFile(file);
                return Files.newByteChannel(Path.of("/dev/full"), StandardOpenOption.WRITE);
            }
        };
        try (EmbeddedSshServer server = EmbeddedSshServer.start(sshd -> sshd.setSubsystemFactories(
                List.of(new SftpSubsystemFactory.Builder().withFileSystemAccessor(full).build())));
                SshConnection to = fixture.factory.getConnection(
                        AdapterFixture.spec("alice", "s2", "full", AdapterFixture.target(server).build()))) {
            assertFails(() -> to.upload(source, target.toString()), SshErrorCode.TRANSFER_FAILED, "target");
            assertThat(target).hasContent("old");
            assertThat(names(there)).as("no part is left").containsExactly("target");
        }
    }

    @Test
    void aBrokenConnectionLeavesNoFileUnderTheFinalName() throws Exception {
        Path source = Files.write(here.resolve("source"), random(20_000_000));
        AtomicBoolean killed = new AtomicBoolean();
        assertThatThrownBy(() -> connection.upload(source, there.resolve("target").toString(), RESUMING.withListener(progress -> {
            if (progress.bytes() > 5_000_000 && killed.compareAndSet(false, true)) {
                server.killConnections();
            }
            return true;
        }))).isInstanceOf(SshConnectionLostException.class);
        assertThat(there.resolve("target")).doesNotExist();
        SshTransferResult result = connection.upload(source, there.resolve("target").toString(), RESUMING);
        assertThat(result.resumedBytes()).isPositive();
        assertThat(Files.readAllBytes(there.resolve("target"))).isEqualTo(random(20_000_000));
    }

    @Test
    void closingTheHandleEndsATransfer() throws Exception {
        Path source = Files.write(here.resolve("source"), random(20_000_000));
        assertThatThrownBy(() -> connection.upload(source, there.resolve("target").toString(), DEFAULTS.withListener(progress -> {
            if (progress.bytes() > 2_000_000) {
                connection.close();
            }
            return true;
        }))).isInstanceOf(SshConnectionClosedException.class);
        assertThat(there.resolve("target")).doesNotExist();
    }

    @Test
    void anInterruptEndsATransfer() throws Exception {
        Path source = Files.write(here.resolve("source"), random(20_000_000));
        AtomicLong at = new AtomicLong();
        assertThatThrownBy(() -> connection.upload(source, there.resolve("target").toString(), DEFAULTS.withListener(progress -> {
            if (progress.bytes() > 2_000_000) {
                at.compareAndSet(0, progress.bytes());
                Thread.currentThread().interrupt();
            }
            return true;
        }))).isInstanceOf(SshException.class).extracting(e -> ((SshException) e).code()).isEqualTo(SshErrorCode.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(names(there)).isEmpty();
        assertThat(connection.exec("true").exitCode()).isZero();
    }
}
