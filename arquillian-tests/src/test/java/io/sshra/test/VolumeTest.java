package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many connections open and end at the same time. The log has one line for each of them, and nothing else. A hundred by
 * default, a thousand in the Maven profile {@code volume}.
 */
@Tag("many")
@Tag("long")
class VolumeTest extends ContainerTest {

    private static final int MANY = Integer.getInteger("volume.connections");
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 2;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rar(Archives.property("idleTimeoutSeconds", IDLE_SECONDS) + Archives.property("evictionIntervalSeconds", 1)
                + Archives.property("maxConnectionsPerHost", MANY),
                "<background-validation-millis>10000<", "<background-validation-millis>1000<");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.war();
    }

    /** Opens all connections. A process runs on each, so that none is idle, however long the others take. */
    private List<SshConnection> connectAll(SshTarget target) throws Exception {
        List<Callable<List<SshConnection>>> workers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread;
            workers.add(() -> {
                List<SshConnection> own = new ArrayList<>();
                for (int i = first; i < MANY; i += THREADS) {
                    SshConnection connection = ssh.getConnection(new SshConnectionSpec("u" + i, "s", "p", target));
                    connection.start(SshCommand.shell("exec cat"));
                    own.add(connection);
                }
                return own;
            });
        }
        long start = System.nanoTime();
        List<SshConnection> all = allAtOnce(workers).stream().flatMap(List::stream).toList();
        System.out.printf("[figure] %d sessions connected in %.1f s%n", MANY, (System.nanoTime() - start) / 1e9);
        assertThat(ssh.sessions().totalConnections()).isEqualTo(MANY);
        return all;
    }

    @Test
    void manyEndsAndRefusalsWriteNoWarningAndNoStackTrace() throws Exception {
        SshTarget target = target();
        ContainerPool pool = new ContainerPool();

        List<SshConnection> evicted = connectAll(target);
        int refused = 0;
        for (int i = 0; i < MANY; i++) {
            try {
                use(new SshConnectionSpec("x" + i, "s", "p", target));
            } catch (SshConnectionLimitException e) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(MANY);
        evicted.forEach(SshConnection::close);
        await().untilAsserted(() -> {
            assertThat(server.openConnections()).isZero();
            assertThat(log.withCode("SSHRA000102")).hasSize(MANY);
        });
        assertThat(log.withCode("SSHRA000102")).allMatch(line -> line.contains("reason=idle_timeout"));

        List<SshConnection> ended = connectAll(target);
        assertThat(IntStream.range(0, MANY).map(i -> end("u" + i)).sum()).isEqualTo(MANY);
        await().untilAsserted(() -> {
            assertThat(server.openConnections()).isZero();
            assertThat(log.withCode("reason=session_end")).hasSize(MANY);
        });
        assertThat(server.authenticatedConnections()).isEqualTo(2L * MANY);
        assertThat(log.withCode("SSHRA000102")).hasSize(2 * MANY);
        ended.forEach(SshConnection::close);

        await().until(() -> pool.leases() == 0);
        pool.close();
        assertThat(log.complaints()).isEmpty();
        assertThat(log.withCode("SSHRA000109").size() + log.withCode("SSHRA000111").size()).as("lines about those who were refused")
                .isBetween(1, MANY / 10);
        assertThat(log.linesButOfABusyMachine()).as("one line for each that opens or closes, those, and the test's own")
                .allMatch(line -> line.contains("SSHRA00010") || line.contains("SSHRA000111") || line.contains("[figure]"));
    }

    private int end(String user) {
        return ssh.sessions().closeSession(user, "s");
    }
}
