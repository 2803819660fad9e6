package io.sshra.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code rclone serve sftp} on a free loopback port, of an {@link Account}'s home, which is its root. */
public final class RcloneServer extends ServerProcess {

    private static final Path RCLONE = Path.of("/usr/bin/rclone");

    private final Account account;

    private RcloneServer(Account account) {
        super("rclone");
        this.account = account;
    }

    /** Whether there is one on this machine. */
    public static boolean available() {
        return Files.isExecutable(RCLONE);
    }

    public static RcloneServer start(Account account) {
        return started(new RcloneServer(account), 0);
    }

    @Override
    List<String> command(int freePort) throws IOException {
        if (!Files.exists(workspace.path(HOST_KEY))) {
            workspace.key(HOST_KEY, "ed25519");
        }
        return List.of(RCLONE.toString(), "serve", "sftp", account.home().toString(), "--addr", host() + ":" + freePort, "--key",
                workspace.path(HOST_KEY).toString(), "--authorized-keys", account.authorizedKeys().toString(), "--user", Account.NAME,
                "--pass", Account.PASSWORD, "--config", workspace.path("config").toString(), "--cache-dir", workspace.path("cache").toString());
    }

    @Override
    boolean isListening() {
        return log().contains("listening on");
    }

    @Override
    Map<String, String> environment() {
        return Map.of("HOME", workspace.path("").toString());
    }
}
