package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshHostKeyException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import io.sshra.testing.OpenSshServer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Idle eviction, validation and reconnection, with short times. */
class MaintenanceTest extends ContainerTest {

    private static final int IDLE_SECONDS = 3;
    private static final int EVICTION_SECONDS = 1;
    private static final int VALIDATION_SECONDS = 2;
    private static final int ANSWER_SECONDS = 2;
    private static final int BACKGROUND_MILLIS = 2000;

    private ContainerPool pool;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rar(Archives.property("idleTimeoutSeconds", IDLE_SECONDS)
                + Archives.property("evictionIntervalSeconds", EVICTION_SECONDS)
                + Archives.property("validationIntervalSeconds", VALIDATION_SECONDS)
                + Archives.property("validationTimeoutSeconds", ANSWER_SECONDS),
                "<background-validation-millis>10000<", "<background-validation-millis>" + BACKGROUND_MILLIS + "<");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.war();
    }

    @BeforeEach
    void findPool() throws Exception {
        pool = new ContainerPool();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        ssh.sessions().closeSession("alice", "s");
        await().untilAsserted(() -> assertThat(pool.leases()).isZero());
        assertThat(log.complaints()).isEmpty();
        pool.close();
    }

    private SshConnectionInfo info(String profile) throws Exception {
        return ssh.sessions().connections("alice", "s").stream().filter(info -> info.profile().equals(profile)).findFirst()
                .orElseThrow();
    }

    /** How soon after the time-out depends on the timer and the machine. */
    @Test
    void anIdleConnectionIsEvictedAfterItsTimeoutAndNotBefore() throws Exception {
        long notYetIdle = System.nanoTime();
        use(spec("alice", "s", "p"));
        await().pollInterval(Duration.ofMillis(20)).until(() -> !log.withCode("SSHRA000102").isEmpty());
        double seconds = (System.nanoTime() - notYetIdle) / 1e9;

        System.out.printf("[figure] idle time-out %d s, checked every %d s: evicted after %.2f s%n", IDLE_SECONDS,
                EVICTION_SECONDS, seconds);
        assertThat(seconds).isGreaterThanOrEqualTo(IDLE_SECONDS);
        assertThat(log.withCode("SSHRA000102")).singleElement().asString().contains("reason=idle_timeout", "profile=p", "commands=1");
        await().until(() -> server.openConnections() == 0);
        await().until(() -> pool.leases() == 0);
    }

    /** Fault of the pool that this adapter replaces: a long command is cut off by the idle timer. */
    @Test
    void aSilentCommandLongerThanTheIdleTimeoutGoesOn() throws Exception {
        try (SshConnection connection = open("alice", "s", "p")) {
            SshCommandResult result = connection.exec("sleep " + (2 * IDLE_SECONDS + EVICTION_SECONDS) + "; echo done");
            assertThat(result.stdout()).isEqualTo("done\n");
            assertThat(result.connectionLost()).isFalse();
        }
        assertThat(server.authenticatedConnections()).isEqualTo(1);
    }

    @Test
    void recordedActivityKeepsAnIdleConnection() throws Exception {
        use(spec("alice", "s", "kept"));
        use(spec("alice", "s", "left"));
        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            assertThat(ssh.sessions().recordActivity("alice", "s", "kept")).isTrue();
            return !log.withCode("SSHRA000102").isEmpty();
        });
        assertThat(log.withCode("SSHRA000102")).singleElement().asString().contains("profile=left");
        assertThat(info("kept").alive()).isTrue();
        assertThat(info("kept").commandCount()).isEqualTo(1);
    }

    @Test
    void aHeldHandleWhoseConnectionWasEvictedReconnects() throws Exception {
        try (SshConnection held = open("alice", "s", "p")) {
            await().until(() -> !log.withCode("SSHRA000102").isEmpty());
            assertThat(held.info().alive()).isFalse();
            assertThat(held.exec("echo back").stdout()).isEqualTo("back\n");
            assertThat(held.info().alive()).isTrue();
        }
        assertThat(server.authenticatedConnections()).isEqualTo(2);
        assertThat(log.withCode("SSHRA000101")).as("reopened").hasSize(1);
    }

    /** Fault of the pool that this adapter replaces: a hung server counts as healthy. */
    @Test
    void aHungServerIsDetectedAndTheNextUseReconnects() throws Exception {
        SshConnection busy = open("alice", "s", "busy");
        Future<SshCommandResult> running = async(() -> busy.exec("echo before; exec sleep 100"));
        await().until(() -> busy.info().bytesReceived() > 0);
        use(spec("alice", "s", "free"));
        server.suspendConnections();
        long hangsSince = System.nanoTime();

        SshCommandResult result = result(running);

        double seconds = (System.nanoTime() - hangsSince) / 1e9;
        System.out.printf("[figure] validation every %d s, answer within %d s: hung server detected after %.2f s%n",
                VALIDATION_SECONDS, ANSWER_SECONDS, seconds);
        assertThat(result.connectionLost()).isTrue();
        assertThat(result.stdout()).isEqualTo("before\n");
        await().until(() -> pool.leases() == 1);
        assertThat(busy.exec("echo back").stdout()).as("a new process at the server").isEqualTo("back\n");
        use(spec("alice", "s", "free"));
        busy.close();
        server.resumeConnections();
        assertThat(log.withCode("SSHRA000102").stream().filter(line -> line.contains("reason=zombie_detected"))).hasSizeGreaterThanOrEqualTo(1);
        assertThat(log.withCode("SSHRA000102")).allMatch(line -> line.contains("zombie_detected") || line.contains("idle_timeout"));
    }

    @Test
    void aConnectionKilledByTheServerReconnects() throws Exception {
        try (SshConnection held = open("alice", "s", "p")) {
            assertThat(held.exec("true").succeeded()).isTrue();
            server.killConnections();
            await().until(() -> !log.withCode("SSHRA000102").isEmpty());
            assertThat(log.withCode("SSHRA000102")).singleElement().asString().contains("reason=connection_lost", "commands=1");
            assertThat(held.exec("echo back").stdout()).isEqualTo("back\n");
        }
    }

    @Test
    void aHostWhoseKeyHasChangedIsNotReconnected() throws Exception {
        try (SshConnection held = open("alice", "s", "p")) {
            int port = server.port();
            server.close();
            await().until(() -> !log.withCode("SSHRA000102").isEmpty());
            server = OpenSshServer.startOn(port);
            assertThatThrownBy(() -> held.exec("true")).isInstanceOf(SshHostKeyException.class);
            assertThat(server.authenticatedConnections()).isZero();
        }
    }

    @Test
    void onlyTheEjbTimerDrivesMaintenance() throws Exception {
        assertThat(log.withCode("SSHRA000003")).as("no change meanwhile").isEmpty();
        List<String> said = ServerLog.wholeFile().lines().stream()
                .filter(line -> line.contains("SSHRA000001") || line.contains("SSHRA000003")).toList();
        assertThat(said.get(said.size() - 1)).as("by the start, or by the change after it").contains("EJB timers");
    }
}
