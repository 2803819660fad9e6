package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A real sshd on a free loopback port, in a folder of its own: host key, user's key, configuration, log. The login is the user
 * who runs the tests, with that folder as {@code HOME}, because start-up files of the user's own shell may do anything, even
 * leave a lock behind when the shell is killed. Or the server is for an {@link Account}, which has a password and no such
 * files.
 */
public final class OpenSshServer extends ServerProcess {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    private final Path program;
    private final Account account;
    private final List<String> extraConfiguration;

    private OpenSshServer(Path program, Account account, List<String> extraConfiguration) {
        super("sshd");
        this.program = program;
        this.account = account;
        this.extraConfiguration = extraConfiguration;
    }

    /** Whether sshd is installed on this machine. */
    public static boolean available() {
        return Files.isExecutable(SSHD);
    }

    /** Whether sshd is installed and can use an {@link Account}. */
    public static boolean availableForAccount() {
        return available() && Account.available() && Account.availableByPam();
    }

    /**
     * @param extraConfiguration further lines for sshd_config, before the others, so that they win; a HostKey, a Subsystem or
     *         MaxStartups in them replaces the default one
     */
    public static OpenSshServer start(String... extraConfiguration) {
        return start(null, 0, extraConfiguration);
    }

    /** Starts a server on the port of a closed one, with its own host key. */
    public static OpenSshServer startOn(int port) {
        return start(null, port);
    }

    /** Starts a server with all its log-in methods and a host certificate. Each connection gets new keys from time to time. */
    public static OpenSshServer startFor(Account account, String... extraConfiguration) {
        return start(account, 0, extraConfiguration);
    }

    private static OpenSshServer start(Account account, int wantedPort, String... extraConfiguration) {
        return start(SSHD, account, wantedPort, extraConfiguration);
    }

    /** Another sshd than that of this machine. */
    static OpenSshServer startFor(Path program, Account account, String... extraConfiguration) {
        return start(program, account, 0, extraConfiguration);
    }

    private static OpenSshServer start(Path program, Account account, int wantedPort, String... extraConfiguration) {
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("There is no " + program + ": install openssh-server");
        }
        try {
            OpenSshServer server = new OpenSshServer(program, account, List.of(extraConfiguration));
            server.prepare();
            return started(server, wantedPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepare() throws IOException {
        Files.createDirectories(Path.of("/run/sshd"));
        workspace.key(HOST_KEY, "ed25519");
        workspace.key("user_key", "ed25519");
        Files.copy(workspace.path("user_key.pub"), workspace.path("authorized_keys"));
    }

    @Override
    List<String> command(int freePort) throws IOException {
        List<String> configuration = new ArrayList<>(extraConfiguration);
        if (isNotGiven("HostKey ")) {
            configuration.add("HostKey " + workspace.path(HOST_KEY));
        }
        if (isNotGiven("Subsystem ")) {
            configuration.add("Subsystem sftp internal-sftp");
        }
        if (isNotGiven("MaxStartups ")) {
            // The last line wins.
            configuration.add("MaxStartups 1000");
        }
        if (account != null) {
            configuration.addAll(List.of("AuthorizedKeysFile " + account.authorizedKeys(), program.equals(SSHD) ? "UsePAM yes" : "UsePAM no",
                    "PasswordAuthentication yes", "KbdInteractiveAuthentication yes", "TrustedUserCAKeys " + account.userAuthority(),
                    "HostCertificate " + account.certifyHost(workspace, HOST_KEY), "RekeyLimit 1M"));
        }
        configuration.addAll(List.of("Port " + freePort, "ListenAddress " + host(),
                "AuthorizedKeysFile " + workspace.path("authorized_keys"), "PidFile " + workspace.path("pid"),
                "UsePAM no", "StrictModes no", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
                "PermitRootLogin yes", "LogLevel VERBOSE", "AcceptEnv *", "MaxSessions 10",
                "SetEnv HOME=" + (account == null ? workspace.path("") : account.home())));
        // Of this one the last line wins.
        if (isNotGiven("MaxStartups ")) {
            configuration.add("MaxStartups 1000");
        }
        Path file = workspace.write("sshd_config", configuration);
        // Not -e: what it logs would come as the standard error of commands, too.
        return List.of(program.toString(), "-D", "-E", workspace.path("log").toString(), "-f", file.toString());
    }

    private boolean isNotGiven(String keyword) {
        return extraConfiguration.stream().noneMatch(line -> line.startsWith(keyword));
    }

    @Override
    boolean isListening() {
        return log().contains("Server listening on " + host() + " port " + port());
    }

    @Override
    Map<String, String> environment() {
        return account == null ? Map.of() : program.equals(SSHD) ? account.environmentWithPam() : account.environment();
    }

    /** The name of the user who runs the tests, or of the account. */
    public String username() {
        return account == null ? System.getProperty("user.name") : Account.NAME;
    }

    public Path privateKeyFile() {
        return workspace.path("user_key");
    }

    public String privateKey() {
        return workspace.read("user_key");
    }

    /** The number of connections that have authenticated so far. */
    public long authenticatedConnections() {
        return log().lines().filter(line -> line.contains("Accepted publickey")).count();
    }

    /** Connections that are open now. */
    public long openConnections() {
        return children().size();
    }

    /** Makes all its connections hang: the processes stop, the sockets stay. */
    public void suspendConnections() {
        signalConnections("STOP");
    }

    /** Continues the suspended processes. */
    public void resumeConnections() {
        signalConnections("CONT");
    }

    /** Kills the processes of all its connections. */
    public void killConnections() {
        signalConnections("KILL");
    }

    /** Kills the processes of about a third of its connections. */
    public void killSomeConnections(Random random) {
        signal("KILL", children().stream().filter(connection -> random.nextInt(3) == 0).toList());
    }

    private void signalConnections(String signal) {
        signal(signal, children());
    }

    private static void signal(String signal, List<ProcessHandle> connections) {
        for (ProcessHandle connection : connections) {
            Stream.concat(Stream.of(connection), connection.descendants()).forEach(process -> {
                try {
                    Workspace.run("kill", "-" + signal, String.valueOf(process.pid()));
                } catch (IOException gone) {
                    if (process.isAlive()) {
                        throw new UncheckedIOException(gone);
                    }
                }
            });
        }
    }
}
