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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Standard error of a command that runs by sudo: until the password is taken, sudo asks here; after that, everything is passed on. The I/O thread
 * writes, and the caller's thread waits and answers.
 */
final class SudoDialogue extends OutputStream {

    private static final int MOST_SAID = 500;

    private final SudoPassword password;
    private final OutputStream errors;
    /** Not a monitor: before JDK 24, a virtual thread that waits for a monitor pins its carrier thread (JEP 491). */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** What sudo has said, without its questions. Guarded, like the next fields, by the lock. */
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
    public void write(byte[] data, int offset, int length) throws IOException {
        lock.lock();
        try {
            if (taken) {
                errors.write(data, offset, length);
            } else {
                read(new String(data, offset, length, StandardCharsets.ISO_8859_1));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void read(String text) throws IOException {
        rest += text;
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
    }

    private void say(String text) {
        said.append(text, 0, Math.min(text.length(), Math.max(0, MOST_SAID - said.length())));
    }

    /** The channel has ended. */
    void over() {
        lock.lock();
        try {
            over = true;
            password.destroy();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
                password.destroy();
            }
            isAsked(2, end);
        }
        return isTaken();
    }

    /** Waits for a question. */
    private boolean isAsked(int number, long end) throws InterruptedException {
        lock.lock();
        try {
            while (questions < number && !taken && !over) {
                if (changed.awaitNanos(end - System.nanoTime()) <= 0) {
                    return false;
                }
            }
            return questions >= number && !taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the command has begun. */
    boolean isTaken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Why the command has not begun. If the time is over, it may begin nevertheless. */
    SshException notTaken(MinaTransport transport, boolean timedOut) {
        String what;
        lock.lock();
        try {
            what = "sudo on " + transport + " did not take the profile's password" + (timedOut ? " in time" : "") + ", and said: "
                    + SshText.visible((said + rest).strip());
        } finally {
            lock.unlock();
        }
        return timedOut ? new SshTimeoutException(SshErrorCode.TIMEOUT, what) : new SshException(SshErrorCode.SUDO_REFUSED, what);
    }
}
