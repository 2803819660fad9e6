package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A real sshd whose account has MySecureShell as its shell: SFTP and nothing else. MySecureShell reads its configuration from a fixed
 * path, so a copy of it has another one of the same length.
 */
public final class MySecureShellServer implements LoopbackServer {

    private static final Path PROGRAM = Path.of("/usr/bin/mysecureshell");
    private static final String CONFIGURATION = "/etc/ssh/sftp_config";

    private final Path folder;
    private final OpenSshServer server;

    private MySecureShellServer(Account account, String... more) throws IOException {
        folder = createFolder();
        Path configuration = folder.resolve("config");
        Files.write(configuration, String.join("\n", "<Default>", "StayAtHome false", "VirtualChroot false", "Home " + account.home(),
                "HideNoAccess false", "ShowLinksAsLinks true", "</Default>", "").getBytes(StandardCharsets.US_ASCII));
        Path shell = Files.write(folder.resolve("mysecureshell"), replaced(Files.readAllBytes(PROGRAM), configuration.toString()));
        Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> lines = new ArrayList<>(List.of("Subsystem sftp /usr/lib/openssh/sftp-server",
                "ForceCommand exec " + shell + " -c \"$SSH_ORIGINAL_COMMAND\""));
        lines.addAll(List.of(more));
        server = OpenSshServer.startFor(account, lines.toArray(String[]::new));
    }

    /** A name as long as the rest of the path needs. */
    private static Path createFolder() throws IOException {
        int length = CONFIGURATION.length() - "/tmp//config".length();
        for (int number = 0;; number++) {
            Path wanted = Path.of("/tmp", "m".repeat(length - 4) + String.format("%04d", (ProcessHandle.current().pid() + number) % 10_000));
            if (Files.notExists(wanted)) {
                return Files.createDirectory(wanted);
            }
        }
    }

    private static byte[] replaced(byte[] program, String configuration) {
        String latin1 = new String(program, StandardCharsets.ISO_8859_1);
        if (configuration.length() != CONFIGURATION.length() || !latin1.contains(CONFIGURATION + '\0')) {
            throw new IllegalStateException(PROGRAM + " has no " + CONFIGURATION);
        }
        return latin1.replace(CONFIGURATION + '\0', configuration + '\0').getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether there can be one on this machine. */
    public static boolean available() {
        return Files.isExecutable(PROGRAM) && OpenSshServer.availableForAccount();
    }

    /** @param more lines for sshd_config */
    public static MySecureShellServer start(Account account, String... more) {
        try {
            return new MySecureShellServer(account, more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String hostPublicKey() {
        return server.hostPublicKey();
    }

    @Override
    public String hostKeyFingerprint() {
        return server.hostKeyFingerprint();
    }

    @Override
    public void close() {
        server.close();
        Workspace.delete(folder);
    }
}
