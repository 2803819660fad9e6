package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshConnections;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostResult;
import io.sshra.SshHostResults;
import io.sshra.SshProcess;
import io.sshra.SshTarget;
import io.sshra.testing.HostileServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sharing, isolation, limits and ends, through the container's pool with a small size. */
class PoolingTest extends ContainerTest {

    private static final int POOL_SIZE = 60;
    private static final int WAITING_CALLERS = 40;

    private ContainerPool pool;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rar(Archives.property("maxWaitingCallersPerHost", WAITING_CALLERS),
                Archives.PROFILES_FILE, Archives.property("connectTimeoutSeconds", 3600) + Archives.PROFILES_FILE,
                "<max-pool-size>1000<", "<max-pool-size>" + POOL_SIZE + "<",
                "<background-validation-millis>10000<", "<background-validation-millis>1000<");
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
        for (String user : List.of("alice", "bob")) {
            for (String session : List.of("s", "t", "s:1")) {
                ssh.sessions().closeSession(user, session);
            }
        }
        await().untilAsserted(() -> {
            assertThat(server.openConnections()).isZero();
            assertThat(pool.inUse()).isZero();
            assertThat(pool.leases()).isZero();
        });
        assertThat(log.complaints()).isEmpty();
        pool.close();
    }

    @Test
    void aHundredCallersAtOnceMakeOneConnection() throws Exception {
        List<Callable<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < WAITING_CALLERS; i++) {
            callers.add(() -> {
                try (SshConnection connection = open("alice", "s", "p")) {
                    return connection.exec("true").exitCode();
                }
            });
        }
        assertThat(allAtOnce(callers)).containsOnly(0);
        assertThat(server.authenticatedConnections()).isEqualTo(1);
        assertThat(ssh.sessions().connections("alice", "s").get(0).commandCount()).isEqualTo(WAITING_CALLERS);
    }

    @Test
    void tenCommandsAtOnceAreTenChannelsOfOneConnection() throws Exception {
        try (SshConnection connection = open("alice", "s", "p")) {
            List<Callable<SshCommandResult>> commands = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                commands.add(() -> connection.exec("sleep 0.1"));
            }
            assertThat(allAtOnce(commands)).allMatch(SshCommandResult::succeeded);
        }
        assertThat(server.authenticatedConnections()).isEqualTo(1);
    }

    /** Fault of the pool that this adapter replaces: another user with the same session id gets the connection. */
    @Test
    void anotherUserWithTheSameSessionNameHasAnOwnConnection() throws Exception {
        use(spec("alice", "s", "p"));
        use(spec("bob", "s", "p"));
        assertThat(server.authenticatedConnections()).isEqualTo(2);
        assertThat(ssh.sessions().closeSession("alice", "s")).isEqualTo(1);
        use(spec("bob", "s", "p"));
        assertThat(server.authenticatedConnections()).as("bob's is untouched").isEqualTo(2);
    }

    /** Fault of the pool that this adapter replaces: ending session k ends session k:1. */
    @Test
    void endingASessionEndsNoOtherWhoseNameBeginsAlike() throws Exception {
        use(spec("alice", "s", "p"));
        use(spec("alice", "s:1", "p"));
        assertThat(ssh.sessions().closeSession("alice", "s")).isEqualTo(1);
        await().until(() -> server.openConnections() == 1);
        use(spec("alice", "s:1", "p"));
        assertThat(server.authenticatedConnections()).isEqualTo(2);
    }

    @Test
    void fiveOfManyConcurrentProfilesConnectAndTheOthersAreRefused() throws Exception {
        List<Callable<Object>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String profile = "p" + i;
            callers.add(() -> {
                try {
                    use(spec("alice", "s", profile));
                    return "connected";
                } catch (SshConnectionLimitException e) {
                    return e.code();
                }
            });
        }
        List<Object> results = allAtOnce(callers);
        assertThat(results).filteredOn("connected"::equals).hasSize(5);
        assertThat(results).filteredOn(SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION::equals).hasSize(95);
        assertThat(server.authenticatedConnections()).isEqualTo(5);
    }

    /** The container keeps the leases, so that connections stay open, and a session may have five. */
    @Test
    void oneSessionUsesAnyNumberOfMachinesIfItReleasesThem() throws Exception {
        List<SshConnectionSpec> machines = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            machines.add(spec("alice", "s", "m" + i));
        }
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            try (SshHostResults results = SshConnections.all(ssh, machines).withRelease().exec(SshCommand.of("true"), executor)) {
                assertThat(results.all()).hasSize(17).allMatch(SshHostResult::succeeded);
            }
            assertThat(ssh.sessions().connections("alice", "s")).isEmpty();
            try (SshHostResults results = SshConnections.all(ssh, machines.subList(0, 7)).withMaxAtOnce(1).exec(SshCommand.of("true"), executor)) {
                List<SshHostResult> all = results.all();
                assertThat(all.subList(0, 5)).allMatch(SshHostResult::succeeded);
                assertThat(all.subList(5, 7)).extracting(result -> result.failure().code()).containsOnly(SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** Fault of the pool that this adapter replaces: a slow connect blocks other sessions. */
    @Test
    void moreCallersOfADeadHostThanPermitsDelayNobodyElse() throws Exception {
        try (HostileServer dead = HostileServer.silent()) {
            SshTarget target = SshTarget.builder().host("127.0.0.1").port(dead.port()).username("u")
                    .password("x".toCharArray()).hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
            List<Future<SshErrorCode>> stuck = new ArrayList<>();
            for (int i = 0; i < 2 * POOL_SIZE; i++) {
                String profile = "dead" + i % 3;
                stuck.add(async(() -> {
                    try {
                        ssh.getConnection(new SshConnectionSpec("alice", "t", profile, target)).close();
                        return null;
                    } catch (SshException e) {
                        return e.code();
                    }
                }));
            }
            await().until(() -> stuck.stream().filter(Future::isDone).count() == 2 * POOL_SIZE - WAITING_CALLERS);
            long start = System.nanoTime();

            use(spec("alice", "s", "alive"));
            use(spec("bob", "s", "alive"));

            assertThat(stuck.stream().filter(caller -> !caller.isDone())).as("still waiting").hasSize(WAITING_CALLERS);
            System.out.printf("[figure] two connects and commands beside %d callers of a dead host: %d ms%n", WAITING_CALLERS,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            ssh.sessions().closeSession("alice", "t");
            List<SshErrorCode> codes = new ArrayList<>();
            for (Future<SshErrorCode> caller : stuck) {
                codes.add(result(caller));
            }
            assertThat(codes).containsOnly(SshErrorCode.SESSION_ENDED, SshErrorCode.LIMIT_WAITING_CALLERS);
        }
    }

    @Test
    void anExhaustedContainerPoolIsALimitToo() throws Exception {
        List<SshConnection> held = new ArrayList<>();
        for (int i = 0; i < POOL_SIZE; i++) {
            held.add(open(i % 2 == 0 ? "alice" : "bob", "s", "p"));
        }
        assertThatThrownBy(() -> open("alice", "t", "p")).isInstanceOf(SshConnectionLimitException.class)
                .extracting("code").isEqualTo(SshErrorCode.LIMIT_CONTAINER_POOL);
        held.forEach(SshConnection::close);
        use(spec("alice", "t", "p"));
    }

    @Test
    void endingASessionEndsItsCommandsAndHandlesAndReturnsPermits() throws Exception {
        SshConnection held = open("alice", "s", "p");
        SshConnection other = open("alice", "s", "q");
        Future<SshCommandResult> running = async(() -> held.exec("echo before; exec sleep 100"));
        await().until(() -> held.info().bytesReceived() > 0);
        assertThat(pool.inUse()).isEqualTo(2);

        assertThat(ssh.sessions().closeSession("alice", "s")).isEqualTo(2);

        SshCommandResult result = result(running);
        assertThat(result.connectionLost()).isTrue();
        assertThat(result.stdout()).isEqualTo("before\n");
        assertThat(pool.inUse()).isZero();
        for (SshConnection dead : List.of(held, other)) {
            assertThatThrownBy(() -> dead.exec("true")).isInstanceOf(SshConnectionClosedException.class)
                    .extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
            dead.close();
        }
        use(spec("alice", "s", "p"));
        assertThat(server.authenticatedConnections()).isEqualTo(3);
        assertThat(log.withCode("SSHRA000102")).hasSize(2).allMatch(line -> line.contains("reason=session_end"));
    }

    @Test
    void aConnectionThatConnectsWhenItsSessionEndsIsNeverUsed() throws Exception {
        try (HostileServer slow = HostileServer.silent()) {
            SshTarget target = SshTarget.builder().host("127.0.0.1").port(slow.port()).username("u")
                    .password("x".toCharArray()).hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
            Future<SshConnection> connecting = async(() -> ssh.getConnection(new SshConnectionSpec("alice", "s", "p", target)));
            await().until(() -> slow.connections() == 1);

            assertThat(ssh.sessions().closeSession("alice", "s")).isEqualTo(1);

            assertThatThrownBy(() -> result(connecting)).cause()
                    .isInstanceOf(SshConnectionClosedException.class).extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
            await().until(slow::allClosedByPeer);
        }
    }

    @Test
    void releaseEndsOneProfile() throws Exception {
        use(spec("alice", "s", "p"));
        use(spec("alice", "s", "q"));
        assertThat(ssh.sessions().release("alice", "s", "p")).isTrue();
        await().until(() -> server.openConnections() == 1);
        assertThat(ssh.sessions().connections("alice", "s")).extracting(SshConnectionInfo::profile).containsExactly("q");
        assertThat(log.withCode("SSHRA000102")).singleElement().asString().contains("reason=explicit_close", "commands=1");
    }

    @Test
    void aRotatedCredentialRetiresTheConnectionUntilItsLastCommandEnds() throws Exception {
        SshConnection old = open("alice", "s", "p");
        assertThat(old.exec("true").succeeded()).isTrue();
        SshProcess running = old.start(SshCommand.shell("read line; echo $line"));
        SshTarget rotated = SshTarget.builder().host(server.host()).port(server.port()).username(server.username())
                .privateKey(server.privateKey() + "\n").hostKeyFingerprint(server.hostKeyFingerprint()).build();

        use(new SshConnectionSpec("alice", "s", "p", rotated));

        assertThat(server.authenticatedConnections()).isEqualTo(2);
        assertThatThrownBy(() -> old.exec("true")).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.PROFILE_CHANGED);
        running.stdin().write("after\n".getBytes(StandardCharsets.US_ASCII));
        running.stdin().close();
        assertThat(running.stdout().readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("after\n");
        old.close();
        await().until(() -> server.openConnections() == 1);
        assertThat(log.withCode("SSHRA000102")).singleElement().asString().contains("reason=profile_changed", "commands=2");
    }

    @Test
    void flushingTheContainersPoolClosesTheConnectionsThatItNames() throws Exception {
        use(spec("alice", "s", "idle"));
        SshConnection held = open("alice", "s", "held");

        pool.operation("flush-idle-connection-in-pool");
        await().until(() -> server.openConnections() == 1);
        assertThat(held.exec("true").succeeded()).isTrue();

        use(spec("alice", "s", "idle"));
        pool.operation("flush-gracefully-connection-in-pool");
        await().until(() -> server.openConnections() == 1);
        assertThat(held.exec("true").succeeded()).as("the last handle still works").isTrue();
        held.close();
        await().until(() -> server.openConnections() == 0);

        SshConnection again = open("alice", "s", "held");
        pool.operation("flush-all-connection-in-pool");
        await().until(() -> server.openConnections() == 0);
        again.close();
        assertThat(log.withCode("SSHRA000102")).hasSize(4).allMatch(line -> line.contains("reason=container_destroyed"));
    }

    @Test
    void closingADeadHandleDoesNotAffectTheNextUserOfItsLease() throws Exception {
        SshConnection old = open("alice", "s", "p");
        ssh.sessions().closeSession("alice", "s");
        try (SshConnection fresh = open("alice", "s", "p")) {
            old.close();
            old.close();
            assertThat(fresh.exec("true").succeeded()).isTrue();
            assertThat(pool.inUse()).isEqualTo(1);
        }
    }
}
