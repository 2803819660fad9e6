package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OddSftp;
import io.sshra.testing.OddSftp.Answer;
import io.sshra.testing.Oddity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.common.SftpConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SFTP servers that do as certain real ones do: Erlang, ProFTPD, rclone, Twisted, MySecureShell, ssh2 for Node.js. */
@Tag("long")
class ServerKindsTest {

    private static final byte[] LARGE = Content.random(8_000_001);
    private static final String ERLANG = "Erlang/4.15.2";
    private static final SshTransferOptions RESUMING = SshTransferOptions.defaults().withResume();

    private final OddSftp sftp = new OddSftp();
    private final AdapterFixture fixture = new AdapterFixture();
    private EmbeddedSshServer server;
    private SshConnection connection;
    private FileSystem remote;
    @TempDir
    private Path there;
    @TempDir
    private Path here;

    ServerKindsTest() throws Exception {
        // The fixture's.
    }

    private void start(String identification, Oddity... oddities) throws Exception {
        Set<Oddity> all = EnumSet.noneOf(Oddity.class);
        all.addAll(Arrays.asList(oddities));
        sftp.with(all);
        server = EmbeddedSshServer.start(mina -> {
            mina.setSubsystemFactories(List.of(sftp));
            if (identification != null) {
                CoreModuleProperties.SERVER_IDENTIFICATION.set(mina, identification);
            }
        });
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
        remote = connection.fileSystem();
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    private Path remote(Path file) {
        return remote.getPath(file.toString());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static SshErrorCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return ((SshException) org.assertj.core.api.Assertions.catchThrowable(call)).code();
    }

    /** The first part of an upload, whose connection was cut. */
    private Path interruptedUpload(Path source) throws Exception {
        AtomicBoolean cut = new AtomicBoolean();
        assertThatThrownBy(() -> connection.upload(source, there.resolve("target").toString(), RESUMING.withListener(progress -> {
            if (progress.bytes() > 3_000_000 && cut.compareAndSet(false, true)) {
                server.cutConnections();
            }
            return true;
        }))).isInstanceOf(SshException.class);
        return there.resolve(names(there).get(0));
    }

    // ---- resuming ----

    /** Erlang and rclone empty the part when it is opened; ssh2 takes no WRITE alone; ProFTPD opens no part again. */
    @ParameterizedTest
    @EnumSource(names = {"WRITING_EMPTIES", "FLAGS_OF_SSH2", "NO_OVERWRITING"})
    void anUploadIsResumedWithoutAByteMissing(Oddity oddity) throws Exception {
        start(null, oddity);
        Path source = Files.write(here.resolve("source"), LARGE);
        Path part = interruptedUpload(source);
        assertThat(part).isNotEmptyFile();
        SshTransferResult result = connection.upload(source, there.resolve("target").toString(), RESUMING);
        assertThat(result.resumedBytes() > 0).as("begun anew only where it can't be opened again").isEqualTo(oddity != Oddity.NO_OVERWRITING);
        assertThat(there.resolve("target")).satisfies(Content.exactly(LARGE));
        assertThat(names(there)).containsExactly("target");
    }

    /** A server that empties whatever is opened. */
    @Test
    void aPartThatIsEmptiedWhenItIsOpenedIsWrittenFromItsStart() throws Exception {
        start(null);
        Path source = Files.write(here.resolve("source"), LARGE);
        Path part = interruptedUpload(source);
        sftp.answering((type, nth) -> {
            if (type == SftpConstants.SSH_FXP_OPEN) {
                emptied(part);
            }
            return Answer.USUAL;
        });
        assertThat(connection.upload(source, there.resolve("target").toString(), RESUMING).resumedBytes()).isZero();
        assertThat(there.resolve("target")).satisfies(Content.exactly(LARGE));
    }

    private static void emptied(Path part) {
        try {
            Files.write(part, new byte[0]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A write is refused, those after it are done, and the connection breaks before the adapter hears of it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20})
    void aConnectionThatBreaksAfterARefusedWriteLeavesNoHole(int refused) throws Exception {
        start(null);
        Path source = Files.write(here.resolve("source"), LARGE);
        sftp.answering((type, nth) -> {
            if (type == SftpConstants.SSH_FXP_WRITE && nth == refused) {
                return Answer.NONE;
            }
            if (type == SftpConstants.SSH_FXP_WRITE && nth == refused + 8) {
                server.cutConnections();
            }
            return Answer.USUAL;
        });
        assertThatThrownBy(() -> connection.upload(source, there.resolve("target").toString(), RESUMING)).isInstanceOf(SshException.class);
        byte[] part = Files.readAllBytes(there.resolve(names(there).get(0)));
        assertThat(part).as("it has a hole").isNotEqualTo(Arrays.copyOf(LARGE, part.length));
        sftp.answering((type, nth) -> Answer.USUAL);
        SshTransferResult result = connection.upload(source, there.resolve("target").toString(), RESUMING);
        assertThat(result.resumedBytes()).as("up to the hole").isEqualTo(Arrays.mismatch(part, LARGE));
        assertThat(there.resolve("target")).satisfies(Content.exactly(LARGE));
    }

    /** A server that answers no write is sent no more than what a later upload compares. */
    @Test
    void nothingIsSentFarBeyondWhatIsWrittenForCertain() throws Exception {
        start(null);
        Path source = Files.write(here.resolve("source"), new byte[20_000_000]);
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_WRITE && nth == 1 ? Answer.NONE : Answer.USUAL);
        assertThat(codeOf(() -> connection.upload(source, there.resolve("target").toString(),
                RESUMING.withTimeout(java.time.Duration.ofSeconds(3))))).isEqualTo(SshErrorCode.TRANSFER_TIMEOUT);
        assertThat(Files.size(there.resolve(names(there).get(0)))).isLessThanOrEqualTo(4 * 1024 * 1024);
    }

    // ---- Erlang ----

    @Test
    void aTreeIsWholeWhereThreeOpenFilesShareAHandle() throws Exception {
        start(ERLANG, Oddity.SAME_HANDLES, Oddity.WRITING_EMPTIES, Oddity.IGNORES_SETSTAT);
        Path source = Files.createDirectories(here.resolve("tree/sub/below"));
        for (int i = 0; i < 60; i++) {
            Files.write(source.resolve("file" + i), Content.random(10_000 + i));
        }
        connection.upload(here.resolve("tree"), there.resolve("up").toString());
        connection.download(there.resolve("up").toString(), here.resolve("down"));
        for (int i = 0; i < 60; i++) {
            assertThat(there.resolve("up/sub/below/file" + i)).satisfies(Content.exactly(Content.random(10_000 + i)));
            assertThat(here.resolve("down/sub/below/file" + i)).satisfies(Content.exactly(Content.random(10_000 + i)));
        }
    }

    /** The same of a server that nobody knows: its channel ends before a byte gets into another file. */
    @Test
    void twoFilesWithOneHandleEndTheFileSystem() throws Exception {
        start(null, Oddity.SAME_HANDLES);
        FileChannel first = create("first");
        FileChannel second = create("second");
        assertThatThrownBy(() -> create("third")).isInstanceOf(IOException.class).hasMessageContaining("one handle to two open files");
        assertThatThrownBy(() -> second.write(ByteBuffer.wrap(new byte[] {1}))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> first.write(ByteBuffer.wrap(new byte[] {1}))).isInstanceOf(IOException.class);
        assertThat(there.resolve("third")).isEmptyFile();
        assertThat(connection.exec("echo here").stdout()).isEqualTo("here\n");
    }

    private FileChannel create(String name) throws IOException {
        return FileChannel.open(remote(there.resolve(name)), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Test
    void aFileThatExistsIsNotCreatedAnewAtErlang() throws Exception {
        start(ERLANG);
        Path file = Files.writeString(there.resolve("file"), "content");
        sftp.answering((type, nth) -> {
            assertThat(type).as("it is not even opened").isNotEqualTo(SftpConstants.SSH_FXP_OPEN);
            return Answer.USUAL;
        });
        assertThatThrownBy(() -> Files.createFile(remote(file))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("content");
    }

    @Test
    void aFileOpenedForWritingKeepsItsContent() throws Exception {
        start(null, Oddity.WRITING_EMPTIES);
        Path file = Files.writeString(there.resolve("file"), "content");
        try (FileChannel channel = FileChannel.open(remote(file), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'C'}));
        }
        assertThat(file).hasContent("Content");
    }

    @Test
    void aSizeThatIsNotSetIsAnError() throws Exception {
        start(null, Oddity.IGNORES_SETSTAT);
        Path file = Files.writeString(there.resolve("file"), "content");
        try (FileChannel channel = FileChannel.open(remote(file), StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> channel.truncate(3)).isInstanceOf(IOException.class);
        }
        assertThat(file).hasContent("content");
    }

    // ---- ssh2 for Node.js ----

    @Test
    void filesGoToAServerThatKnowsFewFlags() throws Exception {
        start(null, Oddity.FLAGS_OF_SSH2);
        Path source = Files.write(here.resolve("source"), LARGE);
        connection.upload(source, there.resolve("target").toString());
        assertThat(there.resolve("target")).satisfies(Content.exactly(LARGE));
        assertThatThrownBy(() -> Files.createFile(remote(there.resolve("target")))).isInstanceOf(FileAlreadyExistsException.class);
        Files.writeString(remote(there.resolve("text")), "text");
        assertThat(there.resolve("text")).hasContent("text");
    }

    // ---- links ----

    /** By its name, or by looking where neither name nor extensions say it. */
    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {
        "Erlang/4.15.2, true, 0", "Twisted_22.4.0, true, 0", "AsyncSSH_2.10.1, true, 0", "OpenSSH_9.2p1, true, 2",
        "Any_1.0, true, 2", "OpenSSH_9.2p1, false, 2"})
    void symbolicLinksLeadTheRightWay(String identification, boolean linkFirst, int looks) throws Exception {
        start(identification, linkFirst ? new Oddity[] {Oddity.LINK_FIRST, Oddity.NO_EXTENSIONS} : new Oddity[] {Oddity.NO_EXTENSIONS});
        Files.writeString(there.resolve("file"), "content");
        for (String name : List.of("first", "second")) {
            Path link = there.resolve(name);
            Files.createSymbolicLink(remote(link), remote.getPath("file"));
            assertThat(Files.readSymbolicLink(link)).isEqualTo(identification.startsWith("Erlang") ? there.resolve("file") : Path.of("file"));
        }
        assertThat(sftp.count(SftpConstants.SSH_FXP_SYMLINK)).isEqualTo(2 + looks);
        assertThat(names(there)).containsExactly("file", "first", "second");
    }

    /** MySecureShell has the identification of its sshd, takes its own folder for the start of a target, and may hide names with a dot. */
    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void aRelativeLinkLeadsTheRightWayWhereItBecomesAbsolute(boolean linkFirst, boolean hiding) throws Exception {
        Set<Oddity> oddities = EnumSet.of(Oddity.NO_EXTENSIONS, Oddity.ABSOLUTE_LINKS);
        if (linkFirst) {
            oddities.add(Oddity.LINK_FIRST);
        }
        sftp.refusingLinks(name -> hiding && name.startsWith("."));
        start("OpenSSH_9.2p1", oddities.toArray(Oddity[]::new));
        Files.writeString(there.resolve("file"), "content");
        Files.createSymbolicLink(remote(there.resolve("link")), remote.getPath("file"));
        assertThat(there.resolve("link")).hasContent("content");
        assertThat(names(there)).containsExactly("file", "link");
    }

    /** No link is better than one the wrong way round. */
    @Test
    void noLinkIsMadeWhereTheOrderCanNotBeFoundOut() throws Exception {
        start("Any_1.0", Oddity.NO_EXTENSIONS, Oddity.LINK_FIRST);
        sftp.refusingLinks(name -> name.contains("sshra-"));
        assertThatThrownBy(() -> Files.createSymbolicLink(remote(there.resolve("link")), remote(there.resolve("target"))))
                .isInstanceOf(IOException.class).hasMessageContaining("link");
        assertThat(names(there)).isEmpty();
    }

    /** The adapter removes what it looked with. */
    @Test
    void linksAreMadeTheRightWayWhereNoneCanBeRead() throws Exception {
        start("Any_1.0", Oddity.NO_EXTENSIONS, Oddity.LINK_FIRST, Oddity.REFUSES_READLINK);
        Files.createSymbolicLink(remote(there.resolve("link")), remote.getPath("target"));
        assertThat(Files.readSymbolicLink(there.resolve("link"))).isEqualTo(Path.of("target"));
        assertThat(names(there)).containsExactly("link");
    }

    /** ProFTPD tells what a link leads to, and would remove that. */
    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"none", "mod_sftp/1.0.0"})
    void deletingALinkToAFolderKeepsTheFolder(String identification) throws Exception {
        start(identification, Oddity.LSTAT_FOLLOWS);
        Path folder = Files.createDirectory(there.resolve("folder"));
        Path link = Files.createSymbolicLink(there.resolve("link"), folder);
        Files.delete(remote(link));
        assertThat(folder).isEmptyDirectory();
        assertThat(names(there)).containsExactly("folder");
        Files.delete(remote(folder));
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void aWalkDoesNotFollowLinksAtProftpd() throws Exception {
        start("mod_sftp/1.0.0", Oddity.LSTAT_FOLLOWS);
        Files.createFile(Files.createDirectory(here.resolve("folder")).resolve("behind"));
        Files.createSymbolicLink(there.resolve("link"), here.resolve("folder"));
        assertThat(Files.isSymbolicLink(remote(there.resolve("link")))).isTrue();
        assertThat(Files.isDirectory(remote(there.resolve("link")))).isTrue();
    }
}
