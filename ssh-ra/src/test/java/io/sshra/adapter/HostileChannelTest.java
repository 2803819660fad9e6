package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.SshStream;
import io.sshra.testing.AllLogging;
import io.sshra.testing.AtOnce;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.command.CommandFactory;
import org.apache.sshd.server.forward.TcpipServerChannel;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that violate the rules for channels (RFC 4254) after the log-in. Other hosts are not affected. */
class HostileChannelTest {

    private static final String FORGED = "2026-01-01 00:00:00,000 ERROR [io.sshra] forged";

    private EmbeddedSshServer good;
    private AdapterFixture fixture;
    private SshConnection other;
    private EmbeddedSshServer hostile;

    @BeforeEach
    void start() throws Exception {
        good = EmbeddedSshServer.start();
        fixture = new AdapterFixture();
        other = fixture.factory.getConnection(AdapterFixture.spec("bob", "s", "p", AdapterFixture.target(good).build()));
    }

    @AfterEach
    void otherHostsAreServed() throws Exception {
        assertThat(other.exec("echo here").stdout()).isEqualTo("here\n");
        other.close();
        fixture.close();
        hostile.close();
        good.close();
    }

    private SshConnection connect(EmbeddedSshServer server) throws Exception {
        hostile = server;
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }

    /** What happens when a command is started. */
    private interface Misbehaviour {
        void run(ChannelSession channel) throws IOException;
    }

    private static EmbeddedSshServer doing(Misbehaviour misbehaviour) {
        return EmbeddedSshServer.start(server -> server.setCommandFactory(new Misbehaving(misbehaviour)));
    }

    /** Runs the command on a thread of its own, and sends no exit status. */
    private record Misbehaving(Misbehaviour misbehaviour) implements CommandFactory {

        @Override
        public Command createCommand(ChannelSession channel, String line) {
            return new Command() {
                @Override
                public void start(ChannelSession started, Environment environment) {
                    Thread thread = new Thread(() -> {
                        try {
                            misbehaviour.run(channel);
                        } catch (IOException closed) {
                            // By the client.
                        }
                    }, "misbehaving");
                    thread.setDaemon(true);
                    thread.start();
                }

                @Override
                public void destroy(ChannelSession destroyed) {
                    // The command ends with its channel.
                }

                @Override
                public void setInputStream(InputStream in) {
                    // Nobody reads it.
                }

                @Override
                public void setOutputStream(OutputStream out) {
                    // This server writes packets directly.
                }

                @Override
                public void setErrorStream(OutputStream err) {
                    // This server writes packets directly.
                }

                @Override
                public void setExitCallback(ExitCallback callback) {
                    // This server sends no exit status.
                }
            };
        }
    }

    /** Servers send output and exit status in either order. Partial output with exit code 0 would be taken for all of it. */
    @Test
    void aCommandClosedBeforeAllItsOutputHasNotSucceeded() throws Exception {
        SshConnection connection = connect(doing(channel -> {
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "exit-status", false, 0);
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, (int) channel.getRecipient(), "part");
        }));
        AtOnce caller = new AtOnce().run(() -> assertThatThrownBy(() -> connection.exec("cut"))
                .isInstanceOf(SshConnectionClosedException.class).extracting("code").isEqualTo(SshErrorCode.HANDLE_CLOSED));
        await().until(() -> connection.info().bytesReceived() == "part".length());

        try (SshConnection another = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(hostile).build()))) {
            connection.close();
            caller.await(Patience.LIMIT);
            assertThat(another.info().alive()).isTrue();
        }
    }

    /** The same when the connection ends: there is an exit value, but the end of the stream is not a success. */
    @Test
    void aProcessDisconnectedBeforeAllItsOutputIsLost() throws Exception {
        try (SshConnection connection = connect(doing(channel -> {
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "exit-status", false, 0);
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, (int) channel.getRecipient(), "part");
        })); SshProcess process = connection.start(SshCommand.shell("cut"))) {
            assertThat(process.stdout().readNBytes("part".length())).isEqualTo("part".getBytes(StandardCharsets.US_ASCII));
            process.waitFor();
            assertThat(process.exitValue()).isZero();
            assertThat(process.connectionLost()).isFalse();
            hostile.cutConnections();
            assertThat(process.stdout().read()).isEqualTo(-1);
            assertThat(process.connectionLost()).isTrue();
        }
    }

    /** The same when the handle is closed, for instance by the container, while another handle uses the connection. */
    @Test
    void closingAHandleBeforeAllOutputHasArrivedFailsItsReader() throws Exception {
        SshConnection connection = connect(doing(channel -> {
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "exit-status", false, 0);
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, (int) channel.getRecipient(), "part");
        }));
        try (SshConnection another = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(hostile).build()))) {
            SshProcess process = connection.start(SshCommand.shell("cut"));
            SshProcess own = another.start(SshCommand.shell("cut"));
            for (SshProcess one : List.of(process, own)) {
                assertThat(one.stdout().readNBytes("part".length())).isEqualTo("part".getBytes(StandardCharsets.US_ASCII));
                one.waitFor();
            }
            connection.close();
            assertThatThrownBy(() -> process.stdout().read()).isInstanceOf(IOException.class).hasMessageContaining("before all of the output");
            assertThat(process.exitValue()).isZero();
            assertThat(process.connectionLost()).isFalse();

            own.destroy();
            assertThat(own.stdout().read()).as("of what its owner has ended").isEqualTo(-1);
            assertThat(another.info().alive()).isTrue();
        }
    }

    /** Fault: it was reported as a lost connection. */
    @Test
    void aProcessWhoseHandleClosesBeforeTheServerAnswersIsNotLost() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SshConnection connection = connect(EmbeddedSshServer.start(server -> server.setCommandFactory((channel, line) -> {
            asked.countDown();
            pass(goOn);
            throw new IOException("it is too late");
        })));
        AtOnce caller = new AtOnce().run(() -> assertThatThrownBy(() -> connection.start(SshCommand.shell("late")))
                .isInstanceOf(SshConnectionClosedException.class).extracting("code").isEqualTo(SshErrorCode.HANDLE_CLOSED));
        try {
            asked.await();
            connection.close();
            caller.await(Patience.LIMIT);
        } finally {
            goOn.countDown();
        }
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(Session session, int message, int channel, Object... parts) throws IOException {
        Buffer packet = session.createBuffer((byte) message);
        if (channel >= 0) {
            packet.putUInt(channel);
        }
        for (Object part : parts) {
            if (part instanceof byte[] bytes) {
                packet.putBytes(bytes);
            } else if (part instanceof Boolean flag) {
                packet.putBoolean(flag);
            } else if (part instanceof Integer number) {
                packet.putUInt(number);
            } else {
                packet.putString((String) part);
            }
        }
        session.writePacket(packet).verify(10_000);
    }

    @Test
    void aCommandWhoseChannelIsNeverOpenedTimesOut() throws Exception {
        try (SshConnection connection = connect(EmbeddedSshServer.start(EmbeddedSshServer::opensNoChannels))) {
            SshCommandResult result = connection.exec(SshCommand.shell("echo x").withTimeout(Duration.ofMillis(500)));
            assertThat(result.timedOut()).isTrue();
            assertThat(hostile.commands()).isEmpty();
        }
    }

    /** Each message about one channel that can't be handled, with what makes it so. */
    enum Fault {
        /** The window is what the other side may send (RFC 4254 section 5.2). This server sends one byte more. */
        DATA_BEYOND_THE_WINDOW {
            @Override
            void send(ChannelSession channel) throws IOException {
                int packet = (int) channel.getRemoteWindow().getPacketSize();
                for (int left = (int) channel.getRemoteWindow().getSize(); left > 0; left -= packet) {
                    HostileChannelTest.send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, (int) channel.getRecipient(),
                            new byte[Math.min(left, packet)]);
                }
                HostileChannelTest.send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, (int) channel.getRecipient(), new byte[1]);
            }
        },
        DATA_BEYOND_THE_PACKET {
            @Override
            void send(ChannelSession channel) throws IOException {
                HostileChannelTest.send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, (int) channel.getRecipient(),
                        new byte[2 * (int) channel.getRemoteWindow().getPacketSize()]);
            }
        },
        DATA_WITHOUT_A_LENGTH {
            @Override
            void send(ChannelSession channel) throws IOException {
                HostileChannelTest.send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, (int) channel.getRecipient());
            }
        },
        ERROR_DATA_WITHOUT_A_KIND {
            @Override
            void send(ChannelSession channel) throws IOException {
                HostileChannelTest.send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA, (int) channel.getRecipient());
            }
        },
        A_WINDOW_WITHOUT_A_SIZE {
            @Override
            void send(ChannelSession channel) throws IOException {
                HostileChannelTest.send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST, (int) channel.getRecipient());
            }
        },
        A_REQUEST_WITHOUT_A_NAME {
            @Override
            void send(ChannelSession channel) throws IOException {
                HostileChannelTest.send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient());
            }
        };

        abstract void send(ChannelSession channel) throws IOException;
    }

    /** The command's exit status comes before the fault: it is no success all the same. */
    @ParameterizedTest
    @EnumSource
    void aFaultInOneChannelEndsThatChannelOnly(Fault fault) throws Exception {
        hostile = EmbeddedSshServer.start(server -> server.setCommandFactory((channel, line) -> line.startsWith("exec cat")
                ? new ProcessShellFactory(line, "/bin/sh", "-c", line).createShell(channel)
                : new Misbehaving(broken -> {
                    if (fault != Fault.DATA_BEYOND_THE_WINDOW) {
                        send(broken.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) broken.getRecipient(), "exit-status", false, 0);
                    }
                    fault.send(broken);
                }).createCommand(channel, line)));
        try (SshConnection connection = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(hostile).build()));
                SshProcess innocent = connection.start(SshCommand.shell("exec cat"))) {
            if (fault != Fault.DATA_BEYOND_THE_WINDOW) {
                // Reading makes the window larger: a command's output is read at once, a process's when the fault has ended it.
                assertThatThrownBy(() -> connection.exec(SshCommand.shell("x").withTimeout(Patience.LIMIT))).isInstanceOf(SshException.class)
                        .extracting("code").isEqualTo(SshErrorCode.CHANNEL_BROKEN);
            }
            SshProcess process = connection.start(SshCommand.shell("x"));
            process.waitFor();
            assertThatThrownBy(() -> process.stdout().readAllBytes()).isInstanceOf(IOException.class)
                    .hasMessageContaining("before all of the output had come");
            assertThat(process.connectionLost()).isFalse();
            innocent.stdin().write('x');
            innocent.stdin().flush();
            assertThat(innocent.stdout().read()).as("another channel").isEqualTo('x');
            await().until(() -> connection.info().openChannels() == 1 && hostile.openChannels() == 1);
            assertThat(hostile.authenticatedSessions()).isEqualTo(1);
        }
    }

    @Test
    void aChannelClosedWithoutAStatusGivesAResultWithoutOne() throws Exception {
        try (SshConnection connection = connect(doing(channel -> {
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, (int) channel.getRecipient(), "so far".getBytes(StandardCharsets.US_ASCII));
            channel.close(false);
        }))) {
            SshCommandResult result = connection.exec("x");
            assertThat(result.stdout()).isEqualTo("so far");
            assertThat(result.exitCode()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
            assertThat(result.connectionLost()).isFalse();
            assertThat(result.timedOut()).isFalse();
        }
    }

    @Test
    void unknownRequestsAreRefusedWithoutALogLine() throws Exception {
        Logger library = Logger.getLogger("org.apache.sshd.client");
        library.setLevel(Level.WARNING);
        try (SshConnection connection = connect(doing(channel -> {
            send(channel.getSession(), SshConstants.SSH_MSG_GLOBAL_REQUEST, -1, "keepalive@openssh.com", true);
            for (int i = 0; i < 50; i++) {
                send(channel.getSession(), SshConstants.SSH_MSG_GLOBAL_REQUEST, -1, "unknown" + i + "\u001b[2J@example", true);
                send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "unknown" + i + "@example", true);
            }
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "exit-status", false, 7);
            channel.close(false);
        })); AllLogging log = new AllLogging()) {
            assertThat(connection.exec("x").exitCode()).isEqualTo(7);
            assertThat(log.lines()).as("lines that a server can make").noneMatch(line -> line.contains("unknown") || line.contains("keepalive"));
        } finally {
            library.setLevel(null);
        }
    }

    /** The server opens a channel of each type without a request for it (RFC 4254 sections 6.3.2, 7.2; agent forwarding). */
    @Test
    void channelsThatTheServerOpensAreRefused() throws Exception {
        try (SshConnection connection = connect(doing(channel -> {
            for (String kind : List.of("session", "x11", "auth-agent@openssh.com", "direct-tcpip", "forwarded-tcpip",
                    "forwarded-streamlocal@openssh.com", "none@example")) {
                send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_OPEN, -1, kind, 4711, 1 << 20, 1 << 15, "127.0.0.1", 22, "127.0.0.1", 22);
            }
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "exit-status", false, 3);
            channel.close(false);
        }))) {
            assertThat(connection.exec("x").exitCode()).isEqualTo(3);
            assertThat(connection.info().alive()).isTrue();
        }
    }

    /** There is no standard error on a channel of the type "direct-tcpip" (RFC 4254 section 7.2). */
    @Test
    void aFaultInAStreamEndsThatStreamOnly() throws Exception {
        hostile = doing(channel -> {
            for (Channel open : channel.getSession().getService(AbstractConnectionService.class).getChannels()) {
                if (open instanceof TcpipServerChannel) {
                    send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA, (int) open.getRecipient(), 1, new byte[10]);
                }
            }
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "exit-status", false, 3);
            channel.close(false);
        });
        try (SshConnection connection = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(hostile).allowForwarding(true).build()));
                SshStream stream = connection.open(good.host(), good.port())) {
            assertThat(stream.input().readNBytes(4)).asString(StandardCharsets.US_ASCII).isEqualTo("SSH-");
            assertThat(connection.exec("x").exitCode()).isEqualTo(3);
            assertThatThrownBy(() -> stream.input().readAllBytes()).isInstanceOf(IOException.class).hasMessageContaining("broke the rules");
            assertThat(connection.info().alive()).isTrue();
        }
    }

    @Test
    void dataForAnUnknownChannelAffectsNobodyElse() throws Exception {
        try (SshConnection connection = connect(doing(channel ->
                send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_DATA, 4711, new byte[100])))) {
            SshCommandResult result = connection.exec(SshCommand.shell("x").withTimeout(Duration.ofSeconds(1)));
            assertThat(result.connectionLost() || result.timedOut()).isTrue();
        }
    }

    /** Texts that the server chooses: the signal's name and message, and a refusal's. */
    @Test
    void textsOfTheServerForgeNoLogLine() throws Exception {
        String text = "x\r\n" + FORGED + "\u001b[2J";
        try (AllLogging log = new AllLogging(); SshConnection connection = connect(doing(channel -> {
            send(channel.getSession(), SshConstants.SSH_MSG_DEBUG, -1, true, text, "");
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "exit-signal", false, text,
                    false, text, "");
            send(channel.getSession(), SshConstants.SSH_MSG_DISCONNECT, -1, 2, text, "");
        }))) {
            SshCommandResult result = connection.exec(SshCommand.shell("x").withTimeout(Duration.ofSeconds(5)));
            assertThat(result.exitSignal()).isNotNull();
            await().until(() -> !connection.info().alive());
            assertThat(result.toString()).doesNotContain("\u001b", "\n" + FORGED);
            assertThat(log.lines()).noneMatch(line -> line.contains("\u001b") || line.contains("\n" + FORGED));
        }
    }

    @Test
    void onlyTheFirstAnswerToARequestCounts() throws Exception {
        try (SshConnection connection = connect(doing(channel -> {
            for (int i = 0; i < 3; i++) {
                send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_SUCCESS, (int) channel.getRecipient());
                send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_FAILURE, (int) channel.getRecipient());
            }
            send(channel.getSession(), SshConstants.SSH_MSG_CHANNEL_REQUEST, (int) channel.getRecipient(), "exit-status", false, 5);
            channel.close(false);
        }))) {
            assertThat(connection.exec("x").exitCode()).isEqualTo(5);
        }
    }
}
