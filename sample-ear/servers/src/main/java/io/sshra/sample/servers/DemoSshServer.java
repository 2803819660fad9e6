package io.sshra.sample.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.shell.InvertedShellWrapper;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * An SSH server on loopback that runs commands on this machine and gives access to its files. Its only user is {@value #USER}. The
 * password and the key of the certificate authority that it trusts are made at the start, so that only readers of this program's output or this
 * user's files can log in.
 */
public final class DemoSshServer implements AutoCloseable {

    public static final String USER = "demo";

    private static final int ED25519_BITS = 256;

    /**
     * A shell on a terminal of script(1), because Java has none. Keeps the initially requested size.
     */
    private static final String TERMINAL = "exec script -qefc 'stty cols ${COLUMNS:-80} rows ${LINES:-24}; unset COLUMNS LINES; "
            + "exec /bin/sh -i' /dev/null";

    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair hostKey = newKey();
    private final KeyPair authority = newKey();
    private final String password = randomPassword();

    /** Starts on a free port. */
    public DemoSshServer() throws IOException {
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((user, offered, session) -> USER.equals(user) && password.equals(offered));
        server.setPublickeyAuthenticator((user, key, session) -> USER.equals(user) && isCertified(key));
        server.setCommandFactory(DemoSshServer::shell);
        server.setShellFactory(channel -> shell(channel, TERMINAL));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        server.start();
    }

    /** MINA has checked that it is a user's certificate, its signature and its validity. Who signed it, and for whom, is checked here. */
    private boolean isCertified(PublicKey key) {
        return key instanceof OpenSshCertificate certificate && certificate.getPrincipals().contains(USER)
                && KeyUtils.compareKeys(certificate.getCaPubKey(), authority.getPublic());
    }

    private static Command shell(ChannelSession channel, String command) {
        return new InvertedShellWrapper(new ShellProcess(command, channel));
    }

    /** Makes a key of ssh-keygen's default type. */
    private static KeyPair newKey() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, ED25519_BITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has Ed25519", e);
        }
    }

    private static String randomPassword() {
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    public int port() {
        return server.getPort();
    }

    public String password() {
        return password;
    }

    public String hostKeyFingerprint() {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic());
    }

    /** Writes a profile file for this server, with the authority's key and known_hosts, to a folder, and returns the file's path. */
    public Path writeProfile(Path folder) throws IOException {
        Path key = folder.resolve("user_ca");
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(key)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(authority, "demo", null, out);
        } catch (GeneralSecurityException e) {
            throw new IOException("The key of the demo's certificate authority can't be written", e);
        }
        Files.writeString(folder.resolve("known_hosts"),
                "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
        return Files.writeString(folder.resolve("ssh_config"), """
                # Profiles, in the format of ssh_config(5). Rewritten at each start.
                Host demo
                    HostName 127.0.0.1
                    Port %d
                    User %s
                    # Each connection gets a new key and a certificate for it, which this authority signs.
                    CertificateAuthorityFile user_ca
                    CertificateExtensions permit-pty
                    UserKnownHostsFile known_hosts
                """.formatted(port(), USER));
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
