package io.sshra.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A server that a program of the tests makes of a library, on a free loopback port. Its only user is an {@link Account}'s. Each
 * program takes host, port, user, password and home, has its keys beside itself, and says when it listens.
 */
public final class ScriptServer extends ServerProcess {

    /** What a program is made of, and how it is run. */
    public enum Library {

        ASYNCSSH("asyncssh_server.py"),
        PARAMIKO("paramiko_server.py"),
        CONCH("conch_server.py"),
        GO("go_server.go"),
        SSH2("ssh2_server.js");

        /** Debian's: another one has not Debian's modules. */
        private static final Path PYTHON = Path.of("/usr/bin/python3");
        private static final Path MODULES = Path.of("/usr/lib/python3/dist-packages");
        private static final Path GO_COMPILER = Path.of("/usr/bin/go");
        private static final Path GO_PATH = Path.of("/usr/share/gocode");
        private static final Path NODE = Path.of("/usr/bin/node");
        private static final Path NPM = Path.of("/usr/bin/npm");
        /** Kept between runs: what is compiled, and what comes from npm's registry. */
        private static final Path KEPT = Path.of("target/interop").toAbsolutePath();

        private final String program;

        Library(String program) {
            this.program = program;
        }

        /** Whether there can be such a server on this machine. */
        public boolean available() {
            return switch (this) {
                case ASYNCSSH -> hasModule("asyncssh");
                case PARAMIKO -> hasModule("paramiko");
                case CONCH -> hasModule("twisted/conch") && Account.available();
                case GO -> Files.isExecutable(GO_COMPILER) && Files.isDirectory(GO_PATH.resolve("src/golang.org/x/crypto/ssh"));
                case SSH2 -> Files.isExecutable(NODE) && Files.isExecutable(NPM);
            };
        }

        private static boolean hasModule(String name) {
            return Files.isExecutable(PYTHON) && Files.isDirectory(MODULES.resolve(name));
        }

        /** Makes a program ready in that folder, and says how to start it. */
        private List<String> prepared(Path folder) throws IOException {
            Path source = folder.resolve(program);
            copy(program, source);
            return switch (this) {
                case ASYNCSSH, PARAMIKO, CONCH -> List.of(PYTHON.toString(), "-W", "ignore", source.toString());
                case GO -> {
                    Path built = folder.resolve("go_server");
                    Workspace.run("env", "GO111MODULE=off", "GOPATH=" + GO_PATH, "GOCACHE=" + KEPT.resolve("go"), "CGO_ENABLED=0",
                            GO_COMPILER.toString(), "build", "-o", built.toString(), source.toString());
                    yield List.of(built.toString());
                }
                case SSH2 -> {
                    Files.createSymbolicLink(folder.resolve("node_modules"), installed());
                    yield List.of(NODE.toString(), source.toString());
                }
            };
        }

        /** The modules that npm installs, of the versions and with the sums that the lock file has. */
        private static Path installed() throws IOException {
            Path folder = Files.createDirectories(KEPT.resolve("ssh2"));
            Path lock = folder.resolve("package-lock.json");
            byte[] wanted = bytes("ssh2/package-lock.json");
            Path there = folder.resolve("node_modules/.package-lock.json");
            if (!Files.exists(there) || !Files.exists(lock) || !Arrays.equals(Files.readAllBytes(lock), wanted)) {
                copy("ssh2/package.json", folder.resolve("package.json"));
                Files.write(lock, wanted);
                Workspace.run(NPM.toString(), "ci", "--prefix", folder.toString(), "--ignore-scripts", "--omit=optional",
                        "--no-audit", "--no-fund");
            }
            return folder.resolve("node_modules");
        }

        private static void copy(String resource, Path file) throws IOException {
            Files.write(file, bytes(resource));
        }

        private static byte[] bytes(String resource) throws IOException {
            try (InputStream source = ScriptServer.class.getResourceAsStream(resource)) {
                return source.readAllBytes();
            }
        }
    }

    private final Library library;
    private final Account account;
    private List<String> program;

    private ScriptServer(Library library, Account account) {
        super(library.name().toLowerCase(Locale.ROOT));
        this.library = library;
        this.account = account;
    }

    public static ScriptServer start(Library library, Account account) {
        return started(new ScriptServer(library, account), 0);
    }

    @Override
    List<String> command(int freePort) throws IOException {
        if (program == null) {
            workspace.key(HOST_KEY, "ed25519");
            account.certifyHost(workspace, HOST_KEY);
            List<String> keys = new ArrayList<>(Files.readAllLines(account.authorizedKeys()));
            keys.add("cert-authority " + Files.readString(account.userAuthority()).strip());
            workspace.write("authorized_keys", keys);
            program = library.prepared(workspace.path(""));
        }
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(host(), String.valueOf(freePort), Account.NAME, Account.PASSWORD, account.home().toString()));
        return command;
    }

    @Override
    boolean isListening() {
        return log().contains("listening on port " + port());
    }

    /** Conch asks the system for its account. */
    @Override
    Map<String, String> environment() {
        return library == Library.CONCH ? account.environment() : Map.of();
    }
}
