package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionLostException;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.SshShell;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** One shell and the page that shows it. Its own thread sends the output to the page; the socket's thread sends the input. */
final class Terminal implements Runnable {

    private static final int CHUNK = 16_384;
    /** The page uses UTF-8. Without a UTF-8 locale, a shell would take some letters for commands of its line editor. */
    private static final Map<String, String> ENVIRONMENT = Map.of("LC_CTYPE", "C.UTF-8");
    private static final Jsonb JSON = JsonbBuilder.create();

    /** The first message to the page, unless the shell did not start. Input is welcome from now on. */
    public record Started(boolean started) {
    }

    /**
     * The last message to the page: how the shell ended, or why it did not start.
     *
     * @param exitCode   null unless the shell exited
     * @param exitSignal null unless a signal ended the shell
     * @param error      null if it started
     */
    public record Ended(boolean connectionLost, Integer exitCode, String exitSignal, SshErrors.Error error) {

        private static Ended of(SshShell shell) {
            return new Ended(shell.connectionLost(), shell.exitStatus().isPresent() ? (Integer) shell.exitStatus().getAsInt() : null, shell.exitSignal(), null);
        }

        private static Ended because(SshErrors.Error error) {
            return new Ended(false, null, null, error);
        }
    }

    private final Visit visit;
    private final SshConnectionFactory ssh;
    private final Session socket;
    private final TerminalEndpoint.Request request;
    /** Guarded by this object's monitor. */
    private SshShell shell;
    private boolean closed;

    Terminal(Visit visit, SshConnectionFactory ssh, Session socket, TerminalEndpoint.Request request) {
        this.visit = visit;
        this.ssh = ssh;
        this.socket = socket;
        this.request = request;
    }

    @Override
    public void run() {
        Ended ended;
        Path recording = null;
        try (SshConnection connection = visit.connect(ssh, request.profile());
                SshShell started = connection.shell(
                        new SshPty("xterm-256color", request.columns(), request.rows()), ENVIRONMENT)) {
            if (request.recorded()) {
                recording = visit.recordings().begin(request.profile(), visit.user());
                started.record(recording);
            }
            began(started);
            socket.getBasicRemote().sendText(JSON.toJson(new Started(true)));
            pump(started.stdout());
            started.waitFor();
            ended = Ended.of(started);
        } catch (SshException e) {
            ended = Ended.because(SshErrors.error(e));
        } catch (IllegalArgumentException e) {
            ended = Ended.because(SshErrors.error("", "This terminal can't be opened", e.getMessage()));
        } catch (IOException | InterruptedException e) {
            ended = new Ended(true, null, null, null);
        }
        if (recording != null) {
            visit.recordings().end(recording, ended.exitCode());
        }
        tell(ended);
    }

    private synchronized void began(SshShell started) {
        shell = started;
        if (closed) {
            started.close();
        }
    }

    /** Sends output at the speed of the page; the shell waits meanwhile. */
    private void pump(InputStream printed) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int read = printed.read(chunk); read >= 0; read = printed.read(chunk)) {
            socket.getBasicRemote().sendBinary(ByteBuffer.wrap(chunk, 0, read));
        }
    }

    private void tell(Ended ended) {
        try {
            if (socket.isOpen()) {
                socket.getBasicRemote().sendText(JSON.toJson(ended));
                socket.close();
            }
        } catch (IOException gone) {
            // The page was closed meanwhile.
        }
    }

    void type(byte[] keys) throws IOException {
        SshShell current = current();
        if (current != null) {
            current.stdin().write(keys);
            current.stdin().flush();
        }
    }

    void resize(int columns, int rows) throws SshException {
        SshShell current = current();
        if (current != null) {
            try {
                current.resize(columns, rows);
            } catch (SshConnectionLostException ending) {
                // The thread of the output is about to tell the page.
            }
        }
    }

    private synchronized SshShell current() {
        return shell;
    }

    synchronized void close() {
        closed = true;
        if (shell != null) {
            shell.close();
        }
    }
}
