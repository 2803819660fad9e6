package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.sample.servers.DemoSshServer;
import io.sshra.testing.Patience;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSshServerTest {

    private DemoSshServer server;
    private final SshClient client = SshClient.setUpDefaultClient();

    @BeforeEach
    void start() throws Exception {
        server = new DemoSshServer();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
        server.close();
    }

    private ClientSession connect(String user) throws Exception {
        return client.connect(user, "127.0.0.1", server.port()).verify(Patience.LIMIT).getSession();
    }

    private static String run(ClientSession session, String command) throws Exception {
        session.auth().verify(Patience.LIMIT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ChannelExec channel = session.createExecChannel(command)) {
            channel.setOut(out);
            channel.open().verify(Patience.LIMIT);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Patience.LIMIT);
            return channel.getExitStatus() + ":" + out.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void theUserRunsCommandsAfterPasswordLogin() throws Exception {
        try (ClientSession session = connect(DemoSshServer.USER)) {
            session.addPasswordIdentity(server.password());
            assertThat(run(session, "echo $((6 * 7)); exit 3")).isEqualTo("3:42\n");
        }
    }

    @Test
    void theUserHasAShellOnATerminalOfTheRequestedSize() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ClientSession session = connect(DemoSshServer.USER)) {
            session.addPasswordIdentity(server.password());
            session.auth().verify(Patience.LIMIT);
            try (ChannelShell channel = session.createShellChannel()) {
                channel.setPtyType("xterm-256color");
                channel.setPtyColumns(91);
                channel.setPtyLines(31);
                channel.setOut(out);
                channel.open().verify(Patience.LIMIT);
                channel.getInvertedIn().write("stty size; echo $TERM; exit 3\n".getBytes(StandardCharsets.UTF_8));
                channel.getInvertedIn().flush();
                channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Patience.LIMIT);
                assertThat(out.toString(StandardCharsets.UTF_8)).contains("31 91", "xterm-256color\r\n");
                assertThat(channel.getExitStatus()).isEqualTo(3);
            }
        }
    }

    /** The key of the authority in the folder. */
    private KeyPair authority(Path folder) throws Exception {
        Path profile = server.writeProfile(folder);
        Path key = folder.resolve("user_ca");
        assertThat(Files.readString(profile)).contains("Host demo", "Port " + server.port(), "CertificateAuthorityFile user_ca");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        return new FileKeyPairProvider(key).loadKeys(null).iterator().next();
    }

    private ClientSession connect(KeyPair authority, String principal) throws Exception {
        KeyPair fresh = newKey();
        OpenSshCertificate certificate = OpenSshCertificateBuilder.userCertificate().publicKey(fresh.getPublic()).id("test")
                .principals(List.of(principal)).sign(authority);
        ClientSession session = connect(DemoSshServer.USER);
        session.addPublicKeyIdentity(new KeyPair(certificate, fresh.getPrivate()));
        session.addPublicKeyIdentity(fresh);
        return session;
    }

    private static KeyPair newKey() throws Exception {
        return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }

    @Test
    void theUserRunsCommandsWithACertificateOfTheProfilesAuthority(@TempDir Path folder) throws Exception {
        try (ClientSession session = connect(authority(folder), DemoSshServer.USER)) {
            assertThat(run(session, "true")).isEqualTo("0:");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityOrForAnotherLoginIsRefused(@TempDir Path folder) throws Exception {
        KeyPair authority = authority(folder);
        try (ClientSession session = connect(newKey(), DemoSshServer.USER)) {
            assertThatThrownBy(() -> session.auth().verify(Patience.LIMIT)).isInstanceOf(Exception.class);
        }
        try (ClientSession session = connect(authority, "root")) {
            assertThatThrownBy(() -> session.auth().verify(Patience.LIMIT)).isInstanceOf(Exception.class);
        }
    }

    @Test
    void theUsersFilesStartWhereCommandsStart(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "content");
        try (ClientSession session = connect(DemoSshServer.USER)) {
            session.addPasswordIdentity(server.password());
            String start = run(session, "pwd");
            try (SftpClient files = SftpClientFactory.instance().createSftpClient(session)) {
                assertThat(files.stat(file.toString()).getSize()).isEqualTo(7);
                assertThat("0:" + files.canonicalPath(".") + "\n").isEqualTo(start);
            }
        }
    }

    @Test
    void processesOfACommandEndWithTheServer() throws Exception {
        try (ClientSession session = connect(DemoSshServer.USER)) {
            session.addPasswordIdentity(server.password());
            session.auth().verify(Patience.LIMIT);
            PipedInputStream out = new PipedInputStream();
            try (ChannelExec channel = session.createExecChannel("sleep 1000 & echo $!; wait; true");
                    PipedOutputStream sink = new PipedOutputStream(out)) {
                channel.setOut(sink);
                channel.open().verify(Patience.LIMIT);
                String pid = new BufferedReader(new InputStreamReader(out, StandardCharsets.US_ASCII)).readLine();
                ProcessHandle started = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

                server.close();

                started.onExit().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void nobodyElseCanLogIn() throws Exception {
        try (ClientSession session = connect("root")) {
            session.addPasswordIdentity(server.password());
            assertThatThrownBy(() -> session.auth().verify(Patience.LIMIT)).isInstanceOf(Exception.class);
        }
        try (ClientSession session = connect(DemoSshServer.USER)) {
            session.addPasswordIdentity("another");
            assertThatThrownBy(() -> session.auth().verify(Patience.LIMIT)).isInstanceOf(Exception.class);
        }
    }
}
