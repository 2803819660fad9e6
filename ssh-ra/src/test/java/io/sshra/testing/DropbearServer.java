package io.sshra.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Dropbear on a free loopback port, for an {@link Account}. */
public final class DropbearServer extends ServerProcess {

    private static final Path DROPBEAR = Path.of("/usr/sbin/dropbear");
    private static final Path KEY_MAKER = Path.of("/usr/bin/dropbearkey");

    private final Account account;
    private final List<String> options;

    private DropbearServer(Account account, List<String> options) {
        super("dropbear");
        this.account = account;
        this.options = options;
    }

    /** Whether Dropbear is installed on this machine and can use the account. */
    public static boolean available() {
        return Files.isExecutable(DROPBEAR) && Account.available();
    }

    /** @param options further ones of its command line */
    public static DropbearServer start(Account account, String... options) {
        return started(new DropbearServer(account, List.of(options)), 0);
    }

    @Override
    List<String> command(int freePort) throws IOException {
        Path hostKey = workspace.path(HOST_KEY);
        if (!Files.exists(hostKey)) {
            String made = Workspace.run(KEY_MAKER.toString(), "-t", "ed25519", "-f", hostKey.toString());
            String line = made.lines().filter(text -> text.startsWith("ssh-ed25519 ")).findFirst().orElseThrow();
            workspace.write(HOST_KEY + ".pub", List.of(line));
        }
        List<String> command = new ArrayList<>(List.of(DROPBEAR.toString(), "-F", "-E", "-m", "-r", hostKey.toString(),
                "-p", host() + ":" + freePort, "-P", workspace.path("pid").toString()));
        command.addAll(options);
        return command;
    }

    /** Dropbear writes the file when it listens. */
    @Override
    boolean isListening() {
        return Files.exists(workspace.path("pid"));
    }

    @Override
    Map<String, String> environment() {
        return account.environment();
    }
}
