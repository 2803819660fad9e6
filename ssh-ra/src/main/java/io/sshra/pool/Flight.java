package io.sshra.pool;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.transport.PendingPrompt;

/**
 * What the callers who wait for one connect have in common: its end, and questions of the server on the way there, which
 * one of them answers on its own thread.
 */
final class Flight {

    private boolean settled;
    private PendingPrompt pending;

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
     * @throws SshAuthenticationException if the answerer fails
     */
    boolean await(long nanos, Answerer answerer) throws InterruptedException, SshAuthenticationException {
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

    private static void answer(PendingPrompt prompt, Answerer answerer) throws SshAuthenticationException {
        try {
            prompt.reply().accept(answerer.answer(prompt));
        } catch (RuntimeException e) {
            prompt.reply().accept(null);
            throw new SshAuthenticationException(SshErrorCode.AUTHENTICATION_REFUSED,
                    "the handler of questions failed while " + prompt.target() + " was being logged in to", e);
        }
    }
}
