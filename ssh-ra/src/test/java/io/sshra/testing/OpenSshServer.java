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
 * A real sshd on a free loopback port, in a folder of its own: host key, user's key, configuration, log. The login is the
 * account that runs the tests, with that folder as its {@code HOME}: the start-up files of the account's shell may do
 * anything, and take a lock that a killed one leaves behind. Or it is for an {@link Account}, which has no such files, but a
 * password.
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

    /** Whether there is an sshd on this machine. */
    public static boolean available() {
        return Files.isExecutable(SSHD);
    }

    /** Whether there is one, and an {@link Account} can be. */
    public static boolean availableForAccount() {
        return available() && Account.available() && Account.availableByPam();
    }

    /**
     * @param extraConfiguration further lines for sshd_config, in front of the others, so that they win; with a HostKey or a
     *                           Subsystem among them it has those and not its own
     */
    public static OpenSshServer start(String... extraConfiguration) {
        return start(null, 0, extraConfiguration);
    }

    /** On a port where one was that has been closed, with a host key of its own. */
    public static OpenSshServer startOn(int port) {
        return start(null, port);
    }

    /** With all ways to log in that it has, and a certificate of its own; each connection is re-keyed now and then. */
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

    /** The account that runs the tests, or that it is for. */
    public String username() {
        return account == null ? System.getProperty("user.name") : Account.NAME;
    }

    public Path privateKeyFile() {
        return workspace.path("user_key");
    }

    public String privateKey() {
        return workspace.read("user_key");
    }

    /** How many connections have authenticated so far. */
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

    /** Lets them go on. */
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
