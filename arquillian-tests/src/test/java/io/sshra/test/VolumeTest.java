package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectionLimitException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand of each: one line in the log for every connection that opens or closes, and not a word more. */
class VolumeTest extends ContainerTest {

    private static final int MANY = 1000;
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 20;
    private static final Duration CONNECT_LIMIT = Duration.ofMinutes(5);

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rar(Archives.property("idleTimeoutSeconds", IDLE_SECONDS) + Archives.property("evictionIntervalSeconds", 1)
                + Archives.property("maxConnectionsPerHost", MANY),
                "<background-validation-millis>10000<", "<background-validation-millis>4000<");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.war();
    }

    /** Uses each session once, and keeps those that have been from being idle until the last one has, however long that takes. */
    private void useAll(SshTarget target) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Future<Boolean> keeper = async(() -> {
            while (!done.get()) {
                for (int i = 0; i < MANY; i++) {
                    ssh.sessions().recordActivity("u" + i, "s", "p");
                }
                TimeUnit.SECONDS.sleep(1);
            }
            return true;
        });
        List<Callable<Boolean>> workers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread;
            workers.add(() -> {
                for (int i = first; i < MANY; i += THREADS) {
                    use(new SshConnectionSpec("u" + i, "s", "p", target));
                }
                return true;
            });
        }
        allAtOnce(workers, CONNECT_LIMIT);
        done.set(true);
        keeper.get(10, TimeUnit.SECONDS);
    }

    @Test
    @Timeout(900)
    void aThousandEvictedEndedAndRefusedWriteNoWarningAndNoStackTrace() throws Exception {
        SshTarget target = target();
        ContainerPool pool = new ContainerPool();
        long start = System.nanoTime();
        useAll(target);
        System.out.printf("[figure] %d sessions connected in %.1f s%n", MANY, (System.nanoTime() - start) / 1e9);
        assertThat(ssh.sessions().totalConnections()).isEqualTo(MANY);

        start = System.nanoTime();
        int refused = 0;
        for (int i = 0; i < MANY; i++) {
            try {
                use(new SshConnectionSpec("x" + i, "s", "p", target));
            } catch (SshConnectionLimitException e) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(MANY);
        System.out.printf("[figure] %d callers refused in %.2f s%n", MANY, (System.nanoTime() - start) / 1e9);

        await().atMost(Duration.ofSeconds(IDLE_SECONDS + 60)).until(() -> server.openConnections() == 0);
        assertThat(log.withCode("SSHRA000102")).hasSize(MANY).allMatch(line -> line.contains("reason=idle_timeout"));

        useAll(target);
        start = System.nanoTime();
        int ended = IntStream.range(0, MANY).map(i -> end("u" + i)).sum();
        System.out.printf("[figure] %d sessions ended in %.2f s%n", MANY, (System.nanoTime() - start) / 1e9);
        assertThat(ended).isEqualTo(MANY);
        await().until(() -> server.openConnections() == 0);
        assertThat(server.authenticatedConnections()).isEqualTo(2L * MANY);
        assertThat(log.withCode("reason=session_end")).hasSize(MANY);
        assertThat(log.withCode("SSHRA000102")).hasSize(2 * MANY);

        await().atMost(Duration.ofSeconds(15)).until(() -> pool.leases() == 0);
        pool.close();
        assertThat(log.complaints()).isEmpty();
        assertThat(log.lines()).as("one line for each that opens or closes, and the test's own")
                .allMatch(line -> line.contains("SSHRA00010") || line.contains("[figure]"));
    }

    private int end(String user) {
        try {
            return ssh.sessions().closeSession(user, "s");
        } catch (io.sshra.SshException e) {
            throw new IllegalStateException(e);
        }
    }
}
