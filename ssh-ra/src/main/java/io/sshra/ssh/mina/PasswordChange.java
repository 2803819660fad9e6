package io.sshra.ssh.mina;

import io.sshra.SshPrompt;
import io.sshra.SshPromptRequest;
import java.util.regex.Pattern;

/**
 * Recognises the questions by which PAM has an expired password changed in keyboard-interactive authentication. The protocol has
 * nothing to tell them from others, so this goes by the English words of {@code pam_unix}, SSSD, FreeBSD and AIX.
 */
final class PasswordChange {

    /** {@code New password:}, {@code Retype new UNIX password:}, {@code Re-enter your password}. */
    private static final Pattern FOR_NEW = Pattern.compile("\\b(new|retype|re-?enter|repeat|confirm)\\b.*\\bpassword\\b",
            Pattern.CASE_INSENSITIVE);
    /** {@code Current password:}, {@code (current) UNIX password:}, {@code Old Password:}. */
    private static final Pattern FOR_OLD = Pattern.compile("\\b(current|old)\\b.*\\bpassword\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ABOUT_CHANGE = Pattern.compile("\\b(change|changing|expired)\\b", Pattern.CASE_INSENSITIVE);

    private PasswordChange() {
    }

    /**
     * The question that asks for a new password, or for the old one to change it; null if there is none. Text before the last line of a
     * question only informs, and may announce an expiry for days.
     *
     * @param later whether the server has asked something before: a log-in may begin with the question for the current password
     */
    static SshPrompt in(SshPromptRequest request, boolean later) {
        for (SshPrompt prompt : request.prompts()) {
            String question = prompt.text().strip();
            String lastLine = question.substring(question.lastIndexOf('\n') + 1);
            if (FOR_NEW.matcher(lastLine).find() || FOR_OLD.matcher(lastLine).find() && (later
                    || ABOUT_CHANGE.matcher(request.name() + " " + request.instruction() + " " + question).find())) {
                return prompt;
            }
        }
        return null;
    }
}
