package io.sshra.sample.console;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import io.sshra.SshProcess;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** One command on one profile. Sends its output to the visit's pages while it runs. */
final class Run implements Runnable {

    /** The number of last characters of output that are kept for pages opened later. */
    static final int OUTPUT_KEPT = 200_000;
    /** The state while it runs, and that of a command whose server is gone. */
    static final String RUNNING = "running";
    static final String LOST = "lost";

    private static final int CHUNK = 8192;

    /**
     * A command as the page shows it.
     *
     * @param state        {@link #RUNNING}, "exited", "signalled", "timed out", "cancelled", "connection lost", "failed" or {@link #LOST}
     * @param output       null in updates while the command runs, and if another server has run it
     * @param errors       where the output is of standard error; see {@link KeptOutput#errors}. Null if there is no output
     * @param batch        the same for all commands of one request on several profiles; null if it was for one, or if another server has run it
     * @param limitSeconds 0 if another server has run it
     */
    public record View(String id, String profile, String command, String startedAt, String state, int exitCode, String exitSignal, long millis,
            String output, List<Integer> errors, String batch, long limitSeconds, SshErrors.Error error) {

        private View ended(String how, SshProcess process, long took, SshErrors.Error why) {
            return new View(id, profile, command, startedAt, how, process == null ? 0 : process.exitValue(), process == null ? null : process.exitSignal(),
                    took, output, errors, batch, limitSeconds, why);
        }

        private View with(String text, List<Integer> ofErrors, long took) {
            return new View(id, profile, command, startedAt, state, exitCode, exitSignal, took, text, ofErrors, batch, limitSeconds, error);
        }
    }

    /**
     * A piece of output.
     *
     * @param error whether it is of standard error
     */
    public record Output(String id, String text, boolean error) {
    }

    private final Visit visit;
    private final SshConnectionFactory ssh;
    private final SshCommand command;
    private final long start = System.nanoTime();
    private final ThreadFactory threads;
    private final KeptOutput output = new KeptOutput(OUTPUT_KEPT);
    private final CountDownLatch told = new CountDownLatch(1);
    /** This field and the following ones are guarded by this object's monitor. */
    private View view;
    private SshProcess process;
    private boolean cancelled;

    /**
     * @param threads for the standard error: each of the two streams has its own thread, because neither may wait for the other
     * @param batch   see {@link View#batch}
     */
    Run(Visit visit, SshConnectionFactory ssh, ThreadFactory threads, String profile, SshCommand command, String batch) {
        this.visit = visit;
        this.ssh = ssh;
        this.threads = threads;
        this.command = command;
        view = new View(UUID.randomUUID().toString(), profile, command.commandLine(), Instant.now().toString(), RUNNING, 0, null, 0, null, null, batch,
                command.timeout().toSeconds(), null);
    }

    /** Runs the command. Needs its own thread, because it waits for the machine and the pages. */
    @Override
    public void run() {
        try (SshConnection connection = visit.connect(ssh, view().profile());
                SshProcess started = connection.start(command)) {
            began(started);
            FutureTask<Void> errors = new FutureTask<>(() -> stream(started.errorReader(), true));
            threads.newThread(errors).start();
            stream(started.inputReader(), false);
            errors.get();
            started.waitFor();
            ended(started);
        } catch (SshException e) {
            failed(SshErrors.error(e));
        } catch (IOException | InterruptedException | ExecutionException e) {
            failed(SshErrors.error("", "The rest of the output can't be read", "Run the command again"));
        }
        visit.live().send("run", view());
        told.countDown();
    }

    /** Waits for a short time until the pages have been told of the end. */
    void awaitTold() throws InterruptedException {
        told.await(LiveEvents.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void began(SshProcess started) {
        process = started;
        if (cancelled) {
            started.destroy();
        }
    }

    private Void stream(Reader reader, boolean error) throws IOException {
        char[] chunk = new char[CHUNK];
        for (int read = reader.read(chunk); read >= 0; read = reader.read(chunk)) {
            Output piece = new Output(id(), new String(chunk, 0, read), error);
            keep(piece);
            visit.live().send("output", piece);
        }
        return null;
    }

    private synchronized void keep(Output piece) {
        output.add(piece.text(), piece.error());
    }

    private synchronized void ended(SshProcess ended) {
        view = view.ended(how(ended), ended, millis(), null);
    }

    private String how(SshProcess ended) {
        if (cancelled) {
            return "cancelled";
        } else if (ended.timedOut()) {
            return "timed out";
        } else if (ended.connectionLost()) {
            return "connection lost";
        }
        return ended.exitSignal() == null ? "exited" : "signalled";
    }

    private synchronized void failed(SshErrors.Error error) {
        view = view.ended(cancelled ? "cancelled" : "failed", null, millis(), cancelled ? null : error);
    }

    private long millis() {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    synchronized void cancel() {
        if (isRunning()) {
            cancelled = true;
            if (process != null) {
                process.destroy();
            }
        }
    }

    synchronized boolean isRunning() {
        return view.state().equals(RUNNING);
    }

    /** Random, and the same for ever. */
    synchronized String id() {
        return view.id();
    }

    /** The current state without the output. */
    synchronized View view() {
        return isRunning() ? view.with(null, null, millis()) : view;
    }

    synchronized View viewWithOutput() {
        return view().with(output.text(), output.errors(), view().millis());
    }
}
