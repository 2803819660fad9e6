package io.sshra.ssh.mina;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshText;
import io.sshra.SshTimeoutException;
import io.sshra.ssh.SudoPassword;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Standard error of a command that runs by sudo: until the password is taken, sudo asks here; after that, everything is passed on. The I/O thread
 * writes, and the caller's thread waits and answers.
 */
final class SudoDialogue extends OutputStream {

    private static final int MOST_SAID = 500;

    private final SudoPassword password;
    private final OutputStream errors;
    /** What sudo has said, without its questions. Guarded, like the next fields, by this object's monitor. */
    private final StringBuilder said = new StringBuilder();
    /** The end of it, which may be the beginning of a mark. */
    private String rest = "";
    private int questions;
    private boolean taken;
    private boolean over;

    SudoDialogue(SudoPassword password, OutputStream errors) {
        this.password = password;
        this.errors = errors;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
        if (taken) {
            errors.write(data, offset, length);
            return;
        }
        rest += new String(data, offset, length, StandardCharsets.ISO_8859_1);
        int end = rest.indexOf(password.taken());
        String dialogue = end < 0 ? rest : rest.substring(0, end);
        for (int at = dialogue.indexOf(password.question()); at >= 0; at = dialogue.indexOf(password.question())) {
            questions++;
            say(dialogue.substring(0, at));
            dialogue = dialogue.substring(at + password.question().length());
        }
        if (end >= 0) {
            taken = true;
            byte[] first = rest.substring(end + password.taken().length()).getBytes(StandardCharsets.ISO_8859_1);
            errors.write(first, 0, first.length);
        } else {
            int kept = Math.min(dialogue.length(), password.taken().length() - 1);
            say(dialogue.substring(0, dialogue.length() - kept));
            rest = dialogue.substring(dialogue.length() - kept);
        }
        notifyAll();
    }

    private void say(String text) {
        said.append(text, 0, Math.min(text.length(), Math.max(0, MOST_SAID - said.length())));
    }

    /** The channel has ended. */
    synchronized void over() {
        over = true;
        password.destroy();
        notifyAll();
    }

    /**
     * Gives the password when sudo asks for it, once, and waits until sudo has taken it, refused it, or ended.
     *
     * @return whether the command has begun: what is written now is its input
     */
    boolean give(OutputStream input, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        if (isAsked(1, end)) {
            byte[] line = password.line();
            try {
                input.write(line);
                input.flush();
            } finally {
                Arrays.fill(line, (byte) 0);
            }
            isAsked(2, end);
        }
        return isTaken();
    }

    /** Waits for a question. */
    private synchronized boolean isAsked(int number, long end) throws InterruptedException {
        while (questions < number && !taken && !over) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return questions >= number && !taken;
    }

    /** Whether the command has begun. */
    synchronized boolean isTaken() {
        return taken;
    }

    /** Why the command has not begun. If the time is over, it may begin nevertheless. */
    synchronized SshException notTaken(MinaTransport transport, boolean timedOut) {
        String what = "sudo on " + transport + " did not take the profile's password" + (timedOut ? " in time" : "") + ", and said: "
                + SshText.visible((said + rest).strip());
        return timedOut ? new SshTimeoutException(SshErrorCode.TIMEOUT, what) : new SshException(SshErrorCode.SUDO_REFUSED, what);
    }
}
