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

    /** A command as the page shows it. */
    public static class View {
        public String id;
        public String profile;
        public String command;
        public String startedAt;
        /** {@link #RUNNING}, "exited", "signalled", "timed out", "cancelled", "connection lost", "failed" or {@link #LOST}. */
        public String state;
        public int exitCode;
        public String exitSignal;
        public long millis;
        /** Null in updates while the command runs, and if another server has run it. */
        public String output;
        /** Where the output is of standard error; see {@link KeptOutput#errors}. Null if there is no output. */
        public List<Integer> errors;
        /** The same for all commands of one request on several profiles; null if it was for one, or if another server has run it. */
        public String batch;
        public long limitSeconds;
        public SshErrors.Error error;
    }

    /** A piece of output. */
    public static class Output {
        public String id;
        public String text;
        /** Whether it is of standard error. */
        public boolean error;
    }

    private final Visit visit;
    private final SshConnectionFactory ssh;
    private final SshCommand command;
    private final long start = System.nanoTime();
    private final ThreadFactory threads;
    private final KeptOutput output = new KeptOutput(OUTPUT_KEPT);
    private final CountDownLatch told = new CountDownLatch(1);
    /** This field and the following ones are guarded by this object's monitor. */
    private final View view = new View();
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
        view.id = UUID.randomUUID().toString();
        view.batch = batch;
        view.limitSeconds = command.timeout().toSeconds();
        view.profile = profile;
        view.command = command.commandLine();
        view.startedAt = Instant.now().toString();
        view.state = RUNNING;
    }

    /** Runs the command. Needs its own thread, because it waits for the machine and the pages. */
    @Override
    public void run() {
        try (SshConnection connection = visit.connect(ssh, view.profile);
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
            Output piece = new Output();
            piece.id = view.id;
            piece.text = new String(chunk, 0, read);
            piece.error = error;
            keep(piece);
            visit.live().send("output", piece);
        }
        return null;
    }

    private synchronized void keep(Output piece) {
        output.add(piece.text, piece.error);
    }

    private synchronized void ended(SshProcess ended) {
        view.millis = millis();
        view.exitCode = ended.exitValue();
        view.exitSignal = ended.exitSignal();
        if (cancelled) {
            view.state = "cancelled";
        } else if (ended.timedOut()) {
            view.state = "timed out";
        } else if (ended.connectionLost()) {
            view.state = "connection lost";
        } else {
            view.state = ended.exitSignal() == null ? "exited" : "signalled";
        }
    }

    private synchronized void failed(SshErrors.Error error) {
        view.millis = millis();
        view.state = cancelled ? "cancelled" : "failed";
        view.error = cancelled ? null : error;
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
        return view.state.equals(RUNNING);
    }

    /** The current state without the output. */
    synchronized View view() {
        View copy = new View();
        copy.id = view.id;
        copy.profile = view.profile;
        copy.command = view.command;
        copy.startedAt = view.startedAt;
        copy.state = view.state;
        copy.exitCode = view.exitCode;
        copy.exitSignal = view.exitSignal;
        copy.millis = view.state.equals(RUNNING) ? millis() : view.millis;
        copy.batch = view.batch;
        copy.limitSeconds = view.limitSeconds;
        copy.error = view.error;
        return copy;
    }

    synchronized View viewWithOutput() {
        View copy = view();
        copy.output = output.text();
        copy.errors = output.errors();
        return copy;
    }
}
