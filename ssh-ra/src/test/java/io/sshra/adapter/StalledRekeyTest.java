package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionLostException;
import io.sshra.SshProcess;
import io.sshra.SshTransferOptions;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.StallingSessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The server does not finish a key exchange (RFC 4253 section 9). Nothing else may be sent meanwhile, so the connection is dead
 * and must be detected as such.
 */
class StalledRekeyTest {

    /** Which side has requested new keys. */
    enum Asker {

        THE_SERVER {
            @Override
            void ask(StalledRekeyTest test) throws Exception {
                for (ServerSessionImpl session : test.sessions.all().subList(0, CONNECTIONS)) {
                    session.reExchangeKeys();
                }
            }
        },
        THIS_SIDE {
            @Override
            void ask(StalledRekeyTest test) throws Exception {
                // By the amount that it sends and receives.
                test.process.stdin().write('\n');
                test.process.stdin().flush();
            }
        };

        abstract void ask(StalledRekeyTest test) throws Exception;
    }

    private static final int CONNECTIONS = 4;
    private static final Duration PATIENCE = Patience.LIMIT;
    /** Set as MINA's system properties: the adapter has no properties for these. */
    private static final String CLIENT_BYTES = "org.apache.sshd.config.rekey-bytes-limit";
    private static final byte[] CONTENT = Content.random(16 << 20);

    private final StallingSessions sessions = new StallingSessions();
    private EmbeddedSshServer server;
    private SshProcess process;
    private AdapterFixture fixture;
    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start(mina -> {
            sessions.useIn(mina);
            mina.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        });
        fixture = new AdapterFixture(adapter -> {
            adapter.setKeepaliveIntervalSeconds(1);
            adapter.setKeepaliveMaxMissed(2);
        }, definition -> { });
    }

    @AfterEach
    void stop() {
        System.clearProperty(CLIENT_BYTES);
        fixture.close();
        server.close();
    }

    private SshConnection connect(String session) throws Exception {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", session, "p", AdapterFixture.target(server).build()));
    }

    @ParameterizedTest
    @EnumSource
    void waitingCallersGetAnErrorAndTheNextUseReconnects(Asker asker) throws Exception {
        if (asker == Asker.THIS_SIDE) {
            System.setProperty(CLIENT_BYTES, "200000");
        }
        Path source = Files.write(folder.resolve("source"), CONTENT);
        CountDownLatch uploading = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        List<SshConnection> connections = List.of(connect("command"), connect("input"), connect("process"), connect("upload"));
        SshConnection other = fixture.factory.getConnection(AdapterFixture.spec("bob", "s", "p", AdapterFixture.target(server).build()));
        process = connections.get(2).start(SshCommand.shell("head -c 1000 /dev/zero; read line; head -c 300000 /dev/zero; sleep 60"));
        assertThat(process.stdout().readNBytes(1000)).hasSize(1000);
        sessions.stall(true);
        AtOnce callers = new AtOnce()
                .run(() -> assertThat(connections.get(0).exec("sleep 1; head -c 300000 /dev/zero; sleep 60").connectionLost()).isTrue())
                .run(() -> assertThat(connections.get(1).exec(SshCommand.shell("sleep 1; cat >/dev/null; sleep 60").withStdin(CONTENT))
                        .connectionLost()).isTrue())
                .run(() -> assertThatThrownBy(() -> connections.get(3).upload(source, folder.resolve("target").toString(), halfWay(uploading, asked)))
                        .isInstanceOf(SshConnectionLostException.class));
        await().until(() -> server.commands().size() == 3);
        uploading.await();
        asker.ask(this);
        asked.countDown();
        long start = System.nanoTime();
        callers.await(PATIENCE);
        process.waitFor();
        assertThat(process.connectionLost()).isTrue();
        System.out.printf("[figure] new keys requested by %s never come: all callers got an error after %.2f s%n", asker, (System.nanoTime() - start) / 1e9);
        sessions.stall(false);
        System.clearProperty(CLIENT_BYTES);

        assertThat(folder.resolve("target")).doesNotExist();
        for (SshConnection connection : connections) {
            assertThat(connection.exec("echo back").stdout()).isEqualTo("back\n");
            connection.close();
        }
        assertThat(other.exec("echo here").stdout()).isEqualTo("here\n");
        other.close();
        process.close();
        await().until(() -> server.openChannels() == 0);
    }

    /** A transfer that signals its start, and continues when new keys have been requested. */
    private static SshTransferOptions halfWay(CountDownLatch uploading, CountDownLatch asked) {
        return SshTransferOptions.defaults().withListener(progress -> {
            if (progress.bytes() > 0 && uploading.getCount() > 0) {
                uploading.countDown();
                try {
                    asked.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return true;
        });
    }

    /** Keepalive can't detect this, because the server goes on sending ignored messages. */
    @Test
    void aCommandTimesOutWhileTheServerSendsIgnoredMessages() throws Exception {
        try (SshConnection connection = connect("s")) {
            assertThat(connection.exec("true").succeeded()).isTrue();
            sessions.stall(true);
            sessions.all().get(0).reExchangeKeys();
            AtomicBoolean talks = new AtomicBoolean(true);
            AtOnce server = new AtOnce().run(() -> {
                while (talks.get()) {
                    Buffer nothing = sessions.all().get(0).createBuffer(SshConstants.SSH_MSG_IGNORE);
                    nothing.putString("");
                    sessions.all().get(0).writePacket(nothing);
                    Thread.sleep(100);
                }
            });
            assertThat(connection.exec(SshCommand.shell("true").withTimeout(Duration.ofSeconds(5))).timedOut()).isTrue();
            talks.set(false);
            server.await(PATIENCE);
            assertThat(connection.exec("echo back").stdout()).isEqualTo("back\n");
        }
    }
}
