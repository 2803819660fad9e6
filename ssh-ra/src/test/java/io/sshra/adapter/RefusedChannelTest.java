package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshChannelLimitException;
import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.SyspropsMapWrapper;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal by the server does not use up a channel of the connection. OpenSSH counts a refused channel until it is closed. */
@RequiresOpenSsh
class RefusedChannelTest {

    /** More than OpenSSH's MaxSessions, which is 10. */
    private static final int ATTEMPTS = 15;

    private static final String OPEN_TIMEOUT = SyspropsMapWrapper.getMappedSyspropKey(SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.getName());

    @Test
    void refusedFileSystemsUseUpNoChannelOfTheConnection() throws Exception {
        try (OpenSshServer server = OpenSshServer.start("Subsystem none /bin/false"); AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(target(server))) {
            long number = connection.info().number();
            for (int i = 0; i < ATTEMPTS; i++) {
                assertThatThrownBy(connection::fileSystem).isInstanceOf(SshException.class).extracting("code")
                        .isEqualTo(SshErrorCode.SFTP_NOT_AVAILABLE);
            }
            assertThat(connection.exec("echo still here").stdout()).isEqualTo("still here\n");
            assertThat(connection.info().number()).as("the same connection").isEqualTo(number);
        }
    }

    /** MINA waits for SFTP's first answer: here far longer than JUnit waits for a test. */
    @Test
    void aRefusedFileSystemDoesNotWaitForSftpToBegin() throws Exception {
        System.setProperty(OPEN_TIMEOUT, String.valueOf(Duration.ofDays(1).toMillis()));
        try (OpenSshServer server = OpenSshServer.start("Subsystem none /bin/false"); AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(target(server))) {
            for (int i = 0; i < ATTEMPTS; i++) {
                assertThatThrownBy(connection::fileSystem).isInstanceOf(SshException.class).extracting("code")
                        .isEqualTo(SshErrorCode.SFTP_NOT_AVAILABLE);
            }
        } finally {
            System.clearProperty(OPEN_TIMEOUT);
        }
    }

    // ---- terminals ----

    /** The shell ran without one, and nobody was told. */
    @Test
    void aRefusedTerminalIsAnErrorAndTheConnectionGoesOn() throws Exception {
        try (OpenSshServer server = OpenSshServer.start("PermitTTY no"); AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(target(server))) {
            long number = connection.info().number();
            SshCommand onTerminal = SshCommand.shell("tty").withPty(SshPty.xterm());
            for (int i = 0; i < ATTEMPTS; i++) {
                assertNoTerminal(() -> connection.shell(SshPty.xterm()));
                assertNoTerminal(() -> connection.start(onTerminal));
                assertNoTerminal(() -> connection.exec(onTerminal));
            }
            assertThat(connection.exec("echo still here").stdout()).isEqualTo("still here\n");
            assertThat(connection.info().number()).as("the same connection").isEqualTo(number);
            await().until(() -> connection.info().openChannels() == 0);
        }
    }

    private static void assertNoTerminal(ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SshException.class).hasMessageContaining("gives no terminal")
                .extracting("code").isEqualTo(SshErrorCode.TERMINAL_REFUSED);
    }

    // ---- channels ----

    private static EmbeddedSshServer refusing(int reason, AtomicInteger attempts) {
        return EmbeddedSshServer.start(server -> server.setChannelFactories(List.of(new ChannelSessionFactory() {
            @Override
            public Channel createChannel(Session session) {
                attempts.incrementAndGet();
                return refusedChannel(session, reason);
            }
        })));
    }

    private static Channel refusedChannel(Session session, int reason) {
        return new ChannelSession() {
            @Override
            public OpenFuture open(long recipient, long windowSize, long packetSize, Buffer buffer) {
                Buffer refusal = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE);
                refusal.putUInt(recipient);
                refusal.putInt(reason);
                refusal.putString("not for you\u001b[2J");
                refusal.putString("");
                try {
                    session.writePacket(refusal);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return new DefaultOpenFuture("answered already", null);
            }
        };
    }

    private interface Opening {
        void on(SshConnection connection) throws Exception;
    }

    private static final List<Opening> OPENINGS = List.of(connection -> connection.exec("true"),
            connection -> connection.start(SshCommand.shell("true")), connection -> connection.shell(SshPty.xterm()),
            SshConnection::fileSystem);

    /** It was taken for a limit, and tried again for channelWaitSeconds. */
    @ParameterizedTest
    @CsvSource({"1, administratively prohibited", "3, unknown channel type", "4026531840, reason 4026531840"})
    void aChannelThatIsRefusedForGoodFailsAtOnceWithReasonAndWords(long reason, String name) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (EmbeddedSshServer server = refusing((int) reason, attempts); AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("u", "s", "p", AdapterFixture.target(server).build()))) {
            for (Opening opening : OPENINGS) {
                attempts.set(0);
                assertThatThrownBy(() -> opening.on(connection)).isInstanceOf(SshException.class)
                        .hasMessageContaining(name + ". The server said: \"not for you\\u001b[2J\"")
                        .extracting("code").isEqualTo(SshErrorCode.CHANNEL_REFUSED);
                assertThat(attempts).as("attempts").hasValue(1);
            }
            assertThat(connection.info().commandCount()).as("nothing has run").isZero();
        }
    }

    /** As TinySSH, and OpenSSH before 7.4, with one session too many. */
    @Test
    void aProhibitedChannelIsOneTooManyIfTheServerHasOpenedOneBefore() throws Exception {
        AtomicInteger left = new AtomicInteger(3);
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> {
            mina.setChannelFactories(List.of(new ChannelSessionFactory() {
                @Override
                public Channel createChannel(Session session) throws IOException {
                    // The first is opened, then two are refused.
                    int number = left.getAndDecrement();
                    return number == 2 || number == 1 ? refusedChannel(session, 1) : super.createChannel(session);
                }
            }));
        }); AdapterFixture fixture = new AdapterFixture(adapter -> adapter.setMaxSpareChannelsPerConnection(0), definition -> { });
                SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("u", "s", "p", AdapterFixture.target(server).build()))) {
            assertThat(connection.exec("echo 1").stdout()).isEqualTo("1\n");
            assertThat(connection.exec("echo 2").stdout()).isEqualTo("2\n");
            assertThat(left).hasValue(-1);
        }
    }

    /** OpenSSH says 2 beyond MaxSessions. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aServerWithoutRoomIsAskedAgainAndThenItsWordsAreShown(int reason) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (EmbeddedSshServer server = refusing(reason, attempts);
                AdapterFixture fixture = new AdapterFixture(adapter -> adapter.setChannelWaitSeconds(1), definition -> { });
                SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("u", "s", "p", AdapterFixture.target(server).build()))) {
            assertThatThrownBy(() -> connection.exec("true")).isInstanceOf(SshChannelLimitException.class)
                    .hasMessageContaining("not for you\\u001b[2J");
            assertThat(attempts).hasValueGreaterThan(1);
        }
    }

    private static SshConnectionSpec target(OpenSshServer server) {
        SshTarget target = AdapterFixture.target(server).build();
        return AdapterFixture.spec("u", "s", "p", target);
    }
}
