package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process and a folder of its own. It ends with the tests' JVM at the latest. */
abstract class ServerProcess implements LoopbackServer {

    /** The name of the host key's file in the folder; the public part is in a file {@code .pub}. */
    public static final String HOST_KEY = "host_key";

    private static final int ATTEMPTS = 5;

    final Workspace workspace;
    private Process process;
    private Watchdog watchdog;
    private int port;

    ServerProcess(String name) {
        workspace = new Workspace(name);
    }

    /** Writes the configuration for this port, and returns the command that starts the server. */
    abstract List<String> command(int freePort) throws IOException;

    /**
     * Whether the server listens, according to its log or a file. Looking does not connect where that can be avoided: servers count
     * connections or fork for each, and a test would see it.
     */
    abstract boolean isListening();

    /** Environment variables for the server. */
    Map<String, String> environment() {
        return Map.of();
    }

    /** @param wantedPort 0 for any free one */
    final void launch(int wantedPort) throws IOException {
        for (int attempt = 1; !launched(wantedPort == 0 ? HostileServer.freePort() : wantedPort); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException(command(port).get(0) + " did not start: " + log());
            }
        }
    }

    /** Starts the server on a port that was free a moment ago; false if another process has taken it meanwhile. */
    private boolean launched(int freePort) throws IOException {
        port = freePort;
        ProcessBuilder builder = new ProcessBuilder(command(port)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(workspace.path("log").toFile()));
        builder.environment().putAll(environment());
        process = builder.start();
        watchdog = Watchdog.over(process.toHandle());
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (isListening()) {
                return true;
            }
            pause();
        }
        kill();
        return false;
    }

    private void pause() throws IOException {
        try {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final String hostPublicKey() {
        return workspace.publicKey(HOST_KEY);
    }

    @Override
    public final String hostKeyFingerprint() {
        return workspace.fingerprint(HOST_KEY);
    }

    /** The server's log so far. */
    public final String log() {
        return workspace.read("log");
    }

    /** The server's child processes. */
    final List<ProcessHandle> children() {
        return process.children().toList();
    }

    private void kill() {
        kill(process);
        watchdog.close();
    }

    static void kill(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        kill();
        workspace.close();
    }

    /** Starts the server. If that fails, nothing is left behind. */
    static <T extends ServerProcess> T started(T server, int wantedPort) {
        try {
            server.launch(wantedPort);
            return server;
        } catch (IOException e) {
            server.workspace.close();
            throw new UncheckedIOException(e);
        }
    }
}
