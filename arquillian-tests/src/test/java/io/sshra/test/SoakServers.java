package io.sshra.test;

import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Relay;
import io.sshra.testing.TcpService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * The servers of a {@link SoakTest}, in the tests' JVM or beside it. There is one for each fault, so that the fault affects the
 * right keys only. Each key has its own credential, by which the server knows whose connection it is, and its own home.
 */
final class SoakServers implements AutoCloseable {

    private static final int SESSIONS = 2;
    private static final int PROFILES = 4;
    /** In the folder of a run. */
    static final String PROFILES_FILE = "profiles";
    private static final String SFTP_SERVER = "/usr/lib/openssh/sftp-server";

    final Path folder;
    final TcpService echo = TcpService.echo();
    /** Refuses unknown users. A MINA server, because it tolerates any number of refusals. */
    final EmbeddedSshServer refusing = EmbeddedSshServer.start();
    private final List<SoakKey> keys = new ArrayList<>();
    private final Map<SoakFault, OpenSshServer> servers = new EnumMap<>(SoakFault.class);
    private final Map<SoakFault, Relay> relays = new EnumMap<>(SoakFault.class);
    private final EmbeddedSshServer mina;
    private final List<String> authorizedKeys = new ArrayList<>();

    /** @param folder for everything; must exist, and is deleted with the servers */
    SoakServers(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        mina = EmbeddedSshServer.start(this::customize);
        Path sftp = Files.write(folder.resolve("sftp"), List.of("#!/bin/sh",
                "cd " + folder + "/" + SoakUse.WHO + " && exec " + SFTP_SERVER));
        Files.setPosixFilePermissions(sftp, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (SoakFault fault : SoakFault.values()) {
            if (fault != SoakFault.CUT_BY_MINA) {
                servers.put(fault, OpenSshServer.start("PermitUserEnvironment yes", "Subsystem sftp " + sftp,
                        "AuthorizedKeysFile " + folder.resolve("authorized_keys")));
            }
        }
        relays.put(SoakFault.TCP_RESET, Relay.to(servers.get(SoakFault.TCP_RESET).port()));
        relays.put(SoakFault.TCP_STALLED, Relay.to(servers.get(SoakFault.TCP_STALLED).port()));
        int user = 0;
        for (SoakFault fault : SoakFault.values()) {
            for (int i = 0; i < fault.users(); i++, user++) {
                addUser("u" + user, fault);
            }
        }
        Files.write(folder.resolve("authorized_keys"), authorizedKeys);
        SoakKey.write(folder.resolve(SoakKey.FILE), keys);
        Files.writeString(folder.resolve("known_hosts"), servers.get(SoakFault.PROFILE_CHANGED).knownHostsLine() + "\n");
        writeProfiles(30);
    }

    private void customize(SshServer server) {
        server.setPasswordAuthenticator((login, password, session) -> password.equals(passwordOf(login)));
        server.setShellFactory(new ProcessShellFactory("sh", "/bin/sh"));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.setFileSystemFactory(new VirtualFileSystemFactory() {
            @Override
            public Path getUserHomeDir(String login) {
                return folder.resolve(login);
            }
        });
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
    }

    private static String passwordOf(String login) {
        return "of-" + login;
    }

    private void addUser(String user, SoakFault fault) throws IOException, GeneralSecurityException {
        for (int session = 0; session < SESSIONS; session++) {
            for (int profile = 0; profile < PROFILES; profile++) {
                String mark = user + "-s" + session + "-p" + profile;
                Files.createDirectory(folder.resolve(mark));
                Files.writeString(folder.resolve(mark).resolve(SoakUse.WHO_FILE), mark);
                // Several keys share names, except for names in the file, which has one credential for each profile.
                String name = fault == SoakFault.PROFILE_CHANGED ? mark : "p" + profile;
                keys.add(fault == SoakFault.CUT_BY_MINA
                        ? new SoakKey(mark, user, "s" + session, name, fault, mina.port(), mark, passwordOf(mark), mina.hostKeyFingerprint())
                        : new SoakKey(mark, user, "s" + session, name, fault, port(fault), servers.get(fault).username(),
                                privateKey(mark).toString(), servers.get(fault).hostKeyFingerprint()));
            }
        }
    }

    private int port(SoakFault fault) {
        return relays.containsKey(fault) ? relays.get(fault).port() : servers.get(fault).port();
    }

    /** A new key, for which the server returns this mark. */
    private Path privateKey(String mark) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        // RFC 8410: the raw key is the end of its encoding. RFC 8709 section 4: a name and the key, each with its length.
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        String blob = "\0\0\0\013ssh-ed25519\0\0\0\040" + SoakUse.text(raw);
        authorizedKeys.add("environment=\"SOAK_KEY=" + mark + "\" ssh-ed25519 "
                + Base64.getEncoder().encodeToString(blob.getBytes(StandardCharsets.ISO_8859_1)));
        return Files.writeString(folder.resolve(mark + ".pem"), "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
    }

    Path profilesFile() {
        return folder.resolve(PROFILES_FILE);
    }

    /** The profiles that change: each number gives different settings. */
    void writeProfiles(int keepaliveSeconds) throws IOException {
        List<String> lines = new ArrayList<>();
        for (SoakKey key : keys) {
            if (key.fault() == SoakFault.PROFILE_CHANGED) {
                lines.addAll(List.of("Host " + key.profile(), "HostName 127.0.0.1", "Port " + key.port(), "User " + key.login(),
                        "IdentityFile " + key.secret(), "UserKnownHostsFile " + folder.resolve("known_hosts"),
                        "ServerAliveInterval " + keepaliveSeconds));
            }
        }
        Path written = Files.write(folder.resolve(PROFILES_FILE + ".new"), lines);
        Files.move(written, profilesFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    List<SoakKey> keys() {
        return keys;
    }

    OpenSshServer server(SoakFault fault) {
        return servers.get(fault);
    }

    Relay relay(SoakFault fault) {
        return relays.get(fault);
    }

    EmbeddedSshServer mina() {
        return mina;
    }

    /** The number of connections that are open now, as the servers count them. */
    long connections() {
        return servers.values().stream().mapToLong(OpenSshServer::openConnections).sum() + mina.openSessions();
    }

    // ---- what the servers have seen ----

    /** The commands of this key that ran, each by the number that its caller chose. */
    List<String> ran(SoakKey key) throws IOException {
        Path ran = key.home(folder).resolve(SoakUse.RAN);
        return Files.exists(ran) ? Files.readAllLines(ran) : List.of();
    }

    /** Files with a final name and a wrong content. */
    List<Path> incomplete() throws IOException {
        Set<String> whole = new HashSet<>();
        SoakUse.CONTENTS.forEach(content -> whole.add(SoakUse.text(content)));
        List<Path> incomplete = new ArrayList<>();
        for (SoakKey key : keys) {
            try (Stream<Path> files = Files.list(key.home(folder))) {
                for (Path file : files.filter(file -> file.getFileName().toString().startsWith(SoakUse.UPLOADED)).toList()) {
                    if (!whole.contains(SoakUse.text(Files.readAllBytes(file)))) {
                        incomplete.add(file);
                    }
                }
            }
        }
        return incomplete;
    }

    @Override
    public void close() throws IOException {
        for (Relay relay : relays.values()) {
            relay.close();
        }
        servers.values().forEach(OpenSshServer::close);
        mina.close();
        refusing.close();
        echo.close();
        SoakUse.delete(folder);
    }
}
