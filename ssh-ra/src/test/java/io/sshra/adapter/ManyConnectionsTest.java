package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshTarget;
import io.sshra.base.Step;
import io.sshra.testing.AtOnce;
import io.sshra.testing.EmbeddedSshServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many open connections: what is done to all of them at once affects each, here and at the server. The test does it, not the
 * adapter's timer. A hundred by default, a thousand in the Maven profile {@code volume}.
 */
@Tag("many")
class ManyConnectionsTest {

    private static final int MANY = Integer.getInteger("volume.connections", 100);
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 1;
    private static final int NEVER_SECONDS = 3600;

    private final AtomicInteger probes = new AtomicInteger();
    private final SshConnection[] connections = new SshConnection[MANY];
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

    /** Answers the requests, as servers do. */
    private void countProbes(SshServer mina) {
        RequestHandler<ConnectionService> handler = (ConnectionService service, String request, boolean wantReply, Buffer buffer) -> {
            probes.incrementAndGet();
            return RequestHandler.Result.ReplyFailure;
        };
        mina.setGlobalRequestHandlers(List.of(handler));
    }

    private interface Numbered {
        void run(int number) throws Exception;
    }

    /** Runs the action for each number, several at once. */
    private static void eachOnItsOwn(Numbered action) throws Exception {
        AtOnce threads = new AtOnce();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread;
            threads.run(() -> {
                for (int i = first; i < MANY; i += THREADS) {
                    action.run(i);
                }
            });
        }
        threads.await();
    }

    private void connectAll() throws Exception {
        SshTarget target = AdapterFixture.target(server).build();
        long start = System.nanoTime();
        eachOnItsOwn(i -> {
            connections[i] = fixture.factory.getConnection(AdapterFixture.spec("u" + i, "s", "p", target));
            assertThat(connections[i].info().alive()).isTrue();
        });
        tell("connected", start);
        assertThat(fixture.factory.sessions().totalConnections()).isEqualTo(MANY);
        assertThat(server.openSessions()).isEqualTo(MANY);
    }

    private static void tell(String what, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("[figure] %d connections %s: %.2f s%n", MANY, what, seconds);
    }

    /** Here at once, at the server when the server has been told. */
    private void allEnd(String what, long start) {
        assertThat(fixture.factory.sessions().totalConnections()).isZero();
        tell(what, start);
        await().until(() -> server.openSessions() == 0);
        tell(what + ", and gone at the server", start);
    }

    @Test
    void allAreValidatedAndThenEvicted() throws Exception {
        connectAll();
        long start = System.nanoTime();
        Step verdict = fixture.adapter.pool().probeAll();
        tell("probed", start);
        await().until(() -> probes.get() == MANY);
        // This answer comes after the answer to the probe.
        eachOnItsOwn(i -> assertThat(connections[i].exec("true").succeeded()).isTrue());
        tell("probed, and answered", start);
        for (Step step = verdict; step != null; ) {
            step = step.work().run();
        }
        assertThat(fixture.factory.sessions().totalConnections()).as("all have answered").isEqualTo(MANY);

        start = System.nanoTime();
        int[] evicted = new int[1];
        await().until(() -> (evicted[0] += fixture.adapter.pool().evictIdle()) == MANY);
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
        await().until(() -> server.openSessions() == 0);
        tell("stopped, and gone at the server", start);
    }
}
