package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresOpenSsh
class HungServerTest {

    private static AdapterFixture everySecond() throws Exception {
        return new AdapterFixture(adapter -> {
            adapter.setKeepaliveIntervalSeconds(1);
            adapter.setKeepaliveMaxMissed(3);
        }, definition -> { });
    }

    @Test
    void anIdleConnectionGetsAKeepaliveInEachInterval() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        RequestHandler<ConnectionService> counter = (connection, request, wantReply, buffer) -> {
            if (request.equals("keepalive@openssh.com") && wantReply) {
                requests.incrementAndGet();
            }
            return KeepAliveHandler.INSTANCE.process(connection, request, wantReply, buffer);
        };
        long start = System.nanoTime();
        try (EmbeddedSshServer server = EmbeddedSshServer.start(s -> s.setGlobalRequestHandlers(List.of(counter)));
                AdapterFixture fixture = everySecond();
                SshConnection held = fixture.factory.getConnection(
                        AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()))) {
            await().until(() -> requests.get() >= 3);
            assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(1.9);
            assertThat(held.info().alive()).isTrue();
            assertThat(held.info().idleSeconds()).as("keepalive is no activity").isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aHungServerIsLostAfterThreeMissedReplies() throws Exception {
        try (OpenSshServer server = OpenSshServer.start(); AdapterFixture fixture = everySecond();
                SshConnection held = fixture.factory.getConnection(
                        AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()))) {
            long start = System.nanoTime();
            server.suspendConnections();
            await().pollInterval(Duration.ofMillis(20)).until(() -> !held.info().alive());
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("[figure] keepalive every 1 s, 3 missed: hung server detected after %.2f s%n", seconds);
            assertThat(seconds).isGreaterThan(2.5);
            assertThat(held.exec("echo back").stdout()).isEqualTo("back\n");
            server.resumeConnections();
        }
    }

    /** A hung server does not answer the opening of the channel. The command must not run when the server continues. */
    @Test
    void aCommandThatTimesOutBeforeItsChannelOpensNeverRuns(@TempDir Path folder) throws Exception {
        Path mark = folder.resolve("mark");
        try (OpenSshServer server = OpenSshServer.start(); AdapterFixture fixture = new AdapterFixture();
                SshConnection held = fixture.factory.getConnection(
                        AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()))) {
            server.suspendConnections();
            SshCommandResult result = held.exec(SshCommand.of("touch", mark.toString()).withTimeout(Duration.ofMillis(300)));
            assertThat(result.timedOut()).isTrue();
            assertThat(result.exitCode()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
            SshCommandResult withInput = held.exec(SshCommand.of("touch", mark.toString()).withStdin("input")
                    .withTimeout(Duration.ofMillis(300)));
            assertThat(withInput.timedOut()).isTrue();

            server.resumeConnections();

            assertThat(held.exec("echo back").stdout()).as("the same connection goes on").isEqualTo("back\n");
            assertThat(server.authenticatedConnections()).isEqualTo(1);
            assertThat(mark).doesNotExist();
        }
    }
}
