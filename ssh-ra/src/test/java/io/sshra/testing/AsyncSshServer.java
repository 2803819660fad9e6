package io.sshra.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server of asyncssh, the script {@code asyncssh_server.py}, on a free loopback port. Its only user is an {@link Account}.
 */
public final class AsyncSshServer extends ServerProcess {

    /** Debian's Python: another one does not have Debian's modules. */
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path MODULE = Path.of("/usr/lib/python3/dist-packages/asyncssh");

    private final Account account;

    private AsyncSshServer(Account account) {
        super("asyncssh");
        this.account = account;
    }

    /** Whether asyncssh is installed on this machine. */
    public static boolean available() {
        return Files.isExecutable(PYTHON) && Files.isDirectory(MODULE);
    }

    public static AsyncSshServer start(Account account) {
        return started(new AsyncSshServer(account), 0);
    }

    @Override
    List<String> command(int freePort) throws IOException {
        Path script = workspace.path("server.py");
        if (!Files.exists(script)) {
            try (InputStream source = AsyncSshServer.class.getResourceAsStream("asyncssh_server.py")) {
                Files.copy(source, script);
            }
            workspace.key(HOST_KEY, "ed25519");
            account.certifyHost(workspace, HOST_KEY);
            List<String> keys = new ArrayList<>(Files.readAllLines(account.authorizedKeys()));
            keys.add("cert-authority " + Files.readString(account.userAuthority()).strip());
            workspace.write("authorized_keys", keys);
        }
        return List.of(PYTHON.toString(), "-W", "ignore", script.toString(), host(), String.valueOf(freePort), Account.NAME,
                Account.PASSWORD, account.home().toString());
    }

    @Override
    boolean isListening() {
        return log().contains("listening on port " + port());
    }
}
