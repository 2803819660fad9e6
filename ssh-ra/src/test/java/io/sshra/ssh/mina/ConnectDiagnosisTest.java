package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.TcpService;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.PasswordChangeRequiredException;
import org.junit.jupiter.api.Test;

/** The diagnosis of a failed connect does not depend on texts. */
class ConnectDiagnosisTest {

    private static SshException failure(Consumer<SshServer> customizer) {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(customizer);
                MinaConnector connector = new MinaConnector(System::nanoTime)) {
            Duration limit = Duration.ofSeconds(30);
            return catchThrowableOfType(SshException.class,
                    () -> connector.connect(Connecting.to(server, Connecting.within(limit)), limit, Connecting.QUIETLY));
        }
    }

    /** MINA's own method sends its own text. */
    private static void disconnect(Session session, int code, String text) {
        Buffer goodbye = session.createBuffer(SshConstants.SSH_MSG_DISCONNECT);
        goodbye.putInt(code);
        goodbye.putString(text);
        goodbye.putString("");
        try {
            session.writePacket(goodbye).addListener(sent -> session.close(true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As after MaxAuthTries. Fault: it was recognised by OpenSSH's text. */
    @Test
    void aDisconnectDuringTheLogInIsARefusalWhateverItsText() {
        SshException failure = failure(server -> server.setPasswordAuthenticator((user, password, session) -> {
            disconnect(session, SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "zu viele Fehlversuche\u001b[2J");
            return false;
        }));
        assertThat(failure.code()).isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThat(failure).hasMessageContaining("zu viele Fehlversuche").message().doesNotContain("\u001b");
    }

    /** Fault: the server's text was taken for one of the library. */
    @Test
    void noTextOfTheServerIsTakenForARefusalOrACertificateError() {
        SshException failure = failure(server -> server.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.KeyEstablished) {
                    disconnect(session, SshConstants.SSH2_DISCONNECT_BY_APPLICATION,
                            "Unable to negotiate key exchange: too many authentication failures for key ID=host");
                }
            }
        }));
        assertThat(failure.code()).isEqualTo(SshErrorCode.CONNECT_FAILED);
    }

    @Test
    void aMissingCommonAlgorithmIsReportedWithBothLists() {
        SshException failure = failure(server -> {
            server.setCipherFactories(List.of(BuiltinCiphers.aes128ctr));
            server.setMacFactories(List.of(BuiltinMacs.hmacsha1));
        });
        assertThat(failure.code()).isEqualTo(SshErrorCode.NO_COMMON_ALGORITHM);
        assertThat(failure).hasMessageContaining("hmac-sha2-256-etm@openssh.com").hasMessageContaining("server: hmac-sha1");
    }

    // ---- texts of the server ----

    private static void banner(Session session, String text) {
        Buffer banner = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_BANNER);
        banner.putString(text);
        banner.putString("");
        try {
            session.writePacket(banner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As OpenSSH does if PAM refuses an account. */
    @Test
    void aCloseAfterATextOfTheServerIsARefusalWithThatText() {
        SshException failure = failure(server -> server.setPasswordAuthenticator((user, password, session) -> {
            banner(session, "The system is going down.\nYour account has expired\u001b[2J\n");
            session.close(false);
            return true;
        }));
        assertThat(failure.code()).isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThat(failure).hasMessageContaining("The server said: \"The system is going down. | Your account has expired\\u001b[2J\"");
    }

    /** OpenSSH does so if PAM has no words, and a server or proxy that breaks does so, too. */
    @Test
    void aCloseAfterTheLogInRequestWithoutWordsIsACutLogIn() {
        SshException failure = failure(server -> server.setPasswordAuthenticator((user, password, session) -> {
            session.close(true);
            return true;
        }));
        assertThat(failure).isInstanceOf(SshAuthenticationException.class).hasMessageContaining("without an answer");
        assertThat(failure.code()).isEqualTo(SshErrorCode.LOGIN_CUT);
    }

    /** Many servers greet everybody. It was taken for the reason of the close. */
    @Test
    void aGreetingBeforeTheCredentialIsNotTheReasonOfAClose() {
        SshException failure = failure(server -> {
            server.setPublickeyAuthenticator((user, key, session) -> false);
            CoreModuleProperties.WELCOME_BANNER.set(server, "Authorized use only");
            server.setPasswordAuthenticator((user, password, session) -> {
                session.close(true);
                return true;
            });
        });
        assertThat(failure.code()).isEqualTo(SshErrorCode.LOGIN_CUT);
        assertThat(failure).hasMessageContaining("Authorized use only");
    }

    /** As of a network device, or of a process that is killed before it has read everything. */
    @Test
    void aResetAfterTheLogInRequestIsABrokenConnection() throws Exception {
        AtomicReference<Socket> onTheWay = new AtomicReference<>();
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setPasswordAuthenticator((user, password, session) -> {
            try {
                onTheWay.get().setSoLinger(true, 0);
                onTheWay.get().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        })); TcpService way = TcpService.of(socket -> {
            onTheWay.set(socket);
            passOn(socket, server.port());
        }); MinaConnector connector = new MinaConnector(System::nanoTime)) {
            Target target = Connecting.to(server, "127.0.0.1", way.port(), Connecting.within(Patience.LIMIT));
            assertThatThrownBy(() -> connector.connect(target, Patience.LIMIT, Connecting.QUIETLY)).isInstanceOf(SshException.class)
                    .extracting("code").isEqualTo(SshErrorCode.CONNECT_FAILED);
        }
    }

    @Test
    void aCloseBeforeTheServerLetsClientsLogInIsABrokenConnection() {
        SshException failure = failure(server -> server.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.KeyEstablished) {
                    session.close(true);
                }
            }
        }));
        assertThat(failure.code()).isEqualTo(SshErrorCode.CONNECT_FAILED);
    }

    // ---- before the server identifies itself ----

    private static SshException refusedBy(TcpService server, Duration limit) throws Exception {
        try (MinaConnector connector = new MinaConnector(System::nanoTime)) {
            Target target = new Target(new Target.Address("127.0.0.1", server.port()), new Target.Login("u", new Credentials("x".toCharArray(),
                    List.of())), new HostKeyRule(List.of(), Set.of()), Connecting.within(limit));
            return catchThrowableOfType(SshException.class, () -> connector.connect(target, limit, Connecting.QUIETLY));
        }
    }

    /** Says these in packets of their own, and closes. */
    private static TcpService saying(String... parts) {
        return TcpService.of(socket -> {
            socket.setTcpNoDelay(true);
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            }
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    }

    @Test
    void theLineInsteadOfAnIdentificationIsShown() throws Exception {
        try (TcpService server = saying("HTTP/1.1 400 Bad", " Request\r\nServer: \u001b[2J\r\n", "half a l")) {
            SshException failure = refusedBy(server, Patience.LIMIT);
            assertThat(failure.code()).isEqualTo(SshErrorCode.NOT_AN_SSH_SERVER);
            assertThat(failure).hasMessageContaining("\"HTTP/1.1 400 Bad Request | Server: \\u001b[2J | half a l\"");
        }
    }

    @Test
    void aServerThatClosesWithoutAWordIsNamedSo() throws Exception {
        try (TcpService server = saying()) {
            SshException failure = refusedBy(server, Patience.LIMIT);
            assertThat(failure.code()).isEqualTo(SshErrorCode.NOT_AN_SSH_SERVER);
            assertThat(failure).hasMessageContaining("it closed the connection without a word");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** OpenSSH closes without reading, which resets the connection. {@code SocketSessionTest} has the case that a write fails by it. */
    @Test
    void theLineOfAServerThatReadsNothingIsShown() throws Exception {
        try (TcpService server = TcpService.of(socket -> {
            while (socket.getInputStream().available() == 0) {
                Thread.onSpinWait();
            }
            socket.getOutputStream().write("Not allowed at this time\r\n".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThat(refusedBy(server, Patience.LIMIT)).hasMessageContaining("The server said: \"Not allowed at this time\"");
        }
    }

    /** Each further attempt would lengthen the ban. */
    @Test
    void aBannedAddressIsToldSoAndDoesNotTryAgain() throws Exception {
        try (TcpService server = saying("Not allowed at this time\r\n")) {
            SshException failure = refusedBy(server, Patience.LIMIT);
            assertThat(failure.code()).isEqualTo(SshErrorCode.SERVER_BUSY);
            assertThat(failure).hasMessageContaining("The server said: \"Not allowed at this time\"");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatIsTooBusyIsTriedTwice() throws Exception {
        try (TcpService server = saying("Exceeded MaxStartups\r\n")) {
            SshException failure = refusedBy(server, Patience.LIMIT);
            assertThat(failure.code()).isEqualTo(SshErrorCode.SERVER_BUSY);
            assertThat(failure).hasMessageContaining("The server said: \"Exceeded MaxStartups\"");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** The pause is half a second at least. */
    @Test
    void aServerThatIsTooBusyIsNotTriedTwiceWithoutTimeForIt() throws Exception {
        try (TcpService server = saying("Exceeded MaxStartups\r\n")) {
            SshException failure = refusedBy(server, Duration.ofMillis(490));
            assertThat(failure.code()).isIn(SshErrorCode.SERVER_BUSY, SshErrorCode.CONNECT_TIMEOUT);
            assertThat(server.connections()).isLessThanOrEqualTo(1);
        }
    }

    private static void passOn(Socket client, int port) throws IOException {
        try (Socket server = new Socket("127.0.0.1", port)) {
            Thread back = new Thread(() -> {
                try {
                    server.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException ended) {
                    // One of them was closed.
                }
            }, "back");
            back.setDaemon(true);
            back.start();
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    @Test
    void theSecondTryAtAServerThatWasTooBusyLogsIn() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); TcpService busyOnce = TcpService.of(socket -> {
            if (connections.incrementAndGet() == 1) {
                socket.getOutputStream().write("Exceeded MaxStartups\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                passOn(socket, server.port());
            }
        }); MinaConnector connector = new MinaConnector(System::nanoTime)) {
            Target target = Connecting.to(server, "127.0.0.1", busyOnce.port(), Connecting.within(Patience.LIMIT));
            Transport transport = connector.connect(target, Patience.LIMIT, Connecting.QUIETLY);
            assertThat(transport.isOpen()).isTrue();
            assertThat(connections).hasValue(2);
            transport.abort();
        }
    }

    @Test
    void aDisconnectForAnotherReasonIsNoRefusalAndHasTheServersText() {
        SshException failure = failure(server -> server.setPasswordAuthenticator((user, password, session) -> {
            disconnect(session, SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS, "try later");
            return false;
        }));
        assertThat(failure.code()).isEqualTo(SshErrorCode.CONNECT_FAILED);
        assertThat(failure).hasMessageContaining("The server said: \"try later\"");
    }

    @Test
    void aRefusalHasTheBannerOrTheEndOfALongOne() {
        SshException failure = failure(server -> server.setPasswordAuthenticator((user, password, session) -> {
            banner(session, "Authorized use only. ".repeat(200));
            banner(session, "Your account is locked");
            return false;
        }));
        assertThat(failure.code()).isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThat(failure).hasMessageContaining("Authorized use only. | Your account is locked\"").message().hasSizeLessThan(1500);
    }

    @Test
    void anExpiredPasswordHasItsOwnCodeAndTheServersText() {
        SshException failure = failure(server -> server.setPasswordAuthenticator((user, password, session) -> {
            throw new PasswordChangeRequiredException("expired", "Your password has expired. New password:", "en");
        }));
        assertThat(failure).isInstanceOf(SshAuthenticationException.class).hasMessageContaining("\"Your password has expired. New password:\"");
        assertThat(failure.code()).isEqualTo(SshErrorCode.PASSWORD_EXPIRED);
    }
}
