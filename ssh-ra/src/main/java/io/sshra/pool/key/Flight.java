package io.sshra.pool.key;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.pool.Answerer;
import io.sshra.ssh.CallersTask;
import io.sshra.ssh.PendingPrompt;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shared by the callers that wait for one connect: its result, the server's questions, which one of the callers answers on its
 * own thread, and tasks, which one of them does. Thread-safe. The lock is held for a few instructions only; waiting callers release it.
 */
final class Flight {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private boolean settled;
    private SshException failure;
    private PendingPrompt pending;
    private CallersTask<?> task;
    private boolean unanswered;

    /** The connect has ended: waiting callers look at the connection to see how. */
    void settle() {
        settle(null);
    }

    /** The connect has failed. Only the first result counts. */
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

    /** One of the callers must do this. There is one at a time, because the connect waits for it. */
    void needs(CallersTask<?> next) {
        lock.lock();
        try {
            task = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The server asks a question. It asks one at a time, because it waits for the answer. */
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
     * Waits for the result, and answers questions and does tasks meanwhile.
     *
     * @param named    the connection, for messages
     * @param answerer null for a caller that can't answer
     * @throws SshException if the connect fails (each caller gets its own exception with the shared cause), if the time limit
     *                      expires, if the answerer fails, or if the caller is interrupted (its interrupt status stays set)
     */
    void await(Duration limit, Object named, Answerer answerer) throws SshException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (Step step = next(deadline, answerer); step != null; step = next(deadline, answerer)) {
                step.take();
            }
        } catch (TimeoutException e) {
            throw new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, named + " did not connect within " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while waiting for " + named + " to connect", e);
        }
    }

    /** What a caller does meanwhile, on its own thread. */
    private interface Step {
        void take() throws SshException;
    }

    /** Returns what this caller has to do next; null if the connect has succeeded. */
    private Step next(long deadline, Answerer answerer) throws InterruptedException, TimeoutException, SshException {
        lock.lockInterruptibly();
        try {
            while (!settled && task == null && (pending == null || answerer == null)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException();
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            if (failure != null) {
                throw Failures.forCaller(failure);
            }
            if (settled) {
                return null;
            }
            if (task != null) {
                CallersTask<?> taken = task;
                task = null;
                return taken::run;
            }
            PendingPrompt prompt = pending;
            pending = null;
            return () -> answer(prompt, answerer);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a question was not answered. */
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
                    "the promptHandler failed to answer a question of " + prompt.target(), e);
        } finally {
            if (answers == null) {
                notAnswered();
            }
            // Always replies, so that the server does not wait.
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
