package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real TinySSH on a free loopback port, for an {@link Account}. It uses its standard streams and does not listen itself. */
public final class TinySshServer implements LoopbackServer {

    private static final Path TINYSSHD = Path.of("/usr/sbin/tinysshd");
    private static final Path KEY_MAKER = Path.of("/usr/sbin/tinysshd-makekey");
    private static final Path KEY_PRINTER = Path.of("/usr/sbin/tinysshd-printkey");
    private static final String SFTP_SERVER = "/usr/lib/openssh/sftp-server";

    private final Workspace workspace = new Workspace("tinyssh");
    private final Account account;
    private final String sftp;
    private final ServerSocket listener;
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private final List<Watchdog> watchdogs = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private TinySshServer(Account account, String sftp) throws IOException {
        this.account = account;
        this.sftp = sftp;
        Workspace.run(KEY_MAKER.toString(), keys().toString());
        workspace.write(ServerProcess.HOST_KEY + ".pub", List.of(Workspace.run(KEY_PRINTER.toString(), keys().toString()).lines()
                .filter(line -> line.startsWith("ssh-ed25519 ")).findFirst().orElseThrow()));
        listener = new ServerSocket(0, 50, InetAddress.getByName(host()));
        Thread acceptor = new Thread(this::acceptAll, "tinysshd");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Whether TinySSH is installed on this machine and can use the account. */
    public static boolean available() {
        return Files.isExecutable(TINYSSHD) && Account.available();
    }

    public static TinySshServer start(Account account) {
        return start(account, SFTP_SERVER);
    }

    /** @param sftp the command line that serves SFTP */
    public static TinySshServer start(Account account, String sftp) {
        try {
            return new TinySshServer(account, sftp);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path keys() {
        return workspace.path("keys");
    }

    private void acceptAll() {
        try {
            for (;;) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                ProcessBuilder builder = new ProcessBuilder(TINYSSHD.toString(), "-v", "-x", "sftp=" + sftp,
                        keys().toString()).redirectError(ProcessBuilder.Redirect.appendTo(workspace.path("log").toFile()));
                builder.environment().putAll(account.environment());
                Process process = builder.start();
                processes.add(process);
                watchdogs.add(Watchdog.over(process.toHandle()));
                Pump.start(socket.getInputStream(), process.getOutputStream());
                Pump.start(process.getInputStream(), socket.getOutputStream());
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public String hostPublicKey() {
        return workspace.publicKey(ServerProcess.HOST_KEY);
    }

    @Override
    public String hostKeyFingerprint() {
        return workspace.fingerprint(ServerProcess.HOST_KEY);
    }

    /** The log of all connections so far. */
    public String log() {
        return workspace.read("log");
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes.forEach(ServerProcess::kill);
        watchdogs.forEach(Watchdog::close);
        workspace.close();
    }
}
