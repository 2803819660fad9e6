package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTransferOptions;
import io.sshra.testing.Content;
import io.sshra.testing.OddSftp;
import io.sshra.testing.Oddity;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.sftp.common.SftpConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers whose names have drive letters, in both styles that servers on Windows use. */
@Tag("long")
class WindowsPathsTest extends OddSftpServerTest {

    private FileSystem remote;

    @BeforeEach
    void openFileSystem() throws Exception {
        remote = connection.fileSystem();
    }

    /** The ways in which a user writes the name. */
    private static List<String> forms(Path path) {
        return List.of("/C:" + path, "C:" + path, "C:" + path.toString().replace('/', '\\'));
    }

    @ParameterizedTest
    @EnumSource
    void allFormsOfANameAreTheSameAbsolutePath(OddSftp.Drive drive) throws Exception {
        sftp.onWindows(drive);
        Files.writeString(there.resolve("file"), "content");
        for (String name : forms(there.resolve("file"))) {
            Path file = remote.getPath(name);
            assertThat(file.isAbsolute()).as(name).isTrue();
            assertThat(file).isEqualTo(remote.getPath("/C:" + there, "file")).hasToString("/C:" + there.resolve("file"));
            assertThat(Files.readString(file)).isEqualTo("content");
            assertThat(file.toRealPath()).hasToString("/C:" + there.toRealPath().resolve("file"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void relativePathsStartInAFolderOfADrive(OddSftp.Drive drive) throws Exception {
        sftp.onWindows(drive);
        Path file = remote.getPath("folder/file");
        assertThat(file.isAbsolute()).isFalse();
        Path absolute = file.toAbsolutePath();
        assertThat(absolute.isAbsolute()).isTrue();
        assertThat(absolute.toString()).startsWith("/C:/").endsWith("/folder/file");
        assertThat(file.toUri().toString()).startsWith("sftp://").endsWith("/folder/file").contains("/C:/");
        assertThat(remote.provider().getPath(file.toUri())).isEqualTo(absolute);
        assertThat(remote.getPath("D:")).hasToString("/D:");
        assertThat(absolute.resolve("D:/other")).hasToString("/D:/other");
        assertThat(absolute.getRoot()).hasToString("/");
    }

    @ParameterizedTest
    @EnumSource
    void driveRootsAreNotTheFolderInWhichTheServerWorks(OddSftp.Drive drive) throws Exception {
        sftp.onWindows(drive);
        assertThat(Files.isDirectory(remote.getPath("C:"))).isTrue();
        assertThat(Files.isSameFile(remote.getPath("C:"), remote.getPath("C:\\"))).isTrue();
        assertThatThrownBy(() -> Files.size(remote.getPath("D:/file"))).isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("/D:/file");
    }

    @ParameterizedTest
    @EnumSource
    void filesAndTreesAreTransferred(OddSftp.Drive drive) throws Exception {
        sftp.onWindows(drive);
        byte[] content = Content.random(300_000);
        Files.createDirectories(here.resolve("tree/sub"));
        Files.write(here.resolve("tree/sub/file"), content);
        SshTransferOptions options = SshTransferOptions.defaults().withTimes().withResume();
        for (String name : forms(there)) {
            connection.upload(here.resolve("tree"), name + "/up", options);
            assertThat(there.resolve("up/sub/file")).satisfies(Content.exactly(content));
            connection.download(name + "/up", here.resolve("down"), options);
            assertThat(here.resolve("down/sub/file")).satisfies(Content.exactly(content));
            Path up = remote.getPath(name, "up");
            try (Stream<Path> files = Files.walk(up)) {
                assertThat(files.map(Path::toString)).containsExactly(up.toString(), up + "/sub", up + "/sub/file");
            }
            Files.move(up.resolve("sub/file"), up.resolve("moved"));
            Files.copy(up.resolve("moved"), up.resolve("copied"));
            Files.delete(up.resolve("moved"));
            assertThat(there.resolve("up/copied")).satisfies(Content.exactly(content));
            Files.delete(up.resolve("copied"));
            Files.delete(up.resolve("sub"));
        }
    }

    /** Fault: the folder of the link was put in front of the drive. */
    @Test
    void aLinkToAnAbsoluteNameLeadsThereWhereTargetsBecomeAbsolute() throws Exception {
        sftp.with(EnumSet.of(Oddity.WINDOWS_PATHS, Oddity.NO_EXTENSIONS, Oddity.ABSOLUTE_LINKS));
        try (FileSystem files = connection.fileSystem()) {
            Files.createSymbolicLink(files.getPath("C:" + there, "link"), files.getPath("C:" + there, "target"));
        }
        assertThat(Files.readSymbolicLink(there.resolve("link"))).isEqualTo(there.resolve("target"));
    }

    @Test
    void aColonHasNoMeaningElsewhere() throws Exception {
        Files.createDirectories(there.resolve("C:"));
        Files.writeString(there.resolve("C:/file"), "content");
        assertThat(remote.getPath("C:/file").isAbsolute()).isFalse();
        assertThat(remote.getPath("C:\\file").getNameCount()).isEqualTo(1);
        assertThat(Files.readString(remote.getPath(there.toString(), "C:", "file"))).isEqualTo("content");
        assertThat(Files.readString(remote.getPath(there.toString()).resolve("C:/file"))).isEqualTo("content");
    }

    @Test
    void theServerIsAskedOnlyForNamesWithDriveLettersAndOnce() throws Exception {
        Files.writeString(there.resolve("file"), "content");
        assertThat(Files.readString(remote.getPath(there.toString(), "file"))).isEqualTo("content");
        assertThat(sftp.count(SftpConstants.SSH_FXP_REALPATH)).isZero();
        remote.getPath("C:/file");
        remote.getPath("d:\\file");
        assertThat(sftp.count(SftpConstants.SSH_FXP_REALPATH)).isEqualTo(1);
    }

    @Test
    void aServerThatDoesNotTellItsStartFolderFailsTheTransfer() throws Exception {
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_REALPATH ? OddSftp.Answer.FAILURE : OddSftp.Answer.USUAL);
        Path source = Files.createFile(here.resolve("source"));
        assertThatThrownBy(() -> connection.upload(source, "C:/file")).isInstanceOf(SshException.class).extracting("code")
                .isEqualTo(SshErrorCode.TRANSFER_FAILED);
    }
}
