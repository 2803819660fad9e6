package io.sshra.fake;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A program that runs on a thread of its own. It ends once, by itself or from outside, whichever comes first: {@link #end} moves it
 * from running to ended by compare-and-set, and whoever moves it tells the streams and then those who wait.
 */
final class FakeRun {

    /** 292 years. */
    static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final int FAILED = 255;

    /** How it has ended. */
    record End(int exitCode, String signal, boolean timedOut, boolean lost) {

        static final End TIMED_OUT = new End(SshCommandResult.NO_EXIT_CODE, null, true, false);
        static final End LOST = new End(SshCommandResult.NO_EXIT_CODE, null, false, true);
        static final End DESTROYED = new End(SshCommandResult.NO_EXIT_CODE, null, false, false);

        static End exited(int exitCode) {
            return new End(exitCode, null, false, false);
        }

        static End killed(String signal) {
            return new End(SshCommandResult.NO_EXIT_CODE, signal, false, false);
        }
    }

    /** Thrown by a scripted program that does not end by itself. */
    static final class EndedException extends Exception {

        private static final long serialVersionUID = 1L;
        private final transient End end;

        EndedException(End end) {
            super(end.toString());
            this.end = end;
        }
    }

    private final SshCommand command;
    private final Consumer<End> streams;
    private final long started = System.nanoTime();
    private final AtomicReference<End> end = new AtomicReference<>();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private volatile Duration duration;
    private volatile Thread thread;

    /** @param streams is told the end before those who wait for it */
    FakeRun(SshCommand command, Consumer<End> streams) {
        this.command = command;
        this.streams = streams;
    }

    /** Starts the program. Called once. */
    void start(FakeProgram program, InputStream stdin, OutputStream stdout, OutputStream stderr) {
        OutputStream errors = command.mergedError() || command.pty() != null ? stdout : stderr;
        thread = new Thread(() -> run(program, stdin, stdout, errors), "fake " + command.commandLine());
        thread.setDaemon(true);
        thread.start();
        if (command.timeout() != null) {
            CompletableFuture.delayedExecutor(command.timeout().toNanos(), TimeUnit.NANOSECONDS).execute(() -> end(End.TIMED_OUT));
        }
    }

    private void run(FakeProgram program, InputStream stdin, OutputStream stdout, OutputStream stderr) {
        try {
            end(End.exited(program.run(command, stdin, stdout, stderr)));
        } catch (EndedException e) {
            end(e.end);
        } catch (Exception e) {
            if (end.get() == null) {
                report(e, stderr);
            }
            end(End.exited(FAILED));
        } catch (Error e) {
            // An assertion of the test, for who waits.
            end(End.DESTROYED, () -> ended.completeExceptionally(e));
        }
    }

    private static void report(Exception failure, OutputStream stderr) {
        try {
            stderr.write((failure + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException nobodyReads) {
            failure.addSuppressed(nobodyReads);
        }
    }

    /** Ends it so, unless it has ended. */
    void end(End how) {
        end(how, () -> ended.complete(how));
    }

    private void end(End how, Runnable completion) {
        if (end.compareAndSet(null, how)) {
            duration = Duration.ofNanos(System.nanoTime() - started);
            streams.accept(how);
            completion.run();
            Thread running = thread;
            if (running != null && running != Thread.currentThread()) {
                running.interrupt();
            }
        }
    }

    /** Completes after the end, when the streams know of it; exceptionally after an {@link Error} of the program. */
    CompletableFuture<End> ended() {
        return ended;
    }

    /** Waits for the end, for this time at most; null if it has not ended then. */
    End await(Duration limit) throws InterruptedException {
        try {
            return ended.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new AssertionError("the program of " + command.commandLine() + " failed", e.getCause());
        }
    }

    Duration duration() {
        return duration;
    }
}
