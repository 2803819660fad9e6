package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An account that only the servers of a test know, through libnss-wrapper and libpam-wrapper. It has a temporary folder as its
 * home, {@code /bin/sh} as its shell, a password, keys of all types, and a certificate. If root runs the tests, its uid is that
 * of "nobody"; otherwise it is the uid of the user who runs them.
 */
public final class Account implements AutoCloseable {

    public static final String NAME = EmbeddedSshServer.USER;
    public static final String PASSWORD = EmbeddedSshServer.PASSWORD;

    /** The types of its keys, as ssh-keygen names them. */
    public static final List<String> KEYS = List.of("rsa", "ecdsa", "ed25519");

    /** A key that servers give no terminal, if they know that option of authorized_keys. */
    public static final String WITHOUT_TERMINAL = "without_terminal";

    /** The hash of the password, as crypt(3) makes it with SHA-512. */
    private static final String PASSWORD_HASH =
            "$6$abcdefgh$XUkzhmFbuuu36Z2JAMyT6P3IPJHvQNXIQKJ5eNxX3BXFDGYoMzIlajSLoTYZkPdKXO0LJRuNSNNqgJrnyMJLM/";
    private static final String NSS = "libnss_wrapper.so";
    private static final String PAM = "libpam_wrapper.so";
    private static final String PAM_MODULE = "pam_wrapper/pam_matrix.so";

    private final Workspace workspace = new Workspace("account");
    private final Path home = Files.createTempDirectory(strictFolder(), "account");

    private Account() throws IOException {
        Files.createDirectory(home.resolve(".ssh"));
        List<String> authorizedKeys = new ArrayList<>();
        for (String type : KEYS) {
            workspace.key(type, type);
            authorizedKeys.add(workspace.read(type + ".pub").strip());
        }
        workspace.key(WITHOUT_TERMINAL, "ed25519");
        authorizedKeys.add("no-pty " + workspace.read(WITHOUT_TERMINAL + ".pub").strip());
        Files.write(authorizedKeys(), authorizedKeys);
        workspace.key("user_authority", "ed25519");
        workspace.key("host_authority", "ed25519");
        workspace.key("certified", "ed25519");
        SshKeygen.run("-q", "-s", workspace.path("user_authority").toString(), "-I", "test", "-n", NAME,
                workspace.path("certified.pub").toString());
        writeDatabases();
    }

    public static Account create() {
        try {
            return new Account();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * TinySSH requires that nobody else may write to a folder above the home. Everybody may write to the folder for temporary
     * files.
     */
    private static Path strictFolder() {
        Path ofTheSystem = Path.of("/run");
        return Files.isWritable(ofTheSystem) ? ofTheSystem : Path.of(System.getProperty("user.home"));
    }

    private void writeDatabases() throws IOException {
        int uid = (Integer) Files.getAttribute(home, "unix:uid");
        int gid = (Integer) Files.getAttribute(home, "unix:gid");
        List<String> users = new ArrayList<>(Files.readAllLines(Path.of("/etc/passwd")));
        if (uid == 0) {
            // A uid that the system knows, because programs without the wrapper look it up.
            String[] nobody = users.stream().filter(user -> user.startsWith("nobody:")).findFirst().orElseThrow().split(":");
            uid = Integer.parseInt(nobody[2]);
            gid = Integer.parseInt(nobody[3]);
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", uid);
                    Files.setAttribute(file, "unix:gid", gid);
                }
            }
        }
        users.add(0, NAME + ":x:" + uid + ":" + gid + "::" + home + ":/bin/sh");
        workspace.write("passwd", users);
        List<String> groups = new ArrayList<>(Files.readAllLines(Path.of("/etc/group")));
        groups.add(NAME + ":x:" + gid + ":");
        workspace.write("group", groups);
        workspace.write("shadow", List.of(NAME + ":" + PASSWORD_HASH + ":19000:0:99999:7:::"));
        workspace.write("passwords", List.of(NAME + ":" + PASSWORD + ":sshd"));
        Files.createDirectory(workspace.path("pam"));
        addToPam();
    }

    /** Further lines of /etc/pam.d/sshd, in front of those that let the account in, for servers that start from now on. */
    public void addToPam(String... lines) {
        Stream<String> usual = Stream.of("auth", "account", "password", "session")
                .map(kind -> kind + " required " + Workspace.library(PAM_MODULE) + " passdb=" + workspace.path("passwords"));
        try {
            workspace.write("pam/sshd", Stream.concat(Stream.of(lines), usual).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether servers can use the account. */
    public static boolean available() {
        return Workspace.library(NSS) != null;
    }

    /** Whether they can also use it through PAM. */
    public static boolean availableByPam() {
        return Workspace.library(PAM) != null && Workspace.library(PAM_MODULE) != null;
    }

    /** Environment variables for a server that uses the account. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", NSS, "NSS_WRAPPER_PASSWD", workspace.path("passwd").toString(),
                "NSS_WRAPPER_GROUP", workspace.path("group").toString(), "NSS_WRAPPER_SHADOW", workspace.path("shadow").toString());
    }

    /** Environment variables for a server that uses PAM. */
    Map<String, String> environmentWithPam() {
        Map<String, String> all = new HashMap<>(environment());
        all.putAll(Map.of("LD_PRELOAD", NSS + ":" + PAM, "PAM_WRAPPER", "1", "PAM_WRAPPER_SERVICE_DIR", workspace.path("pam").toString()));
        return all;
    }

    /** The folder where commands and SFTP start. */
    public Path home() {
        return home;
    }

    Path authorizedKeys() {
        return home.resolve(".ssh/authorized_keys");
    }

    /** @param type one of {@link #KEYS}, or {@link #WITHOUT_TERMINAL} */
    public String privateKey(String type) {
        return workspace.read(type);
    }

    /** Its public part: kind, Base64 and a comment. */
    String publicKey(String type) {
        return workspace.read(type + ".pub").strip();
    }

    /** Its line of a file in the format of passwd(5), with the password as crypt(3) has it. */
    String passwordFileLine() throws IOException {
        return NAME + ":" + PASSWORD_HASH + ":" + Files.getAttribute(home, "unix:uid") + ":" + Files.getAttribute(home, "unix:gid")
                + "::" + home + ":/bin/sh";
    }

    /** A key that no server knows. Its {@link #certificate()} is signed by the authority that servers trust. */
    public String certifiedKey() {
        return workspace.read("certified");
    }

    public String certificate() {
        return workspace.read("certified-cert.pub").strip();
    }

    /** The file with the public key of the authority for users' certificates. */
    Path userAuthority() {
        return workspace.path("user_authority.pub");
    }

    /** Makes a certificate for a server's key, in the file where servers look for it. */
    Path certifyHost(Workspace server, String key) throws IOException {
        SshKeygen.run("-q", "-s", workspace.path("host_authority").toString(), "-h", "-I", "test", "-n",
                "127.0.0.1", server.path(key + ".pub").toString());
        return server.path(key + "-cert.pub");
    }

    /** A line for known_hosts that trusts the servers' certificates. */
    public String knownHostsLine() {
        return "@cert-authority * " + workspace.publicKey("host_authority");
    }

    /** Also deletes what libpam-wrapper leaves behind of killed servers. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.list(Path.of("/tmp"))) {
            for (Path left : files.filter(file -> file.getFileName().toString().matches("pam\\..")).toList()) {
                Path service = left.resolve("sshd");
                if (Files.isReadable(service) && Files.readString(service).contains(workspace.path("").toString())) {
                    Workspace.delete(left);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Workspace.delete(home);
        workspace.close();
    }
}
