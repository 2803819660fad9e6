package io.sshra.ssh.mina.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.common.SftpConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After which requests a use can begin again on another channel. */
class PresentUseTest {

    private final PresentUse use = new PresentUse();
    private int id;

    private int send(int command) {
        use.sends(command, ++id, new ByteArrayBuffer());
        return id;
    }

    private int open(int flags) {
        Buffer request = new ByteArrayBuffer();
        request.putString("a name");
        request.putUInt(flags);
        request.putUInt(0);
        use.sends(SftpConstants.SSH_FXP_OPEN, ++id, request);
        return id;
    }

    @ParameterizedTest
    @ValueSource(ints = {SftpConstants.SSH_FXP_STAT, SftpConstants.SSH_FXP_LSTAT, SftpConstants.SSH_FXP_FSTAT, SftpConstants.SSH_FXP_READ,
            SftpConstants.SSH_FXP_OPENDIR, SftpConstants.SSH_FXP_READDIR, SftpConstants.SSH_FXP_CLOSE, SftpConstants.SSH_FXP_REALPATH,
            SftpConstants.SSH_FXP_READLINK})
    void aRequestThatOnlyLooksChangesNothing(int command) {
        send(command);
        assertThat(use.isUntouched()).isTrue();
        assertThat(use.isSettled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {SftpConstants.SSH_FXP_WRITE, SftpConstants.SSH_FXP_REMOVE, SftpConstants.SSH_FXP_RMDIR, SftpConstants.SSH_FXP_RENAME,
            SftpConstants.SSH_FXP_SETSTAT, SftpConstants.SSH_FXP_FSETSTAT, SftpConstants.SSH_FXP_SYMLINK, SftpConstants.SSH_FXP_LINK,
            SftpConstants.SSH_FXP_EXTENDED})
    void aRequestThatChangesWhatIsThereIsNotMadeAgain(int command) {
        int sent = send(command);
        assertThat(use.isUntouched()).isFalse();
        assertThat(use.isSettled()).isFalse();
        use.answered(sent);
        assertThat(use.isSettled()).isTrue();
    }

    @Test
    void onlyTheOpeningOfANewFileOrForReadingCanBeMadeAgain() {
        open(SftpConstants.SSH_FXF_READ);
        assertThat(use.isSettled()).isTrue();
        open(SftpConstants.SSH_FXF_WRITE | SftpConstants.SSH_FXF_CREAT | SftpConstants.SSH_FXF_EXCL);
        send(SftpConstants.SSH_FXP_MKDIR);
        assertThat(use.isUntouched()).isTrue();
        assertThat(use.isSettled()).as("they are under way").isFalse();
        open(SftpConstants.SSH_FXF_WRITE | SftpConstants.SSH_FXF_CREAT | SftpConstants.SSH_FXF_TRUNC);
        assertThat(use.isUntouched()).isFalse();
    }

    @Test
    void anAnswerCountsForTheUseThatAsked() {
        int before = send(SftpConstants.SSH_FXP_CLOSE);
        use.begins();
        use.answered(before);
        assertThat(use.isUntouched()).as("it was the former user's").isTrue();
        use.answered(send(SftpConstants.SSH_FXP_STAT));
        assertThat(use.isUntouched()).isFalse();
        use.begins();
        assertThat(use.isUntouched()).isTrue();
    }

    @Test
    void whatWasNotSentIsNotUnderWay() {
        use.notSent(send(SftpConstants.SSH_FXP_REMOVE));
        assertThat(use.isSettled()).isTrue();
    }
}
