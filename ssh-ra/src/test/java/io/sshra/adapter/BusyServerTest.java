package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.TcpService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** OpenSSH, when it lets nobody in for a while. */
@RequiresOpenSsh
class BusyServerTest {

    private static SshConnectionSpec to(SshTarget.Builder target) {
        return AdapterFixture.spec("u", "s", "p", target.build());
    }

    private static void assertBusy(AdapterFixture fixture, SshConnectionSpec spec, String words) {
        assertThatThrownBy(() -> fixture.factory.getConnection(spec)).isInstanceOf(SshConnectException.class)
                .hasMessageContaining("The server said: \"" + words + "\"").extracting("code").isEqualTo(SshErrorCode.SERVER_BUSY);
    }

    private static boolean isLetIn(AdapterFixture fixture, SshConnectionSpec spec) throws SshException {
        try (SshConnection connection = fixture.factory.getConnection(spec)) {
            return connection.exec("true").succeeded();
        } catch (SshConnectException e) {
            assertThat(e.code()).isEqualTo(SshErrorCode.SERVER_BUSY);
            return false;
        }
    }

    /** Null if the server is too busy, with the connection by which it was found to listen. */
    private static Socket logInUnderWay(OpenSshServer server) throws IOException {
        Socket socket = new Socket(server.host(), server.port());
        String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        if (line != null && line.startsWith("SSH-2.0-")) {
            return socket;
        }
        socket.close();
        return null;
    }

    @Test
    void aConnectionThatMaxStartupsDropsIsToldSoAndALaterOneIsMade() throws Exception {
        try (OpenSshServer server = OpenSshServer.start("MaxStartups 1:100:1"); AdapterFixture fixture = new AdapterFixture()) {
            SshConnectionSpec spec = to(AdapterFixture.target(server));
            try (Socket another = await().until(() -> logInUnderWay(server), Objects::nonNull)) {
                assertBusy(fixture, spec, "Exceeded MaxStartups");
                assertThat(another.isClosed()).isFalse();
            }
            await().until(() -> isLetIn(fixture, spec));
        }
    }

    /** OpenSSH has penalties since version 9.8, Debian 12 has 9.2: this says what 9.8 says. */
    @Test
    void anAddressThatIsPenalisedIsToldSo() throws Exception {
        try (TcpService server = TcpService.of(socket -> socket.getOutputStream()
                .write("Not allowed at this time\r\n".getBytes(StandardCharsets.US_ASCII))); AdapterFixture fixture = new AdapterFixture()) {
            SshTarget.Builder target = SshTarget.builder().host("127.0.0.1").port(server.port()).username("u").password("x".toCharArray())
                    .hostKeyFingerprint("SHA256:" + "A".repeat(43));
            assertBusy(fixture, to(target), "Not allowed at this time");
            assertThat(server.connections()).as("each attempt may lengthen the ban").isEqualTo(1);
        }
    }
}
