package io.sshra.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real ProFTPD with mod_sftp on a free loopback port, set up like Debian's. Its only user is an {@link Account}'s. */
public final class ProftpdServer extends ServerProcess {

    private static final Path PROFTPD = Path.of("/usr/sbin/proftpd");
    private static final Path MODULES = Path.of("/usr/lib/proftpd");

    private final Account account;
    private final String methods;
    private final boolean banning;

    private ProftpdServer(Account account, String methods, boolean banning) {
        super("proftpd");
        this.account = account;
        this.methods = methods;
        this.banning = banning;
    }

    /** Whether there is one on this machine. */
    public static boolean available() {
        return Files.isExecutable(PROFTPD) && Files.exists(MODULES.resolve("mod_sftp.so"));
    }

    /** @param methods of {@code SFTPAuthMethods} */
    public static ProftpdServer start(Account account, String methods) {
        return started(new ProftpdServer(account, methods, false), 0);
    }

    /** One that drops an address for an hour after one refused log-in, by {@code mod_ban}. */
    public static ProftpdServer startBanning(Account account) {
        return started(new ProftpdServer(account, "publickey", true), 0);
    }

    @Override
    List<String> command(int freePort) throws IOException {
        if (!Files.exists(workspace.path(HOST_KEY))) {
            workspace.key(HOST_KEY, "ed25519");
            List<String> keys = new ArrayList<>();
            for (String type : Account.KEYS) {
                Path key = workspace.write(type + ".pub", List.of(account.publicKey(type)));
                keys.add(SshKeygen.run("-e", "-m", "RFC4716", "-f", key.toString()));
            }
            workspace.write("keys", keys);
            workspace.write("passwd", List.of(account.passwordFileLine()));
            Files.setPosixFilePermissions(workspace.path("passwd"), PosixFilePermissions.fromString("rw-------"));
        }
        Stream<String> bans = !banning ? Stream.of() : Stream.of("LoadModule mod_ban.c", "BanEngine on", "BanTable " + workspace.path("bans"),
                "MaxLoginAttempts 1", "BanOnEvent MaxLoginAttempts 1/01:00:00 01:00:00");
        String group = Files.getAttribute(workspace.path(""), "posix:group").toString();
        Path file = workspace.write("proftpd.conf", Stream.concat(Stream.of("ServerType standalone", "ModulePath " + MODULES, "LoadModule mod_sftp.c",
                "DefaultAddress " + host(), "UseIPv6 off", "Port " + freePort, "User " + System.getProperty("user.name"), "Group " + group,
                "RequireValidShell off", "AuthOrder mod_auth_file.c", "AuthUserFile " + workspace.path("passwd"),
                "ScoreboardFile " + workspace.path("score"), "PidFile " + workspace.path("pid"), "SystemLog " + workspace.path("system.log"),
                "WtmpLog none", "AllowOverwrite on", "Umask 022 022", "MaxInstances 30", "SFTPEngine on", "SFTPLog " + workspace.path("sftp.log"),
                "SFTPHostKey " + workspace.path(HOST_KEY), "SFTPAuthMethods " + methods, "SFTPCompression delayed",
                "SFTPAuthorizedUserKeys file:" + workspace.path("keys"), "SFTPRekey required 3600 1"), bans).toList());
        return List.of(PROFTPD.toString(), "-n", "-c", file.toString());
    }

    /** It takes its port, then writes the file, then listens. It has no other sign of that. */
    @Override
    boolean isListening() {
        return Files.exists(workspace.path("pid")) && accepts();
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port()), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
