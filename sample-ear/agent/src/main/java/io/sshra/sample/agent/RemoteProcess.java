package io.sshra.sample.agent;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshException;
import io.sshra.SshProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A command on a machine, which goes on between calls.
 *
 * <pre>
 * STARTING ──started──▶ RUNNING ──▶ EXITED, SIGNALLED, LOST
 *    │ │                   │
 *    │ └──▶ FAILED         │
 *    └───────end───────────┴──────▶ STOPPED
 * </pre>
 *
 * The thread that connects, starts the command and reads its output makes all moves; {@link #end} only asks for STOPPED. Every state but the
 * first two is the last one.
 */
final class RemoteProcess extends Streamed {

    private enum State {
        STARTING, RUNNING, EXITED, SIGNALLED, LOST, FAILED, STOPPED
    }

    private static final int CHUNK = 32_768;

    private final AgentSession session;
    private final SshCommand command;
    private final InputPump input;
    private final boolean more;
    /** This field and the following ones are guarded by this object's monitor. */
    private State state = State.STARTING;
    private boolean endWanted;
    /** Null before it is connected. Its end is the end of what was not started, and of what has no streams. */
    private SshConnection connection;
    /** Null before it is started, and if it has no streams. */
    private SshProcess process;
    private int exitCode = SshCommandResult.NO_EXIT_CODE;
    private String signal;
    private SshException failure;

    /**
     * @param input what it reads first
     * @param more  whether more may be written later; otherwise its input ends then
     */
    RemoteProcess(String id, String profile, AgentSession session, SshCommand command, byte[] input, boolean more) {
        super(id, profile);
        this.session = session;
        this.command = command;
        this.input = new InputPump(input, more);
        this.more = more;
    }

    /** Starts it on threads of its own. Returns at once. */
    RemoteProcess launch() {
        session.run(this::live);
        return this;
    }

    private void live() {
        try (SshConnection own = session.connect(profile())) {
            if (!isWanted(own)) {
                return;
            }
            if (more || own.info().privilegeLevel() == null) {
                stream(own);
            } else {
                runWhole(own);
            }
        } catch (SshException e) {
            move(State.FAILED, SshCommandResult.NO_EXIT_CODE, null, e);
        } catch (InterruptedException e) {
            // The server stops.
            move(State.STOPPED, SshCommandResult.NO_EXIT_CODE, null, null);
        } finally {
            input.close();
            if (isRunning()) {
                // Ended before it ran; or by an unexpected exception, which the container logs.
                move(State.STOPPED, SshCommandResult.NO_EXIT_CODE, null, null);
            }
        }
    }

    /** Whether nobody has ended it while it was connecting. From now on {@link #end} closes its connection. */
    private synchronized boolean isWanted(SshConnection own) {
        connection = own;
        return !endWanted;
    }

    private void stream(SshConnection own) throws SshException, InterruptedException {
        try (SshProcess started = own.start(command)) {
            begin(started);
            session.run(() -> input.pump(started.stdin()));
            session.run(() -> read(started.stderr(), stderr()));
            read(started.stdout(), stdout());
            int exit = started.waitFor();
            stderr().awaitEnd();
            move(ended(started), exit, started.exitSignal(), null);
        }
    }

    /**
     * Where rules count, the input is given with the command: what a person approves includes it then, and an agent can't put another one in its
     * place. The output comes at the end.
     */
    private void runWhole(SshConnection own) throws SshException {
        synchronized (this) {
            state = State.RUNNING;
        }
        SshCommandResult result = own.exec(command.withStdin(input.takeFirst()).withOutputLimit(OutputLog.HEAD + OutputLog.TAIL));
        keep(result.stdout(), result.stdoutBytes(), stdout());
        keep(result.stderr(), result.stderrBytes(), stderr());
        State how = result.exitSignal() != null ? State.SIGNALLED : result.exitStatus().isPresent() ? State.EXITED
                : result.connectionLost() ? State.LOST : State.STOPPED;
        move(how, result.exitCode(), result.exitSignal(), null);
    }

    private static void keep(String text, long written, OutputLog log) {
        byte[] kept = text.getBytes(StandardCharsets.UTF_8);
        log.append(kept, 0, kept.length);
        if (written > kept.length) {
            log.lose(written - kept.length);
        }
        log.end();
    }

    private void begin(SshProcess started) {
        boolean unwanted;
        synchronized (this) {
            process = started;
            state = State.RUNNING;
            unwanted = endWanted;
            notifyAll();
        }
        if (unwanted) {
            started.destroy();
        }
    }

    /** Reads to the end, or until the channel is closed. */
    private void read(InputStream stream, OutputLog log) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                log.append(chunk, 0, read);
                synchronized (this) {
                    notifyAll();
                }
            }
        } catch (IOException closed) {
            // How it has ended is known by the process.
        } finally {
            log.end();
        }
    }

    private static State ended(SshProcess process) {
        if (process.exitSignal() != null) {
            return State.SIGNALLED;
        }
        if (process.exitValue() != SshCommandResult.NO_EXIT_CODE) {
            return State.EXITED;
        }
        return process.connectionLost() ? State.LOST : State.STOPPED;
    }

    private synchronized void move(State next, int exit, String exitSignal, SshException cause) {
        state = endWanted && next != State.EXITED && next != State.SIGNALLED ? State.STOPPED : next;
        exitCode = exit;
        signal = exitSignal;
        failure = state == State.FAILED ? cause : null;
        notifyAll();
    }

    @Override
    synchronized boolean isRunning() {
        return state == State.STARTING || state == State.RUNNING;
    }

    /**
     * Writes to its input.
     *
     * @param last whether the input ends then
     */
    void write(byte[] bytes, boolean last) {
        if (!isRunning()) {
            throw new Refusal("The command has ended");
        }
        input.add(bytes, last);
    }

    @Override
    void signal(String name) throws SshException {
        SshProcess running;
        synchronized (this) {
            running = state == State.RUNNING ? process : null;
        }
        if (running == null) {
            throw new Refusal(isRunning() ? "The command takes no signal now. Use END" : "The command has ended");
        }
        running.signal(name);
    }

    @Override
    void end() {
        SshProcess started;
        SshConnection used;
        synchronized (this) {
            endWanted = true;
            started = isRunning() ? process : null;
            used = isRunning() ? connection : null;
        }
        if (started != null) {
            started.destroy();
        } else if (used != null) {
            // Also if it waits for an approval: it must not run when that comes.
            used.close();
        }
    }

    @Override
    synchronized Answer state() {
        Answer answer = failure == null ? new Answer() : Answer.failed(failure);
        answer.with("handle", id()).with("profile", profile()).with("state", state.name().toLowerCase(Locale.ROOT))
                .with("exit_code", state == State.EXITED ? exitCode : null).with("signal", signal);
        return answer.say(profile() + ", handle " + id() + ": " + switch (state) {
            case STARTING -> "connecting, goes on. Read on by ssh_read";
            case RUNNING -> "still running, goes on. Read on by ssh_read, end it by ssh_signal";
            case EXITED -> "exited with " + exitCode;
            case SIGNALLED -> "ended by the signal " + ShownText.of(signal);
            case LOST -> "the connection was lost while it ran. What it has done is unknown: look before you run it again";
            case FAILED -> failure.nothingRan() ? "did not run" : "failed. What it has done is unknown: look before you run it again";
            case STOPPED -> "was ended from here";
        });
    }
}
