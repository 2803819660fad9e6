package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshCommand;
import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshProcess;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.OwnSockets;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.TcpService;
import io.sshra.testing.UnansweredPort;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through one and two OpenSSH jump hosts to MINA's server. */
@RequiresOpenSsh
class JumpTest {

    private static final String CHEAP = "Ciphers chacha20-poly1305@openssh.com";

    private OpenSshServer first;
    private OpenSshServer second;
    private EmbeddedSshServer target;
    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        first = OpenSshServer.start(CHEAP, "RekeyLimit 700K");
        second = OpenSshServer.start(CHEAP, "RekeyLimit 700K");
        target = EmbeddedSshServer.start();
        fixture = new AdapterFixture(adapter -> { }, definition -> definition.setConnectTimeoutSeconds(60));
    }

    @AfterEach
    void stop() {
        fixture.close();
        target.close();
        second.close();
        first.close();
    }

    private SshConnection open(SshTarget wanted) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", wanted));
    }

    private void nothingIsLeftOpen() {
        await().untilAsserted(() -> {
            assertThat(first.openConnections()).isZero();
            assertThat(second.openConnections()).isZero();
            assertThat(target.openSessions()).isZero();
        });
    }

    @Test
    void aConnectionGoesThroughTwoHostsAndClosesWithThem() throws Exception {
        SshTarget through = AdapterFixture.target(second).jump(AdapterFixture.target(first).build()).build();
        try (SshConnection connection = open(AdapterFixture.target(target).jump(through).build())) {
            assertThat(connection.exec("echo there").stdout()).isEqualTo("there\n");
            assertThat(connection.info().relayMode()).isTrue();
            assertThat(connection.info().port()).isEqualTo(target.port());
            assertThat(connection.info().hostKeyFingerprint()).isEqualTo(target.hostKeyFingerprint());
            assertThat(first.authenticatedConnections()).isEqualTo(1);
            assertThat(second.authenticatedConnections()).isEqualTo(1);
            assertThat(fixture.factory.sessions().totalConnections()).isEqualTo(1);

            first.killConnections();
            await().until(() -> !connection.info().alive());
            assertThat(connection.exec("echo back").stdout()).isEqualTo("back\n");
        }
        nothingIsLeftOpen();
    }

    /** Fault: a port on loopback led to the target as long as the log-in there lasted. */
    @Test
    void nothingListensOnThisMachineWhileAConnectionGoesThroughAHost() throws Exception {
        TcpService silent = TcpService.of(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
        Set<OwnSockets.Connection> before = OwnSockets.listening();
        AtOnce connecting = new AtOnce().run(() -> assertThatThrownBy(
                () -> open(AdapterFixture.target(target).port(silent.port()).jump(AdapterFixture.target(first).build()).build()))
                .isInstanceOf(SshConnectException.class));
        await().until(() -> silent.connections() == 1);
        Set<OwnSockets.Connection> meanwhile = OwnSockets.listening();
        silent.close();
        connecting.await();
        assertThat(meanwhile).isEqualTo(before);
        nothingIsLeftOpen();
    }

    /** From the second host back to the first. Both want new keys after each 700 KB of each connection. */
    @Test
    void aChainOfHostsHasOneSocketAndLosesNothing() throws Exception {
        byte[] content = Content.random(1 << 20);
        Set<OwnSockets.Connection> before = OwnSockets.connected();
        SshTarget through = AdapterFixture.target(second).jump(AdapterFixture.target(first).build()).build();
        try (SshConnection connection = open(AdapterFixture.target(first).jump(through).build());
                SshProcess idle = connection.start(SshCommand.shell("head -c 3000000 /dev/zero"))) {
            Set<OwnSockets.Connection> sockets = OwnSockets.connected();
            sockets.removeAll(before);
            assertThat(sockets).as("of this process").singleElement().satisfies(socket -> assertThat(socket.remotePort()).isEqualTo(first.port()));
            AtOnce commands = new AtOnce();
            for (int i = 0; i < 2; i++) {
                commands.run(() -> assertThat(connection.exec(SshCommand.shell("cat").withStdin(content).withOutputLimit(content.length)
                        .withCharset(StandardCharsets.ISO_8859_1)).stdout().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(content));
            }
            commands.await();
            assertThat(idle.stdout().readAllBytes()).as("what nobody has read so far").hasSize(3_000_000);
        }
        nothingIsLeftOpen();
    }

    @Test
    void aProfilesFileNamesJumpHosts(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("known_hosts"), first.knownHostsLine() + "\n" + second.knownHostsLine() + "\n");
        Path file = Files.writeString(folder.resolve("profiles"), """
                Host *
                  HostName 127.0.0.1
                  User %s
                  UserKnownHostsFile known_hosts
                Host bastion
                  Port %d
                  IdentityFile %s
                Host inner
                  Port %d
                  IdentityFile %s
                  ProxyJump bastion
                Host circle
                  Port 22
                  IdentityFile %s
                  ProxyJump circle
                Host nowhere
                  IdentityFile %s
                  ProxyJump bastion,unknown
                """.formatted(first.username(), first.port(), first.privateKeyFile(), second.port(), second.privateKeyFile(),
                first.privateKeyFile(), first.privateKeyFile()));
        fixture.definition.setProfilesFile(file.toString());
        try (SshConnection connection = fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", "inner"))) {
            assertThat(connection.exec("echo there").stdout()).isEqualTo("there\n");
            assertThat(connection.info().relayMode()).isTrue();
        }
        try (SshConnection connection = fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", "bastion"))) {
            assertThat(connection.info().relayMode()).isFalse();
        }
        assertThatThrownBy(() -> fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", "circle")))
                .isInstanceOf(SshProfileException.class).hasMessageContaining("circle");
        assertThatThrownBy(() -> fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", "nowhere")))
                .isInstanceOf(SshProfileException.class).hasMessageContaining("unknown").hasMessageContaining("profiles:18");
        nothingIsLeftOpen();
    }

    @Test
    void theHopThatFailsIsNamed() throws Exception {
        int closed = HostileServer.closedPort();
        SshTarget good = AdapterFixture.target(first).build();
        assertThatThrownBy(() -> open(AdapterFixture.target(target).jump(AdapterFixture.target(first).port(closed).build()).build()))
                .isInstanceOf(SshConnectException.class).hasMessageContaining("refused by 127.0.0.1:" + closed);
        assertThatThrownBy(() -> open(AdapterFixture.target(target).port(closed).jump(good).build()))
                .isInstanceOf(SshConnectException.class).hasMessageContaining("127.0.0.1:" + closed)
                .hasMessageContaining("the jump host " + first.username() + "@127.0.0.1:" + first.port() + " did not connect to");
        try (UnansweredPort silent = new UnansweredPort()) {
            assertThatThrownBy(() -> fixture.withConnectTimeoutSeconds(1).getConnection(AdapterFixture.spec("alice", "s", "p",
                    AdapterFixture.target(target).port(silent.port()).jump(good).build()))).isInstanceOf(SshConnectException.class)
                    .hasMessageContaining("no answer from 127.0.0.1:" + silent.port()).extracting("code").isEqualTo(SshErrorCode.CONNECT_TIMEOUT);
        }
        SshTarget strange = SshTarget.builder().host(first.host()).port(first.port()).username(first.username())
                .privateKey(first.privateKey()).hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
        assertThatThrownBy(() -> open(AdapterFixture.target(target).jump(strange).build()))
                .isInstanceOf(SshHostKeyException.class).hasMessageContaining("127.0.0.1:" + first.port());
        SshTarget refused = AdapterFixture.target(first).username("nobody-of-this-name").build();
        assertThatThrownBy(() -> open(AdapterFixture.target(target).jump(refused).build()))
                .isInstanceOf(SshAuthenticationException.class).hasMessageContaining("nobody-of-this-name@127.0.0.1:" + first.port());
        nothingIsLeftOpen();
    }
}
