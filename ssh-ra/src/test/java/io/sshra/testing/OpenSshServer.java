package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real sshd on a free loopback port, in a folder of its own: host key, user's key, configuration, log. The login is the
 * account that runs the tests, with that folder as its {@code HOME}: the start-up files of the account's shell may do
 * anything, and take a lock that a killed one leaves behind.
 */
public final class OpenSshServer implements AutoCloseable {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final int ATTEMPTS = 5;

    private final Path folder;
    private final List<String> extraConfiguration;
    private Process process;
    private int port;

    private OpenSshServer(List<String> extraConfiguration) throws IOException {
        this.folder = Files.createTempDirectory("sshd");
        this.extraConfiguration = extraConfiguration;
    }

    /** Whether there is an sshd on this machine. */
    public static boolean available() {
        return Files.isExecutable(SSHD);
    }

    /**
     * @param extraConfiguration further lines for sshd_config, in front of the others, so that they win; with a HostKey among
     *                           them it has those and not its own
     */
    public static OpenSshServer start(String... extraConfiguration) {
        return start(0, extraConfiguration);
    }

    /** On a port where one was that has been closed, with a host key of its own. */
    public static OpenSshServer startOn(int port) {
        return start(port);
    }

    private static OpenSshServer start(int wantedPort, String... extraConfiguration) {
        if (!available()) {
            throw new IllegalStateException("There is no " + SSHD + ": install openssh-server");
        }
        try {
            OpenSshServer server = new OpenSshServer(List.of(extraConfiguration));
            server.prepare();
            for (int attempt = 1; !server.launch(wantedPort == 0 ? HostileServer.closedPort() : wantedPort); attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("sshd did not start: " + server.log());
                }
            }
            Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepare() throws IOException {
        Files.createDirectories(Path.of("/run/sshd"));
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("host_key").toString());
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("user_key").toString());
        Files.copy(folder.resolve("user_key.pub"), folder.resolve("authorized_keys"));
    }

    /** Starts it on a port that was free just now; false if somebody else took it meanwhile. */
    private boolean launch(int freePort) throws IOException {
        port = freePort;
        List<String> configuration = new ArrayList<>(extraConfiguration);
        if (extraConfiguration.stream().noneMatch(line -> line.startsWith("HostKey "))) {
            configuration.add("HostKey " + folder.resolve("host_key"));
        }
        configuration.addAll(List.of("Port " + port, "ListenAddress 127.0.0.1",
                "AuthorizedKeysFile " + folder.resolve("authorized_keys"), "PidFile " + folder.resolve("pid"),
                "UsePAM no", "StrictModes no", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
                "PermitRootLogin yes", "LogLevel VERBOSE", "AcceptEnv *", "MaxStartups 1000", "MaxSessions 10",
                "SetEnv HOME=" + folder, "Subsystem sftp internal-sftp"));
        Path file = Files.write(folder.resolve("sshd_config"), configuration);
        process = new ProcessBuilder(SSHD.toString(), "-D", "-f", file.toString(), "-E", folder.resolve("log").toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (log().contains("Server listening on 127.0.0.1 port " + port) && accepts()) {
                return true;
            }
            Thread.onSpinWait();
        }
        kill();
        return false;
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String run(String... command) throws IOException {
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(started.getInputStream().readAllBytes());
        try {
            if (started.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** The account that runs the tests. */
    public String username() {
        return System.getProperty("user.name");
    }

    public Path privateKeyFile() {
        return folder.resolve("user_key");
    }

    public String privateKey() {
        return read(privateKeyFile());
    }

    /** Host key, as {@code ssh-keygen -l} prints it: {@code SHA256:…}. */
    public String hostKeyFingerprint() {
        try {
            return run("ssh-keygen", "-l", "-f", folder.resolve("host_key.pub").toString()).split(" ")[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line for known_hosts. */
    public String knownHostsLine() {
        String[] key = read(folder.resolve("host_key.pub")).split(" ");
        return "[127.0.0.1]:" + port + " " + key[0] + " " + key[1].strip();
    }

    /** What sshd has logged so far. */
    public String log() {
        Path log = folder.resolve("log");
        return Files.exists(log) ? read(log) : "";
    }

    /** How many connections have authenticated so far. */
    public long authenticatedConnections() {
        return log().lines().filter(line -> line.contains("Accepted publickey")).count();
    }

    /** Connections that are open now. */
    public long openConnections() {
        return connections().size();
    }

    private List<ProcessHandle> connections() {
        return process.children().toList();
    }

    /** Makes all its connections hang: the processes stop, the sockets stay. */
    public void suspendConnections() {
        signalConnections("STOP");
    }

    /** Lets them go on. */
    public void resumeConnections() {
        signalConnections("CONT");
    }

    /** Kills the processes of all its connections. */
    public void killConnections() {
        signalConnections("KILL");
    }

    private void signalConnections(String signal) {
        for (ProcessHandle connection : connections()) {
            Stream.concat(Stream.of(connection), connection.descendants()).forEach(process -> {
                try {
                    run("kill", "-" + signal, String.valueOf(process.pid()));
                } catch (IOException gone) {
                    if (process.isAlive()) {
                        throw new UncheckedIOException(gone);
                    }
                }
            });
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        kill();
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
