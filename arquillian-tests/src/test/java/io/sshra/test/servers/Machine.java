package io.sshra.test.servers;

import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A real sshd, with a profiles file that names it many times, and also with mistakes. */
final class Machine implements AutoCloseable {

    /** More than a session may use at once. */
    static final int PROFILES = 6;
    static final String CLOSED = "closed";
    static final String OTHER_HOST_KEY = "other-host-key";
    static final String OTHER_KEY = "other-key";

    private final OpenSshServer sshd = OpenSshServer.start();
    private final Path folder;
    private final Path profiles;
    private final Path right;

    Machine() throws IOException {
        folder = Files.createTempDirectory("machine");
        profiles = folder.resolve("profiles");
        String known = "[127.0.0.1]:" + sshd.port() + " ";
        right = Files.writeString(folder.resolve("known_hosts"), known + sshd.hostPublicKey() + "\n");
        Path wrong;
        try (OpenSshServer other = OpenSshServer.start()) {
            wrong = Files.writeString(folder.resolve("known_hosts_other"), known + other.hostPublicKey() + "\n");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < PROFILES; i++) {
            text.append(profile(profile(i), sshd.port(), sshd.privateKeyFile(), right));
        }
        text.append(profile(CLOSED, HostileServer.closedPort(), sshd.privateKeyFile(), right));
        text.append(profile(OTHER_HOST_KEY, sshd.port(), sshd.privateKeyFile(), wrong));
        text.append(profile(OTHER_KEY, sshd.port(), key(), right));
        Files.writeString(profiles, text);
    }

    static String profile(int number) {
        return "web-" + number;
    }

    private String profile(String name, int port, Path key, Path knownHosts) {
        return "Host " + name + "\n  HostName 127.0.0.1\n  Port " + port + "\n  User " + sshd.username() + "\n  IdentityFile " + key
                + "\n  UserKnownHostsFile " + knownHosts + "\n";
    }

    /** A key that the server does not know. */
    private Path key() throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return Files.writeString(folder.resolve("other_key"), "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(pair.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Path profiles() {
        return profiles;
    }

    /** The properties of an administered object that is a profile of this machine. */
    Map<String, String> properties() {
        return Map.of("host", "127.0.0.1", "port", String.valueOf(sshd.port()), "username", sshd.username(), "privateKeyFile",
                sshd.privateKeyFile().toString(), "knownHostsFile", right.toString());
    }

    OpenSshServer sshd() {
        return sshd;
    }

    @Override
    public void close() throws IOException {
        sshd.close();
        for (String name : List.of("known_hosts", "known_hosts_other", "other_key", "profiles", "")) {
            Files.delete(folder.resolve(name));
        }
    }
}
