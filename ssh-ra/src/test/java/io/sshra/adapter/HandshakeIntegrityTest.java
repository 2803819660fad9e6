package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Relay;
import io.sshra.testing.Relay.Direction;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bit flips during the handshake. */
@RequiresOpenSsh
class HandshakeIntegrityTest {

    private OpenSshServer server;
    private Relay relay;
    private AdapterFixture fixture;
    private int sessions;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        relay = Relay.to(server.port());
        fixture = new AdapterFixture();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
        relay.close();
        server.close();
    }

    private SshConnection open(SshConnectionFactory factory) throws SshException {
        // Each session has a new connection.
        return factory.getConnection(AdapterFixture.spec("alice", "s" + ++sessions, "p", AdapterFixture.target(server).port(relay.port()).build()));
    }

    /** Only the padding of packets before the first keys is unprotected. A flipped bit there has no effect. */
    @ParameterizedTest
    @CsvSource({"TO_SERVER, 0.005", "TO_SERVER, 0.05", "TO_SERVER, 0.3", "TO_SERVER, 0.75", "TO_SERVER, 0.95", "TO_CLIENT, 0.005",
        "TO_CLIENT, 0.05", "TO_CLIENT, 0.3", "TO_CLIENT, 0.6", "TO_CLIENT, 0.9"})
    void aConnectFailsInTimeOrSucceedsAndTheNextSucceeds(Direction direction, double place) throws Exception {
        open(fixture.factory).close();
        await().until(() -> server.openConnections() == 0);
        relay.flipBitAfter(direction, (long) (place * relay.bytes(direction)));
        try (SshConnection connection = open(fixture.withConnectTimeoutSeconds(2))) {
            SshCommandResult result = connection.exec("echo whole");
            assertThat(result.stdout()).isEqualTo(result.connectionLost() ? "" : "whole\n");
        } catch (SshException e) {
            assertThat(e).hasMessageContaining("127.0.0.1:" + relay.port());
        }
        try (SshConnection connection = open(fixture.factory)) {
            assertThat(connection.exec("echo next").stdout()).isEqualTo("next\n");
        }
    }
}
