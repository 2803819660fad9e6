package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that is a process of its own, with a folder of its own, and ends with the tests' JVM at the latest. */
abstract class ServerProcess implements LoopbackServer {

    /** The name of its host key in its folder, with the public part in a file {@code .pub}. */
    public static final String HOST_KEY = "host_key";

    private static final int ATTEMPTS = 5;

    final Workspace workspace;
    private Process process;
    private Watchdog watchdog;
    private int port;

    ServerProcess(String name) {
        workspace = new Workspace(name);
    }

    /** Writes the configuration for this port, and says how to start it. */
    abstract List<String> command(int freePort) throws IOException;

    /** Whether it has taken its port, as its log or a file of it says. */
    abstract boolean isListening();

    /** Variables for it. */
    Map<String, String> environment() {
        return Map.of();
    }

    /** @param wantedPort 0 for any free one */
    final void launch(int wantedPort) throws IOException {
        for (int attempt = 1; !launched(wantedPort == 0 ? HostileServer.closedPort() : wantedPort); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException(command(port).get(0) + " did not start: " + log());
            }
        }
    }

    /** Starts it on a port that was free just now; false if somebody else took it meanwhile. */
    private boolean launched(int freePort) throws IOException {
        port = freePort;
        ProcessBuilder builder = new ProcessBuilder(command(port)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(workspace.path("log").toFile()));
        builder.environment().putAll(environment());
        process = builder.start();
        watchdog = Watchdog.over(process.toHandle());
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (isListening() && accepts()) {
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

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
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

    /** What it has said so far. */
    public final String log() {
        return workspace.read("log");
    }

    /** Its processes but the first. */
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

    /** Starts it, or leaves nothing behind. */
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
