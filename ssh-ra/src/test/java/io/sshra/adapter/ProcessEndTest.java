package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshProcess;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LogLines;
import io.sshra.testing.Patience;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How callers learn of the end of a process. */
class ProcessEndTest {

    private EmbeddedSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start();
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    private SshProcess sleep() throws Exception {
        return connection.start(SshCommand.shell("exec sleep 100"));
    }

    @Test
    void anExecutorThatFailsCompletesTheFutureWithItsException() throws Exception {
        ExecutorService shutDown = Executors.newSingleThreadExecutor();
        shutDown.shutdownNow();
        Executor failing = task -> {
            throw new OutOfMemoryError("by the test");
        };
        try (LogLines log = new LogLines(); SshProcess process = sleep()) {
            List<CompletableFuture<SshProcess>> ends = List.of(process.onExit(shutDown), process.onExit(failing));
            List<CompletableFuture<String>> threads = ends.stream()
                    .map(end -> end.handle((ended, failure) -> Thread.currentThread().getName())).toList();
            // The connection dies, so that its I/O thread reports the end.
            server.cutConnections();
            assertThatThrownBy(() -> ends.get(0).get(Patience.SECONDS, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> ends.get(1).get(Patience.SECONDS, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            for (CompletableFuture<String> thread : threads) {
                assertThat(thread.get(Patience.SECONDS, TimeUnit.SECONDS)).doesNotContain("io-thread", "ssh-ra");
            }
            await().untilAsserted(() -> assertThat(log.of("SSHRA000106")).hasSize(2)
                    .allMatch(line -> line.startsWith("ERROR SSHRA000106: The executor given to onExit did not accept the end of ")));
        }
    }

    @Test
    void aFailingExecutorCompletesTheFutureOfAnEndedProcessToo() throws Exception {
        try (SshProcess process = sleep()) {
            process.destroy();
            CompletableFuture<SshProcess> end = process.onExit(task -> {
                throw new IllegalStateException("by the test");
            });
            assertThatThrownBy(() -> end.get(Patience.SECONDS, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anExecutorThatIsNullIsRefusedAtOnce() throws Exception {
        try (SshProcess process = sleep()) {
            assertThatThrownBy(() -> process.onExit(null)).isExactlyInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void waitsThatTimeOutLeaveNothingBehind() throws Exception {
        try (SshProcess process = sleep()) {
            CompletableFuture<?> exited = exited(process);
            int before = exited.getNumberOfDependents();
            for (int i = 0; i < 1000; i++) {
                assertThat(process.waitFor(Duration.ofNanos(1))).isFalse();
                assertThat(process.waitFor(Duration.ofSeconds(-1))).isFalse();
            }
            for (int i = 0; i < 100; i++) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(process::waitFor).isInstanceOf(InterruptedException.class);
            }
            assertThat(exited.getNumberOfDependents()).isEqualTo(before);
        }
    }

    @Test
    void aWaitOfAnyLengthEndsWithTheProcess() throws Exception {
        for (Duration time : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(50))) {
            try (SshProcess process = sleep()) {
                CompletableFuture<Boolean> waiter = CompletableFuture.supplyAsync(() -> waitFor(process, time));
                process.destroy();
                assertThat(waiter.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(process.waitFor(Duration.ZERO)).isTrue();
            }
        }
    }

    private static boolean waitFor(SshProcess process, Duration time) {
        try {
            return process.waitFor(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The future of the process's channel. */
    private static CompletableFuture<?> exited(SshProcess process) throws ReflectiveOperationException {
        return (CompletableFuture<?>) field(field(process, "channel"), "exited");
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
