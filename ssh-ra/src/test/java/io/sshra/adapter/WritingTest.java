package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sshra.SshErrorCode;
import io.sshra.SshTransferOptions;
import io.sshra.testing.Content;
import io.sshra.testing.OddSftp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.apache.sshd.sftp.common.SftpConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which transfers write files, for servers that forbid one of them. */
class WritingTest extends OddSftpServerTest {

    private static final byte[] LARGE = Content.random(2_000_001);
    private static final SshTransferOptions DEFAULTS = SshTransferOptions.defaults();
    private static final SshTransferOptions DIRECT = DEFAULTS.withDirectWriting();
    private static final Set<Integer> CHANGING_NAMES = Set.of(SftpConstants.SSH_FXP_RENAME, SftpConstants.SSH_FXP_REMOVE);

    private void forbidRenaming() {
        sftp.answering((type, nth) -> CHANGING_NAMES.contains(type) ? Answer.FAILURE : Answer.USUAL).answeringPosixRename(Answer.FAILURE);
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectories(here.resolve("tree/sub")).getParent();
        Files.write(tree.resolve("sub/large"), LARGE);
        Files.writeString(tree.resolve("sub/small"), "small");
        Files.write(tree.resolve("empty"), new byte[0]);
        return tree;
    }

    private static void assertTree(Path tree) {
        assertThat(names(tree)).containsExactly("empty", "sub");
        assertThat(names(tree.resolve("sub"))).containsExactly("large", "small");
        assertThat(tree.resolve("sub/large")).satisfies(Content.exactly(LARGE));
        assertThat(tree.resolve("sub/small")).hasContent("small");
        assertThat(tree.resolve("empty")).isEmptyFile();
    }

    /** The names in a folder while a file is transferred. */
    private static SshTransferOptions watching(SshTransferOptions options, Path folder, Set<String> seen) {
        return options.withListener(progress -> {
            seen.addAll(names(folder));
            return true;
        });
    }

    // ---- directly ----

    @Test
    void filesAreWrittenDirectlyWhereRenamingIsForbidden() throws Exception {
        forbidRenaming();
        Path tree = tree();
        Files.writeString(there.resolve("target"), "longer than the new content".repeat(200_000));
        connection.upload(tree.resolve("sub/large"), there.resolve("target").toString(), DIRECT);
        assertThat(there.resolve("target")).satisfies(Content.exactly(LARGE));
        connection.upload(tree, there.resolve("up").toString(), DIRECT.withTimes().withPermissions());
        assertTree(there.resolve("up"));
        assertThat(Files.getLastModifiedTime(there.resolve("up/sub/small")).toMillis() / 1000)
                .isEqualTo(Files.getLastModifiedTime(tree.resolve("sub/small")).toMillis() / 1000);
    }

    @Test
    void noOtherNameAppearsWhileAFileIsWrittenDirectly() throws Exception {
        Set<String> seen = new TreeSet<>();
        connection.upload(tree().resolve("sub/large"), there.resolve("target").toString(), watching(DIRECT, there, seen));
        assertThat(seen).containsExactly("target");
        seen.clear();
        Path down = Files.createDirectory(here.resolve("down"));
        connection.download(there.resolve("target").toString(), down.resolve("target"), watching(DIRECT, down, seen));
        assertThat(seen).containsExactly("target");
        assertThat(down.resolve("target")).satisfies(Content.exactly(LARGE));
        connection.download(tree().toString(), down.resolve("tree"), DIRECT);
        assertTree(down.resolve("tree"));
    }

    @Test
    void aFileWhoseDirectTransferFailsIsDeleted() throws Exception {
        Path source = tree().resolve("sub/large");
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_WRITE && nth == 7 ? Answer.FAILURE : Answer.USUAL);
        assertFails(() -> connection.upload(source, there.resolve("target").toString(), DIRECT), SshErrorCode.TRANSFER_FAILED, "large");
        assertThat(names(there)).isEmpty();
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_READ && nth >= 7 ? Answer.FAILURE : Answer.USUAL);
        Path down = Files.createDirectory(here.resolve("down"));
        assertFails(() -> connection.download(source.toString(), down.resolve("target"), DIRECT), SshErrorCode.TRANSFER_FAILED, "large");
        assertThat(names(down)).isEmpty();
    }

    @Test
    void aFileThatCannotBeOpenedIsLeftAsItIs() throws Exception {
        Path source = tree().resolve("sub/large");
        Files.writeString(there.resolve("target"), "old");
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_OPEN ? Answer.FAILURE : Answer.USUAL);
        assertFails(() -> connection.upload(source, there.resolve("target").toString(), DIRECT), SshErrorCode.TRANSFER_FAILED, "target");
        assertThat(there.resolve("target")).hasContent("old");
    }

    @Test
    void aLinkIsReplacedAndNotFollowed() throws Exception {
        Path elsewhere = Files.writeString(here.resolve("elsewhere"), "untouched");
        Files.createDirectories(there.resolve("up/sub"));
        Files.createSymbolicLink(there.resolve("up/sub/small"), elsewhere);
        connection.upload(tree(), there.resolve("up").toString(), DIRECT);
        assertTree(there.resolve("up"));
        Path down = Files.createDirectories(here.resolve("down/sub")).getParent();
        Files.createSymbolicLink(down.resolve("sub/small"), elsewhere);
        connection.download(there.resolve("up").toString(), down, DIRECT);
        assertTree(down);
        assertThat(elsewhere).hasContent("untouched");
    }

    // ---- temporary names ----

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTemporaryNameCanBeChosen(boolean resumed) throws Exception {
        Set<String> seen = new TreeSet<>();
        SshTransferOptions options = (resumed ? DEFAULTS.withResume() : DEFAULTS).withTemporaryName("in-", ".csv");
        connection.upload(tree().resolve("sub/large"), there.resolve("target").toString(), watching(options, there, seen));
        assertThat(seen).hasSize(1).allMatch(name -> name.matches("in-[0-9a-f-]{32,36}\\.csv"));
        assertThat(names(there)).containsExactly("target");
        assertThat(there.resolve("target")).satisfies(Content.exactly(LARGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "../", "a\\b", "a\0b", "0123456789012345678901234567890123456789012345678901234567890123456789"
            + "0123456789012345678901234567890123456789"})
    void aTemporaryNameThatLeadsElsewhereIsInvalid(String part) {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withTemporaryName(part, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withTemporaryName("", part));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withTemporaryName(null, ""));
    }

    // ---- refusals ----

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatRefusesExclIsServed(boolean resumed) throws Exception {
        sftp.withoutExclusiveOpening();
        connection.upload(tree(), there.resolve("up").toString(), resumed ? DEFAULTS.withResume() : DEFAULTS);
        assertTree(there.resolve("up"));
    }

    @ParameterizedTest
    @EnumSource(value = Answer.class, names = {"FAILURE", "UNSUPPORTED", "DONE"})
    void aServerThatAnnouncesPosixRenameAndDoesNotDoItIsServed(Answer answer) throws Exception {
        sftp.answeringPosixRename(answer);
        connection.upload(tree(), there.resolve("up").toString());
        assertTree(there.resolve("up"));
        Files.writeString(there.resolve("up/sub/small"), "old");
        Files.writeString(there.resolve("up/sub/large"), "old");
        connection.upload(tree(), there.resolve("up").toString());
        assertTree(there.resolve("up"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theOldFileRemainsWhicheverRenameIsRefused(int refused) throws Exception {
        Path source = tree().resolve("sub/large");
        Files.writeString(there.resolve("target"), "old");
        sftp.answeringPosixRename(Answer.UNSUPPORTED)
                .answering((type, nth) -> type == SftpConstants.SSH_FXP_RENAME && nth == refused ? Answer.FAILURE : Answer.USUAL);
        assertFails(() -> connection.upload(source, there.resolve("target").toString()), SshErrorCode.TRANSFER_FAILED, "withDirectWriting");
        assertThat(there.resolve("target")).hasContent("old");
        assertThat(names(there)).containsExactly("target");
    }

    @Test
    void aRenameThatIsAnsweredAndNotDoneIsNoSuccess() throws Exception {
        Path source = tree().resolve("sub/large");
        sftp.answeringPosixRename(Answer.DONE)
                .answering((type, nth) -> type == SftpConstants.SSH_FXP_RENAME ? Answer.DONE : Answer.USUAL);
        assertFails(() -> connection.upload(source, there.resolve("target").toString()), SshErrorCode.TRANSFER_FAILED, "still there");
        assertThat(names(there)).isEmpty();
    }

    @Test
    void aFolderIsNotReplacedByAFile() throws Exception {
        Path source = tree().resolve("empty");
        Files.createDirectory(there.resolve("target"));
        sftp.answeringPosixRename(Answer.UNSUPPORTED);
        assertFails(() -> connection.upload(source, there.resolve("target").toString()), SshErrorCode.TRANSFER_FAILED, "is a directory");
        assertThat(names(there)).containsExactly("target");
    }
}
