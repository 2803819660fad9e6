package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through one and two OpenSSH jump hosts to MINA's server. */
@RequiresOpenSsh
class JumpTest {

    private OpenSshServer first;
    private OpenSshServer second;
    private EmbeddedSshServer target;
    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        first = OpenSshServer.start();
        second = OpenSshServer.start();
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
                .hasMessageContaining("jump host " + first.username() + "@127.0.0.1:" + first.port());
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
