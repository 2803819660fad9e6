package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshConnections;
import io.sshra.SshErrorCode;
import io.sshra.SshHostResults;
import io.sshra.testing.EmbeddedSshServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands whose results come later, on one machine or many. */
class ManyMachinesTest {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private AdapterFixture fixture;
    private EmbeddedSshServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new AdapterFixture();
        server = EmbeddedSshServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        executor.shutdownNow();
        fixture.close();
        server.close();
    }

    private SshConnectionSpec spec(String session, String profile) {
        return AdapterFixture.spec("alice", session, profile, AdapterFixture.target(server).build());
    }

    private List<SshConnectionSpec> machines(int number) {
        return IntStream.range(0, number).mapToObj(i -> spec("s", "m" + i)).toList();
    }

    @Test
    void aCancelledFutureEndsItsCommandOnTheServer() throws Exception {
        try (SshConnection connection = fixture.factory.getConnection(spec("s", "p"))) {
            CompletableFuture<SshCommandResult> future = connection.execAsync("exec sleep 1000", executor);
            await().until(() -> connection.info().openChannels() == 1 && server.commands().size() == 1);

            future.cancel(true);

            await().untilAsserted(() -> assertThat(server.signals()).containsExactly("TERM"));
            await().until(() -> connection.info().openChannels() == 0);
            assertThat(connection.execAsync("echo on", executor).get().stdout()).isEqualTo("on\n");
        }
    }

    /** The session may have five connections, and four are in use. */
    @Test
    void aLimitIsTheResultOfTheMachinesThatHitIt() throws Exception {
        List<SshConnection> held = new ArrayList<>();
        for (SshConnectionSpec spec : machines(4)) {
            held.add(fixture.factory.getConnection(spec));
        }
        try (SshConnection last = fixture.factory.getConnection(spec("s", "last"));
                SshHostResults results = SshConnections.all(fixture.factory, machines(6)).exec(SshCommand.of("true"), executor)) {
            assertThat(last.exec("true").succeeded()).isTrue();
            assertThat(results.all()).filteredOn(result -> result.failure() != null).hasSize(2)
                    .allMatch(result -> result.failure().code() == SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION
                            && result.failure().nothingRan() && result.failure().isRetryable());
        } finally {
            held.forEach(SshConnection::close);
        }
    }

    @Test
    void closingTheResultsEndsTheCommandsOnTheServers() throws Exception {
        SshHostResults results = SshConnections.all(fixture.factory, machines(50)).withMaxAtOnce(3).exec(SshCommand.shell("exec sleep 1000"), executor);
        await().until(() -> server.commands().size() == 3);

        results.close();

        await().untilAsserted(() -> assertThat(server.signals()).containsExactly("TERM", "TERM", "TERM"));
        await().until(() -> server.openChannels() == 0);
        assertThat(server.commands()).hasSize(3);
    }
}
