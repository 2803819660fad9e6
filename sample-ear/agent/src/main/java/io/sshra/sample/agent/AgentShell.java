package io.sshra.sample.agent;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshException;
import io.sshra.SshProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A shell that keeps its directory and variables from one command to the next, without a terminal.
 *
 * <pre>
 * STARTING ──started──▶ IDLE ⇄ BUSY
 *     └─────────────────┴──────┴──▶ ENDED
 * </pre>
 *
 * It is BUSY from {@link #run} until both outputs have the command's mark. The thread that reads the output moves it to ENDED. A command may be
 * given to it while it is STARTING. Thread-safe.
 */
final class AgentShell {

    private static final int CHUNK = 32_768;

    private final String profile;
    private final AgentSession session;
    private final InputPump input = new InputPump(ShellScript.BEGIN.getBytes(StandardCharsets.US_ASCII), true);
    private final CountDownLatch errorsRead = new CountDownLatch(1);
    /** Guarded, like the next fields, by this object's monitor. */
    private ShellCommand current;
    private MarkFilter out;
    private MarkFilter err;
    private SshConnection connection;
    private SshProcess process;
    private ShellRecording recording;
    private boolean busy;
    private boolean endWanted;
    private boolean ended;

    AgentShell(String profile, AgentSession session) {
        this.profile = profile;
        this.session = session;
    }

    String profile() {
        return profile;
    }

    synchronized boolean isEnded() {
        return ended || endWanted;
    }

    /**
     * Gives it a command.
     *
     * @param added      makes the handle, of which the shell is the first if it has none yet
     * @param recordings makes the recording, if the shell is new
     * @throws Refusal if another one is running
     */
    ShellCommand run(String command, Function<Boolean, ShellCommand> added, Supplier<ShellRecording> recordings) {
        String[] mark = ShellScript.mark();
        byte[] script = ShellScript.of(command, mark);
        boolean start;
        ShellCommand next;
        synchronized (this) {
            if (ended || endWanted) {
                throw new Refusal("The shell has just ended. Call again for a new one");
            }
            if (busy) {
                throw new Refusal("The shell on " + profile + " runs another command, handle " + current.id()
                        + ". Wait by ssh_read, end it by ssh_signal, or use ssh_run beside it");
            }
            start = current == null;
            if (recording == null) {
                recording = recordings.get();
            }
            next = added.apply(start);
            input.add(script, false);
            current = next;
            out = new MarkFilter(recorded(next.stdout()), mark[0] + mark[1]);
            err = new MarkFilter(recorded(next.stderr()), mark[0] + mark[1]);
            recording.command(command);
            busy = true;
        }
        if (start) {
            session.run(this::live);
        }
        return next;
    }

    private MarkFilter.Sink recorded(OutputLog log) {
        ShellRecording by = recording;
        ShellRecording.Stream stream = by.stream();
        return (bytes, offset, length) -> {
            log.append(bytes, offset, length);
            by.output(stream, bytes, offset, length);
        };
    }

    private void live() {
        String why = "the shell has ended";
        SshException failure = null;
        try (SshConnection own = connected(session.connect(profile)); SshProcess started = own.start(SshCommand.of("sh", "-c", ShellScript.PROGRAM))) {
            begin(started);
            session.run(() -> input.pump(started.stdin()));
            session.run(() -> {
                try {
                    read(started.stderr(), false);
                } finally {
                    errorsRead.countDown();
                }
            });
            read(started.stdout(), true);
            int exit = started.waitFor();
            errorsRead.await();
            why = started.connectionLost() ? "the connection was lost; whether the command has done its work is unknown" : "the shell has ended with " + exit;
        } catch (SshException e) {
            failure = e;
        } catch (InterruptedException e) {
            why = "the server is stopping";
        } finally {
            finish(why, failure);
        }
    }

    /** From now on {@link #end} closes it; it is closed if the end has come. */
    private SshConnection connected(SshConnection own) {
        boolean unwanted;
        synchronized (this) {
            connection = own;
            unwanted = endWanted;
        }
        if (unwanted) {
            own.close();
        }
        return own;
    }

    private void begin(SshProcess started) {
        boolean unwanted;
        synchronized (this) {
            process = started;
            unwanted = endWanted;
        }
        if (unwanted) {
            started.destroy();
        }
    }

    /** Reads to the end, or until the channel is closed. */
    private void read(InputStream stream, boolean standard) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                took(standard, chunk, read);
            }
        } catch (IOException closed) {
            // The process knows how it has ended.
        }
    }

    private void took(boolean standard, byte[] chunk, int length) {
        ShellCommand command;
        boolean done;
        int code;
        synchronized (this) {
            command = current;
            (standard ? out : err).take(chunk, length);
            done = busy && out.isFound() && err.isFound();
            code = out.number();
            if (done) {
                busy = false;
            }
        }
        if (done) {
            command.exited(code);
        } else {
            command.more();
        }
    }

    private void finish(String why, SshException failure) {
        ShellCommand command;
        synchronized (this) {
            ended = true;
            command = busy ? current : null;
            busy = false;
            out.end();
            err.end();
            recording.end(failure == null ? why : failure.what());
        }
        input.close();
        if (command != null) {
            command.shellEnded(why, failure);
        }
    }

    void signal(String name) throws SshException {
        SshProcess running;
        synchronized (this) {
            running = ended ? null : process;
        }
        if (running == null) {
            throw new Refusal("The shell does not run");
        }
        running.signal(name);
    }

    /** Ends it with its command. A no-op if it has ended. */
    void end() {
        SshProcess running;
        SshConnection used;
        synchronized (this) {
            endWanted = true;
            running = ended ? null : process;
            used = ended ? null : connection;
        }
        if (running != null) {
            running.destroy();
        } else if (used != null) {
            // Also if it waits for an approval: it must not start when that comes.
            used.close();
        }
    }
}
