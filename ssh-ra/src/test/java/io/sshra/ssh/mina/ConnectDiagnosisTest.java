package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.testing.EmbeddedSshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
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

    /** A network failure looks the same, so it suspends no credential. */
    @Test
    void aCloseWithoutATextOfTheServerIsNoRefusal() {
        SshException failure = failure(server -> server.setPasswordAuthenticator((user, password, session) -> {
            session.close(true);
            return true;
        }));
        assertThat(failure.code()).isEqualTo(SshErrorCode.CONNECT_FAILED);
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
