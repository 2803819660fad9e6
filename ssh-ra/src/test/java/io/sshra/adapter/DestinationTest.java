package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.TcpService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator restricts where applications may connect to. */
class DestinationTest {

    private static final String THIS_MACHINE = "127.0.0.0/8, ::1";

    private static AdapterFixture fixture(Consumer<SshManagedConnectionFactory> settings) throws Exception {
        return new AdapterFixture(adapter -> { }, settings);
    }

    private static SshConnectionSpec spec(SshTarget target) {
        return AdapterFixture.spec("alice", "s", "p", target);
    }

    /** The address, names of it, and the unspecified address, which means this machine. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "127.1.2.3", "2130706433", "0.0.0.0", "::ffff:127.0.0.1", "::1", "0:0:0:0:0:0:0:0"})
    void noNameReachesADeniedNetwork(String host) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (TcpService service = TcpService.of(socket -> connections.incrementAndGet());
                AdapterFixture fixture = fixture(definition -> definition.setDeniedTargetNetworks(THIS_MACHINE))) {
            SshTarget target = SshTarget.builder().host(host).port(service.port()).username("u").password("p".toCharArray())
                    .hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
            assertThatThrownBy(() -> fixture.factory.getConnection(spec(target))).isInstanceOf(SshConnectException.class)
                    .extracting("code").isEqualTo(SshErrorCode.DESTINATION_DENIED);
        }
        assertThat(connections).hasValue(0);
    }

    @Test
    void onlyAllowedNetworksAreConnectedTo() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start();
                AdapterFixture fixture = fixture(definition -> definition.setAllowedTargetNetworks("127.0.0.1"))) {
            try (SshConnection connection = fixture.factory.getConnection(spec(AdapterFixture.target(server).build()))) {
                assertThat(connection.exec("echo here").stdout()).isEqualTo("here\n");
            }
            SshTarget elsewhere = AdapterFixture.target(server).host("127.0.0.2").build();
            assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "q", elsewhere)))
                    .hasMessageContaining("127.0.0.2").extracting("code").isEqualTo(SshErrorCode.DESTINATION_DENIED);
        }
    }

    /** What the operator has configured is always allowed. */
    @Test
    void theRuleDoesNotApplyToTheDefinitionsOwnProfile() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); AdapterFixture fixture = fixture(definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
            definition.setDeniedTargetNetworks(THIS_MACHINE);
        })) {
            SshConnectionSpec own = SshConnectionSpec.builder().user("alice").session("s").profile("default").build();
            try (SshConnection connection = fixture.factory.getConnection(own)) {
                assertThat(connection.exec("echo here").stdout()).isEqualTo("here\n");
            }
        }
    }

    @Test
    void theRuleAppliesToTheFirstJumpHostOfATarget() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start();
                AdapterFixture fixture = fixture(definition -> definition.setDeniedTargetNetworks(THIS_MACHINE))) {
            SshTarget behind = AdapterFixture.target(server).host("192.0.2.1").jump(AdapterFixture.target(server).build()).build();
            assertThatThrownBy(() -> fixture.factory.getConnection(spec(behind))).extracting("code")
                    .isEqualTo(SshErrorCode.DESTINATION_DENIED);
        }
    }

    @Test
    void anInvalidListOfNetworksIsReported() throws Exception {
        try (AdapterFixture fixture = fixture(definition -> definition.setDeniedTargetNetworks("10.0.0.0/8, metadata.internal"))) {
            assertThatThrownBy(() -> fixture.factory.getConnection(spec(null))).isInstanceOf(SshProfileException.class)
                    .hasMessageContaining("deniedTargetNetworks").hasMessageContaining("metadata.internal")
                    .extracting("code").isEqualTo(SshErrorCode.INVALID_DEFINITION);
        }
    }
}
