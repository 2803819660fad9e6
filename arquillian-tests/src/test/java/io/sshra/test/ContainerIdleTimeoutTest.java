package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The container's own idle time-out, shorter than the adapter's: it destroys leases, and the last one closes its connection. The
 * container counts in minutes, so this test has to wait for one: it is in the Maven profile {@code volume}.
 */
@Tag("volume")
class ContainerIdleTimeoutTest extends ContainerTest {

    private static final int MINUTES = 1;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rar("", "<idle-timeout-minutes>30<", "<idle-timeout-minutes>" + MINUTES + "<");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.war();
    }

    @Test
    void onlyAFreeLeaseIsDestroyedWithItsConnection() throws Exception {
        try (ContainerPool pool = new ContainerPool(); SshConnection held = open("alice", "s", "held")) {
            use(spec("alice", "s", "free"));
            long start = System.nanoTime();

            await().until(() -> server.openConnections() == 1);

            System.out.printf("[figure] the container's idle time-out of %d min closed a connection after %.0f s%n", MINUTES,
                    (System.nanoTime() - start) / 1e9);
            assertThat(log.withCode("SSHRA000102")).singleElement().asString().contains("reason=container_destroyed", "profile=free");
            assertThat(pool.leases()).isEqualTo(1);
            assertThat(held.exec("true").succeeded()).isTrue();
        }
        ssh.sessions().closeSession("alice", "s");
        await().until(() -> server.openConnections() == 0);
        assertThat(log.complaints()).isEmpty();
    }
}
