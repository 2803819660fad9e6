package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshTarget;
import io.sshra.base.Step;
import io.sshra.testing.AtOnce;
import io.sshra.testing.EmbeddedSshServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand live connections: what is done to all of them at once takes a bounded time. It is done by hand here, at the moment
 * that is measured, and not by the adapter's timer.
 */
@Timeout(120)
class ThousandConnectionsTest {

    private static final int MANY = 1000;
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 1;
    private static final int NEVER_SECONDS = 3600;
    /** What the adapter waits for an answer to a probe here. */
    private static final Duration VERDICT = Duration.ofSeconds(2);
    /** Many times what it takes. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final AtomicInteger probes = new AtomicInteger();
    private EmbeddedSshServer server;
    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start(this::countProbes);
        fixture = new AdapterFixture(adapter -> {
            adapter.setMaxConnectionsPerHost(MANY);
            adapter.setIdleTimeoutSeconds(IDLE_SECONDS);
            adapter.setEvictionIntervalSeconds(NEVER_SECONDS);
            adapter.setValidationIntervalSeconds(NEVER_SECONDS);
            adapter.setKeepaliveIntervalSeconds(0);
        }, definition -> { });
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    /** And answers them, as servers do. */
    private void countProbes(SshServer mina) {
        RequestHandler<ConnectionService> handler = (ConnectionService service, String request, boolean wantReply, Buffer buffer) -> {
            probes.incrementAndGet();
            return RequestHandler.Result.ReplyFailure;
        };
        mina.setGlobalRequestHandlers(List.of(handler));
    }

    private void connectAll() throws Exception {
        SshTarget target = AdapterFixture.target(server).build();
        AtOnce threads = new AtOnce();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread;
            threads.run(() -> {
                for (int i = first; i < MANY; i += THREADS) {
                    SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("u" + i, "s", "p", target));
                    assertThat(connection.info().alive()).isTrue();
                }
            });
        }
        long start = System.nanoTime();
        threads.await(Duration.ofSeconds(60));
        tell("connected", start);
        assertThat(fixture.factory.sessions().totalConnections()).isEqualTo(MANY);
        assertThat(server.openSessions()).isEqualTo(MANY);
    }

    private static void tell(String what, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("[figure] %d connections %s: %.2f s%n", MANY, what, seconds);
    }

    /** Within the bound from the start on, here and at the server. */
    private void allEnd(String what, long start) {
        assertThat(fixture.factory.sessions().totalConnections()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        tell(what, start);
        await().atMost(BOUND).until(() -> server.openSessions() == 0);
        tell(what + ", and gone at the server", start);
    }

    @Test
    void allAreValidatedAndThenEvicted() throws Exception {
        connectAll();
        long start = System.nanoTime();
        Step verdict = fixture.adapter.pool().probeAll();
        tell("probed", start);
        await().atMost(BOUND).until(() -> probes.get() == MANY);
        tell("probed, and heard by the server", start);
        // Which is longer than a connection has to be idle.
        TimeUnit.NANOSECONDS.sleep(VERDICT.toNanos());
        for (Step step = verdict; step != null; ) {
            step = step.work().run();
        }
        assertThat(fixture.factory.sessions().totalConnections()).as("all have answered").isEqualTo(MANY);

        start = System.nanoTime();
        assertThat(fixture.adapter.pool().evictIdle()).isEqualTo(MANY);
        allEnd("evicted", start);
    }

    @Test
    void allEndWithTheirSessions() throws Exception {
        connectAll();
        long start = System.nanoTime();
        int ended = 0;
        for (int i = 0; i < MANY; i++) {
            ended += fixture.factory.sessions().closeSession("u" + i, "s");
        }
        assertThat(ended).isEqualTo(MANY);
        allEnd("ended by session", start);
    }

    @Test
    void allEndWithTheAdapter() throws Exception {
        connectAll();
        long start = System.nanoTime();
        fixture.adapter.stop();
        tell("stopped", start);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        await().atMost(BOUND).until(() -> server.openSessions() == 0);
        tell("stopped, and gone at the server", start);
    }
}
