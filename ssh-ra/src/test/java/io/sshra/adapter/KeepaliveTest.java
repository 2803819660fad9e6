package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresOpenSsh
@Timeout(60)
class KeepaliveTest {

    private static AdapterFixture everySecond() throws Exception {
        return new AdapterFixture(adapter -> {
            adapter.setKeepaliveIntervalSeconds(1);
            adapter.setKeepaliveMaxMissed(3);
        }, definition -> { });
    }

    @Test
    void anIdleConnectionIsAskedForAReplyInEachInterval() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        RequestHandler<ConnectionService> counter = (connection, request, wantReply, buffer) -> {
            if (request.equals("keepalive@openssh.com") && wantReply) {
                requests.incrementAndGet();
            }
            return KeepAliveHandler.INSTANCE.process(connection, request, wantReply, buffer);
        };
        try (EmbeddedSshServer server = EmbeddedSshServer.start(s -> s.setGlobalRequestHandlers(List.of(counter)));
                AdapterFixture fixture = everySecond();
                SshConnection held = fixture.factory.getConnection(
                        AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()))) {
            long start = System.nanoTime();
            await().until(() -> requests.get() >= 3);
            assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(1.9);
            assertThat(held.info().alive()).isTrue();
            assertThat(held.info().idleSeconds()).as("keepalive is no activity").isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aServerThatHangsIsLostAfterThreeRepliesMissed() throws Exception {
        try (OpenSshServer server = OpenSshServer.start(); AdapterFixture fixture = everySecond();
                SshConnection held = fixture.factory.getConnection(
                        AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()))) {
            server.suspendConnections();
            long start = System.nanoTime();
            await().pollInterval(Duration.ofMillis(20)).until(() -> !held.info().alive());
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("[figure] keepalive every 1 s, 3 missed: hung server found after %.2f s%n", seconds);
            assertThat(seconds).isBetween(2.5, 4.9);
            assertThat(held.exec("echo back").stdout()).isEqualTo("back\n");
            server.resumeConnections();
        }
    }
}
