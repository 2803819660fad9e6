package io.sshra.pool;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.ssh.PendingPrompt;
import java.util.Arrays;
import java.util.List;

/**
 * What the callers who wait for one connect have in common: its end, and questions of the server on the way there, which
 * one of them answers on its own thread.
 */
final class Flight {

    private boolean settled;
    private PendingPrompt pending;
    private boolean unanswered;

    /** It has come to an end, good or bad. */
    synchronized void settle() {
        settled = true;
        notifyAll();
    }

    /** The server asks. One question at a time: it waits for the answer. */
    synchronized void ask(PendingPrompt prompt) {
        pending = prompt;
        notifyAll();
    }

    /**
     * Waits for the end, and answers questions meanwhile.
     *
     * @param answerer null for a caller who can't answer
     * @return false if the end has not come in time
     * @throws SshException if the answerer fails
     */
    boolean await(long nanos, Answerer answerer) throws InterruptedException, SshException {
        long deadline = System.nanoTime() + nanos;
        for (;;) {
            PendingPrompt prompt;
            synchronized (this) {
                while (!settled && (pending == null || answerer == null)) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    wait(left / 1_000_000, (int) (left % 1_000_000));
                }
                if (settled) {
                    return true;
                }
                prompt = pending;
                pending = null;
            }
            answer(prompt, answerer);
        }
    }

    /** Whether somebody was asked and had no answer. */
    synchronized boolean isUnanswered() {
        return unanswered;
    }

    private void answer(PendingPrompt prompt, Answerer answerer) throws SshException {
        List<char[]> answers = null;
        try {
            answers = complete(prompt, answerer.answer(prompt));
        } catch (RuntimeException | Error e) {
            throw new SshAuthenticationException(SshErrorCode.QUESTION_UNANSWERED,
                    "the promptHandler failed at a question of " + prompt.target(), e);
        } finally {
            if (answers == null) {
                synchronized (this) {
                    unanswered = true;
                }
            }
            // Whatever happens here, the server is not kept waiting.
            prompt.reply().accept(answers);
        }
    }

    private static List<char[]> complete(PendingPrompt prompt, List<char[]> answers) throws SshException {
        int asked = prompt.request().prompts().size();
        if (answers == null) {
            return null;
        }
        List<char[]> given = answers.stream().filter(answer -> answer != null).toList();
        if (given.size() == asked && answers.size() == asked) {
            return given;
        }
        given.forEach(answer -> Arrays.fill(answer, '\0'));
        throw new SshAuthenticationException(SshErrorCode.QUESTION_UNANSWERED, "the promptHandler gave " + given.size()
                + " answers to " + asked + " questions of " + prompt.target(), null);
    }
}
