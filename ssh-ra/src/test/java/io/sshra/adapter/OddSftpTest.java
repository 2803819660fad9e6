package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.testing.Content;
import io.sshra.testing.OddSftp.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.apache.sshd.sftp.common.SftpConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SFTP servers with unusual answers: no byte is lost, and no operation runs forever. */
@Tag("long")
class OddSftpTest extends OddSftpServerTest {

    private static final byte[] LARGE = Content.random(8_000_001);
    private static final Set<Integer> ABOUT_OPEN_FILES = Set.of(SftpConstants.SSH_FXP_FSTAT);

    private FileSystem remote;

    @BeforeEach
    void openFileSystem() throws Exception {
        remote = connection.fileSystem();
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SshException.class).extracting(e -> ((SshException) e).code())
                .isEqualTo(SshErrorCode.TRANSFER_FAILED);
    }

    // ---- refused writes ----

    /** Which write of an upload is refused, while later writes succeed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20, 31})
    void anUploadResumedAfterOneRefusedWriteHasNoHole(int refused) throws Exception {
        Path source = Files.write(here.resolve("source"), LARGE);
        SshTransferOptions resuming = SshTransferOptions.defaults().withResume();
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_WRITE && nth == refused ? Answer.FAILURE : Answer.USUAL);
        assertFails(() -> connection.upload(source, there.resolve("target").toString(), resuming));
        byte[] part = Files.readAllBytes(there.resolve(names(there).get(0)));
        assertThat(part).as("what is known to be written").isEqualTo(Arrays.copyOf(LARGE, part.length));
        SshTransferResult result = connection.upload(source, there.resolve("target").toString(), resuming);
        assertThat(result.resumedBytes()).isEqualTo(part.length);
        assertThat(there.resolve("target")).satisfies(Content.exactly(LARGE));
        assertThat(names(there)).containsExactly("target");
    }

    /** Nothing can be resumed if the server does not cut the part, or claims to. */
    @ParameterizedTest
    @EnumSource(value = Answer.class, names = {"FAILURE", "UNSUPPORTED", "DONE"})
    void aPartThatCannotBeCutIsDeleted(Answer toCutting) throws Exception {
        Path source = Files.write(here.resolve("source"), LARGE);
        SshTransferOptions resuming = SshTransferOptions.defaults().withResume();
        sftp.answering((type, nth) -> {
            if (type == SftpConstants.SSH_FXP_WRITE && nth == 5) {
                lengthenPart();
                return Answer.FAILURE;
            }
            return type == SftpConstants.SSH_FXP_FSETSTAT ? toCutting : Answer.USUAL;
        });
        assertFails(() -> connection.upload(source, there.resolve("target").toString(), resuming));
        assertThat(names(there)).isEmpty();
        connection.upload(source, there.resolve("target").toString(), resuming);
        assertThat(there.resolve("target")).satisfies(Content.exactly(LARGE));
    }

    /** Writes something behind what is written, as a later request does that is done although this one fails. */
    private void lengthenPart() {
        try {
            Files.write(there.resolve(names(there).get(0)), new byte[1_000_000], StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRefusedWriteFailsAnUploadThatIsNotResumedAndLeavesNoPart() throws Exception {
        Path source = Files.write(here.resolve("source"), LARGE);
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_WRITE && nth == 7 ? Answer.FAILURE : Answer.USUAL);
        assertFails(() -> connection.upload(source, there.resolve("target").toString()));
        assertThat(names(there)).isEmpty();
    }

    // ---- wrong sizes ----

    /** The size that the server reports for a file. */
    enum Told {

        NOTHING {
            @Override
            Long of(long size) {
                return null;
            }
        },
        ZERO {
            @Override
            Long of(long size) {
                return 0L;
            }
        },
        HALF {
            @Override
            Long of(long size) {
                return size / 2;
            }
        },
        ONE_LESS {
            @Override
            Long of(long size) {
                return size - 1;
            }
        },
        THE_SIZE {
            @Override
            Long of(long size) {
                return size;
            }
        },
        ONE_MORE {
            @Override
            Long of(long size) {
                return size + 1;
            }
        },
        MUCH_MORE {
            @Override
            Long of(long size) {
                return size + 10_000_000;
            }
        };

        abstract Long of(long size);
    }

    private void telling(Told told) {
        sftp.saying(usual -> {
            Long size = told.of(((Number) usual.get("size")).longValue());
            if (size == null) {
                usual.remove("size");
            } else {
                usual.put("size", size);
            }
            return usual;
        });
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsDownloadedToItsEndWhateverSizeIsReported(Told told) throws Exception {
        for (int size : new int[] {1, 1000, 32 * 1024, 32 * 1024 + 1, LARGE.length}) {
            byte[] content = Arrays.copyOf(LARGE, size);
            Files.write(there.resolve("source"), content);
            Files.deleteIfExists(here.resolve("target"));
            telling(told);
            if (told == Told.ONE_MORE || told == Told.MUCH_MORE) {
                assertFails(() -> connection.download(there.resolve("source").toString(), here.resolve("target")));
                assertThat(names(here)).isEmpty();
            } else {
                connection.download(there.resolve("source").toString(), here.resolve("target"));
                assertThat(here.resolve("target")).satisfies(Content.exactly(content));
            }
            try (InputStream in = Files.newInputStream(remote.getPath(there.toString(), "source"))) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    void filesOfTreesAreDownloadedToTheirEndWithoutASize() throws Exception {
        Files.write(there.resolve("large"), LARGE);
        Files.writeString(there.resolve("small"), "content");
        telling(Told.ZERO);
        connection.download(there.toString(), here.resolve("down"));
        assertThat(here.resolve("down/large")).satisfies(Content.exactly(LARGE));
        assertThat(here.resolve("down/small")).hasContent("content");
    }

    // ---- empty answers ----

    @Test
    void anAnswerWithoutNamesEndsTheListing() throws Exception {
        Files.createFile(there.resolve("file"));
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_READDIR && nth > 1 ? Answer.EMPTY : Answer.USUAL);
        assertThat(names(remote.getPath(there.toString()))).containsExactly("file");
        assertThat(names(remote.getPath(there.toString()))).isEmpty();
    }

    @Test
    void dataWithoutBytesEndsTheFile() throws Exception {
        Path file = remote.getPath(Files.write(there.resolve("file"), LARGE).toString());
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_READ ? Answer.EMPTY : Answer.USUAL);
        assertThat(Files.readAllBytes(file)).isEmpty();
        try (InputStream in = Files.newInputStream(file); FileChannel channel = FileChannel.open(file)) {
            assertThat(in.read()).isEqualTo(-1);
            assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        }
        assertFails(() -> connection.download(file.toString(), here.resolve("target")));
        assertThat(names(here)).as("shorter than promised").isEmpty();
    }

    // ---- what is not said ----

    @Test
    void aServerWithoutFileTypesHasFilesAndFolders() throws Exception {
        Files.createDirectories(there.resolve("tree/sub"));
        Files.writeString(there.resolve("tree/sub/file"), "content");
        sftp.saying(usual -> {
            usual.keySet().removeAll(Set.of("permissions", "isDirectory", "isRegularFile", "isSymbolicLink", "isOther"));
            return usual;
        });
        Path tree = remote.getPath(there.toString(), "tree");
        assertThat(Files.isDirectory(tree)).isTrue();
        assertThat(Files.isRegularFile(tree.resolve("sub/file"))).isTrue();
        connection.download(there.resolve("tree/sub/file").toString(), here.resolve("target"));
        assertThat(here.resolve("target")).hasContent("content");
        connection.download(tree.toString(), here.resolve("down"));
        assertThat(here.resolve("down/sub/file")).hasContent("content");
    }

    @ParameterizedTest
    @EnumSource(value = Answer.class, names = {"FAILURE", "UNSUPPORTED"})
    void filesAreReadWhereTheServerRefusesFstat(Answer answer) throws Exception {
        Path file = remote.getPath(Files.write(there.resolve("file"), LARGE).toString());
        sftp.answering((type, nth) -> ABOUT_OPEN_FILES.contains(type) ? answer : Answer.USUAL);
        assertThat(Files.readAllBytes(file)).isEqualTo(LARGE);
        Files.copy(file, here.resolve("copy"));
        assertThat(here.resolve("copy")).satisfies(Content.exactly(LARGE));
        try (FileChannel channel = FileChannel.open(file)) {
            assertThat(channel.size()).isEqualTo(LARGE.length);
        }
        sftp.answering((type, nth) -> ABOUT_OPEN_FILES.contains(type) || type == SftpConstants.SSH_FXP_STAT ? answer : Answer.USUAL);
        try (InputStream in = Files.newInputStream(file)) {
            assertThat(in.readAllBytes()).as("the size is only a hint").isEqualTo(LARGE);
        }
    }
}
