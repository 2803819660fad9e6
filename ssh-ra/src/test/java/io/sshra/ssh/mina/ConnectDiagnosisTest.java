package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import org.junit.jupiter.api.Test;

/** What a failed connect means does not depend on anybody's words. */
class ConnectDiagnosisTest {

    private static SshException failure(Consumer<SshServer> customizer) {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(customizer);
                MinaConnector connector = new MinaConnector(System::nanoTime)) {
            Duration limit = Duration.ofSeconds(30);
            return catchThrowableOfType(SshException.class,
                    () -> connector.connect(Connecting.to(server, Connecting.within(limit)), limit, Connecting.QUIETLY));
        }
    }

    /** MINA's own method has words of its own. */
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

    /** As after MaxAuthTries. It was recognised by the words of OpenSSH. */
    @Test
    void aServerThatEndsTheLogInRefusesTheCredentialInWhateverWords() {
        SshException failure = failure(server -> server.setPasswordAuthenticator((user, password, session) -> {
            disconnect(session, SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "zu viele Fehlversuche\u001b[2J");
            return false;
        }));
        assertThat(failure.code()).isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThat(failure).hasMessageContaining("zu viele Fehlversuche").message().doesNotContain("\u001b");
    }

    /** The server's words were read as those of the library. */
    @Test
    void wordsOfAServerAreNotTakenForAnInvalidCertificateOrARefusal() {
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
    void nothingInCommonNamesWhatAndBothLists() {
        SshException failure = failure(server -> {
            server.setCipherFactories(List.of(BuiltinCiphers.aes128ctr));
            server.setMacFactories(List.of(BuiltinMacs.hmacsha1));
        });
        assertThat(failure.code()).isEqualTo(SshErrorCode.NO_COMMON_ALGORITHM);
        assertThat(failure).hasMessageContaining("hmac-sha2-256-etm@openssh.com").hasMessageContaining("server: hmac-sha1");
    }
}
