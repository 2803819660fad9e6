package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshPrompt;
import io.sshra.SshPromptRequest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which questions ask for a new password, and which ask for the password of the log-in. */
class PasswordChangeTest {

    private static SshPrompt change(String question, boolean later) {
        return PasswordChange.in(new SshPromptRequest("", "", List.of(new SshPrompt("Name: ", true), new SshPrompt(question, false))), later);
    }

    /** Of pam_unix, old and new, SSSD, FreeBSD, AIX, pam_matrix. */
    @ParameterizedTest
    @ValueSource(strings = {"New password: ", "Retype new password: ", "Enter new UNIX password: ", "Retype new UNIX password: ",
            "New Password:", "Reenter new Password: ", "Verify New Password :", "Re-enter password: ", "Confirm password:",
            "You are required to change your password immediately (administrator enforced).\nChanging password for alice.\nCurrent password: ",
            "WARNING: Your password has expired.\nOld Password:", "3004-603 Enter your new password: "})
    void aQuestionForANewPasswordIsRecognised(String question) {
        assertThat(change(question, false)).isNotNull().extracting(SshPrompt::text).isEqualTo(question);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Current password: ", "(current) UNIX password: ", "Old password:", "3004-604 Enter your old password: "})
    void theOldPasswordIsAskedForAfterTheLogIn(String question) {
        assertThat(change(question, true)).isNotNull();
        assertThat(change(question, false)).as("it may be the log-in itself").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Password: ", "alice's password:", "", "PIN: ", "New token code: ", "Verification code: ",
            "Your password will expire in 3 days. Choose a new password soon.\nPassword: ", "Passwort: "})
    void otherQuestionsAreThoseOfTheLogIn(String question) {
        assertThat(change(question, true)).isNull();
        assertThat(change(question, false)).isNull();
    }
}
