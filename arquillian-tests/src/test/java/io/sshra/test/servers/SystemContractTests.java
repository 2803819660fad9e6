package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.SshErrorCode;
import io.sshra.test.servers.Application.Answer;
import io.sshra.test.servers.Application.Key;
import io.sshra.testing.AtOnce;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What the adapter promises in each application server: the system contracts between both, as an application sees them. A subclass says which
 * server. The server runs once for most tests. Tests with other properties of the adapter start it anew; their names begin alike, so that they
 * come one after the other.
 */
@RequiresOpenSsh
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
abstract class SystemContractTests {

    /** In the place of a number of class loaders. */
    static final int NOT_COUNTED = -1;
    private static final int LEASES = Integer.parseInt(System.getProperty("servers.leases"));
    private static final int CALLERS = 8;
    /** The JDK retains the types of the record whose methods were linked last ({@code MethodHandle.asTypeCache} of constants in ObjectMethods). */
    private static final int JDK_KEEPS = 1;
    private static final List<String> SESSIONS = List.of("s", "t");
    static final String PORT_OF_THIS_SIDE = "set -- $SSH_CONNECTION; echo $2";
    /** Idle connections end after a moment; a server that hangs is found by nothing but the timer's validation. */
    private static final Map<String, Integer> QUICK = Map.of("idleTimeoutSeconds", 2, "evictionIntervalSeconds", 1, "validationIntervalSeconds", 1,
            "validationTimeoutSeconds", 5, "keepaliveIntervalSeconds", 0);

    final ApplicationServer server;
    private final String timer;
    private final int keptClassLoaders;
    private final AtomicInteger users = new AtomicInteger();
    private final Queue<String> used = new ConcurrentLinkedQueue<>();
    /** Those with which the server runs; null if it does not. */
    private Map<String, Integer> properties;
    Machine machine;
    OpenSshServer sshd;
    Application application;

    /**
     * @param server           which is not started yet
     * @param timer            what drives the adapter's maintenance in it
     * @param keptClassLoaders how many class loaders of undeployed adapters the server itself retains, however often it undeploys
     */
    SystemContractTests(ApplicationServer server, String timer, int keptClassLoaders) {
        this.server = server;
        this.timer = timer;
        this.keptClassLoaders = keptClassLoaders;
    }

    @BeforeAll
    void startMachine() throws Exception {
        machine = new Machine();
        sshd = machine.sshd();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        machine.close();
    }

    /** Makes the server run with these properties of the adapter. */
    final void with(Map<String, Integer> wanted) throws Exception {
        if (!wanted.equals(properties)) {
            properties = null;
            server.close();
            server.start(machine, wanted);
            application = new Application(server.application());
            properties = wanted;
        }
    }

    /** The next test starts the server again. */
    final void ended() {
        properties = null;
    }

    final String newUser() {
        String user = "user-" + users.incrementAndGet();
        used.add(user);
        return user;
    }

    @AfterEach
    void endSessions() {
        for (String user = used.poll(); user != null && properties != null; user = used.poll()) {
            for (String session : SESSIONS) {
                application.end(new Key(user, session, ""));
            }
        }
    }

    final Key newKey() {
        return new Key(newUser(), "s", Machine.profile(0));
    }

    private List<Key> newKeys(int count) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(newKey());
        }
        return keys;
    }

    static void failed(Answer answer, String exception, SshErrorCode code) {
        assertThat(answer.exception()).as(answer.text()).isEqualTo(exception);
        assertThat(answer.code()).isEqualTo(code);
    }

    /** Lines of the server's log with this code about a user. */
    private List<String> logged(String code, String user) {
        return server.logged(code).stream().filter(line -> line.contains("user=" + user + " ")).toList();
    }

    /** Waits until the server's log says that the connection has ended: some servers write it a moment later. */
    final void closed(Key key, String reason) {
        await().untilAsserted(() -> assertThat(logged("SSHRA000102", key.user())).hasSize(1));
        assertThat(logged("SSHRA000102", key.user())).singleElement().asString().contains("reason=" + reason);
    }

    @Test
    void theAdapterWritesToTheServersLogAndNamesItsTimer() throws Exception {
        with(Map.of());
        Key key = newKey();
        application.run(key, "true");
        application.end(key);
        closed(key, "session_end");
        List<String> said = server.logged("SSHRA00000").stream().filter(line -> line.matches(".*SSHRA00000[13]:.*")).toList();
        assertThat(said).last().asString().as("at the start, or after the beans of the archive have started").contains(timer);
        try (ServerJvm jvm = ServerJvm.of(server.pid())) {
            assertThat(jvm.definitions()).isNotEmpty().extracting(SshConnectionFactoryMXBean::getMaintenanceDriver).containsOnly(timer);
        }
    }

    @Test
    void noRandomLeaseGoesToAnotherKey() throws Exception {
        with(Map.of());
        List<Key> keys = new ArrayList<>();
        for (int user = 0; user < 5; user++) {
            String name = newUser();
            for (String session : SESSIONS) {
                for (int profile = 0; profile < 2; profile++) {
                    keys.add(new Key(name, session, Machine.profile(profile)));
                }
            }
        }
        long before = sshd.authenticatedConnections();
        Map<String, Set<Key>> users = new ConcurrentHashMap<>();
        AtOnce callers = new AtOnce();
        for (int caller = 0; caller < CALLERS; caller++) {
            Random random = new Random(caller);
            callers.run(() -> {
                for (int i = 0; i < LEASES / CALLERS; i++) {
                    Key key = keys.get(random.nextInt(keys.size()));
                    users.computeIfAbsent(application.run(key, PORT_OF_THIS_SIDE), port -> ConcurrentHashMap.newKeySet()).add(key);
                }
            });
        }
        callers.await();
        assertThat(users).as("each connection has one key").hasSize(keys.size()).allSatisfy((port, of) -> assertThat(of).hasSize(1));
        assertThat(sshd.authenticatedConnections() - before).as("log-ins").isEqualTo(keys.size());
    }

    @Test
    void tenCommandsAtOnceNeedOneLogIn() throws Exception {
        with(Map.of());
        Key key = newKey();
        long before = sshd.authenticatedConnections();
        application.together(key, 10, "sleep 0.3");
        assertThat(sshd.authenticatedConnections() - before).isEqualTo(1);
    }

    @Test
    void endedSessionsLeaveTheirPlacesToOthers() throws Exception {
        with(server.smallPool());
        long before = sshd.authenticatedConnections();
        int rounds = 50 * Application.PLACES;
        for (int round = 0; round < rounds; round++) {
            Key key = newKey();
            for (int handle = 0; handle < Application.PLACES; handle++) {
                application.hold(Application.SMALL, key, key.user() + handle).ok();
            }
            assertThat(application.end(key)).isEqualTo(1);
            for (int handle = 0; handle < Application.PLACES; handle++) {
                failed(application.exec(key.user() + handle, "true"), "SshConnectionClosedException", SshErrorCode.SESSION_ENDED);
                application.close(key.user() + handle);
            }
        }
        assertThat(sshd.authenticatedConnections() - before).as("log-ins").isEqualTo(rounds);
        await().until(() -> sshd.openConnections() == 0);
    }

    @Test
    void theSixthMachineOfASessionIsALimit() throws Exception {
        with(Map.of());
        String user = newUser();
        for (int i = 0; i < 5; i++) {
            application.run(new Key(user, "s", Machine.profile(i)), "true");
        }
        failed(application.tryToRun(new Key(user, "s", Machine.profile(5)), "true"), "SshConnectionLimitException",
                SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION);
        assertThat(application.end(new Key(user, "s", ""))).isEqualTo(5);
    }

    @Test
    void anExhaustedPoolIsALimit() throws Exception {
        with(server.smallPool());
        Key key = newKey();
        for (int i = 0; i < Application.PLACES; i++) {
            application.hold(Application.SMALL, key, key.user() + i).ok();
        }
        failed(application.hold(Application.SMALL, newKey(), "none"), "SshConnectionLimitException", SshErrorCode.LIMIT_CONTAINER_POOL);
        application.close(key.user() + "0");
        application.hold(Application.SMALL, key, key.user() + "again").ok();
        assertThat(application.exec(key.user() + "again", "echo again").stdout()).isEqualTo("again\n");
    }

    @Test
    void killedConnectionsComeBackAtTheirNextUse() throws Exception {
        with(Map.of());
        Key held = newKey();
        application.hold(Application.SSH, held, held.user()).ok();
        List<Key> keys = newKeys(5);
        Set<String> ports = new HashSet<>();
        keys.forEach(key -> ports.add(application.run(key, PORT_OF_THIS_SIDE)));
        ports.add(application.exec(held.user(), PORT_OF_THIS_SIDE).stdout());
        long before = sshd.authenticatedConnections();
        sshd.killConnections();
        await().until(() -> keys.stream().allMatch(key -> application.open(key).equals(List.of(key.profile() + " alive=false")))
                && application.open(held).equals(List.of(held.profile() + " alive=false")));
        for (int use = 0; use < 2; use++) {
            Set<String> again = new HashSet<>();
            keys.forEach(key -> again.add(application.run(key, PORT_OF_THIS_SIDE)));
            again.add(application.exec(held.user(), PORT_OF_THIS_SIDE).stdout());
            assertThat(again).hasSize(6).doesNotContainAnyElementsOf(ports);
        }
        assertThat(sshd.authenticatedConnections() - before).isEqualTo(6);
    }

    @Test
    void failuresAreExceptionsOfTheApiWithTheirCodes() throws Exception {
        with(Map.of());
        String user = newUser();
        failed(application.tryToRun(new Key(user, "s", "nowhere"), "true"), "SshProfileException", SshErrorCode.UNKNOWN_PROFILE);
        failed(application.tryToRun(new Key(user, "s", Machine.CLOSED), "true"), "SshConnectException", SshErrorCode.CONNECTION_REFUSED);
        failed(application.tryToRun(new Key(user, "s", Machine.OTHER_HOST_KEY), "true"), "SshHostKeyException", SshErrorCode.HOST_KEY_CHANGED);
        failed(application.tryToRun(new Key(user, "t", Machine.OTHER_KEY), "true"), "SshAuthenticationException", SshErrorCode.AUTHENTICATION_REFUSED);
        await().untilAsserted(() -> assertThat(logged("SSHRA000109", user)).hasSize(3));
        assertThat(application.open(new Key(user, "s", ""))).isEmpty();
    }

    @Test
    void handlesOfAServletsThreadOutliveItsCallUnlessTheServerClosesThem() throws Exception {
        with(Map.of());
        Key key = newKey();
        application.take(Application.SSH, key, key.user()).ok();
        isOpenUnlessTheServerClosesIt(key.user());
    }

    @Test
    void handlesOfManagedThreadsOutliveTheirTasksUnlessTheServerClosesThem() throws Exception {
        with(Map.of());
        Key key = newKey();
        application.manage(Application.SSH, key, key.user()).ok();
        isOpenUnlessTheServerClosesIt(key.user());
    }

    private void isOpenUnlessTheServerClosesIt(String handle) {
        if (server.closesHandles()) {
            failed(application.exec(handle, "true"), "SshConnectionClosedException", SshErrorCode.HANDLE_CLOSED);
        } else {
            assertThat(application.exec(handle, "echo open").stdout()).isEqualTo("open\n");
        }
    }

    @Test
    void redeploymentLeavesNothing() throws Exception {
        with(Map.of());
        // If this fails, nobody knows what is deployed.
        properties = null;
        // More rounds show whether class loaders pile up.
        int rounds = keptClassLoaders == NOT_COUNTED ? 1 : 3;
        for (int round = 1; round <= rounds; round++) {
            Key key = newKey();
            application.run(key, "true");
            application.hold(Application.SSH, newKey(), "open").ok();
            server.undeploy();
            await().until(() -> sshd.openConnections() == 0);
            try (ServerJvm jvm = ServerJvm.of(server.pid())) {
                assertThat(jvm.names()).isEmpty();
                await().untilAsserted(() -> assertThat(jvm.threads()).isEmpty());
                if (keptClassLoaders != NOT_COUNTED) {
                    loadersAreGone(jvm);
                }
            }
            server.deploy();
            application.run(key, "true");
            assertThat(application.end(key)).isEqualTo(1);
        }
        properties = Map.of();
    }

    private void loadersAreGone(ServerJvm jvm) {
        await().untilAsserted(() -> assertThat(jvm.adapters()).as("class loaders of the adapter").isLessThanOrEqualTo(JDK_KEEPS + keptClassLoaders));
        await().untilAsserted(() -> assertThat(jvm.applications()).as("class loaders of the application").isZero());
        System.out.printf("[figure] %s: class loaders of the adapter after undeployment: %d%n", getClass().getSimpleName(), jvm.adapters());
    }

    @Test
    void profilesThatAreNotBoundAreThoseOfTheFile() throws Exception {
        with(server.smallPool());
        String user = newUser();
        for (String profile : List.of(Machine.profile(0), server.boundProfile())) {
            Key key = new Key(user, "s", profile);
            assertThat(application.tryToRun(Application.SMALL, key, "echo here").ok()).isEqualTo(key + "\n0\nhere\n");
        }
        failed(application.tryToRun(Application.SMALL, new Key(user, "s", "nowhere"), "true"), "SshProfileException", SshErrorCode.UNKNOWN_PROFILE);
    }

    @Test
    void everyBeanHasANameThatOperatorsKnow() throws Exception {
        with(server.smallPool());
        Key key = newKey();
        application.tryToRun(Application.SMALL, key, "true").ok();
        assertThat(beans()).contains(ApplicationServer.SMALL_NAME);
        with(Map.of());
        application.run(key, "true");
        assertThat(beans()).contains(server.shippedName(machine));
    }

    /** The names of the definitions' beans. */
    final List<String> beans() {
        try (ServerJvm jvm = ServerJvm.of(server.pid())) {
            return jvm.names().stream().map(bean -> ObjectName.unquote(bean.getKeyProperty("name"))).toList();
        }
    }

    @Test
    void timerEndsIdleConnections() throws Exception {
        with(QUICK);
        Key key = newKey();
        String first = application.run(key, PORT_OF_THIS_SIDE);
        closed(key, "idle_timeout");
        await().until(() -> sshd.openConnections() == 0);
        assertThat(application.run(key, PORT_OF_THIS_SIDE)).as("of a new connection").isNotEqualTo(first);
    }

    @Test
    void timerFindsServersThatHang() throws Exception {
        with(QUICK);
        Key key = newKey();
        application.hold(Application.SSH, key, key.user()).ok();
        AtOnce caller = new AtOnce().run(() -> assertThat(application.exec(key.user(), "echo runs; exec sleep 1000").ok()).isEqualTo("lost\nruns\n"));
        try (ServerJvm jvm = ServerJvm.of(server.pid())) {
            await().until(() -> jvm.definitions().stream().anyMatch(bean -> bean.getOpenChannels() == 1));
        }
        sshd.suspendConnections();
        try {
            caller.await();
            closed(key, "zombie_detected");
        } finally {
            sshd.killConnections();
        }
        assertThat(application.exec(key.user(), "echo again").stdout()).isEqualTo("again\n");
    }
}
