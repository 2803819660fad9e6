package io.sshra.pool.key;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.pool.Answerer;
import io.sshra.ssh.PendingPrompt;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the callers who wait for one connect share: its end, and questions of the server on the way there, which one of them
 * answers on its own thread. Thread-safe; its lock is held for a few instructions, and waiters give it up while they wait.
 */
final class Flight {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private boolean settled;
    private SshException failure;
    private PendingPrompt pending;
    private boolean unanswered;

    /** The connect has ended, for whatever there is to be seen: waiters look at the connection. */
    void settle() {
        settle(null);
    }

    /** The connect has failed. The first end counts. */
    void settle(SshException cause) {
        lock.lock();
        try {
            if (!settled) {
                settled = true;
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The server asks. One question at a time: it waits for the answer. */
    void ask(PendingPrompt prompt) {
        lock.lock();
        try {
            pending = prompt;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the end, and answers questions meanwhile.
     *
     * @param named    what is waited for, for messages
     * @param answerer null for a caller who can't answer
     * @throws SshException the failure, as one of the caller's own with the common cause; or the end has not come in time; or
     *                      the answerer fails; or the caller is interrupted, and stays so
     */
    void await(Duration limit, Object named, Answerer answerer) throws SshException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (PendingPrompt prompt = next(deadline, answerer); prompt != null; prompt = next(deadline, answerer)) {
                answer(prompt, answerer);
            }
        } catch (TimeoutException e) {
            throw new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, named + " is not connected after " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while " + named + " was being connected", e);
        }
    }

    /** The next question for this caller; null if the connect has ended in success. */
    private PendingPrompt next(long deadline, Answerer answerer) throws InterruptedException, TimeoutException, SshException {
        lock.lockInterruptibly();
        try {
            while (!settled && (pending == null || answerer == null)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException();
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            if (failure != null) {
                throw Failures.forCaller(failure);
            }
            PendingPrompt prompt = settled ? null : pending;
            pending = null;
            return prompt;
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody was asked and had no answer. */
    boolean isUnanswered() {
        lock.lock();
        try {
            return unanswered;
        } finally {
            lock.unlock();
        }
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
                notAnswered();
            }
            // Whatever happens here, the server is not kept waiting.
            prompt.reply().accept(answers);
        }
    }

    private void notAnswered() {
        lock.lock();
        try {
            unanswered = true;
        } finally {
            lock.unlock();
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
