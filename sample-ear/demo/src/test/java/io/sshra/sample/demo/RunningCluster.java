package io.sshra.sample.demo;

import io.sshra.sample.servers.Cluster;
import io.sshra.sample.servers.WildFly;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Two nodes with the sample, a balancer in front of them, and two real SSH servers: profiles {@code web-1} and {@code web-2}. */
final class RunningCluster implements ConsoleAddress, AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final OpenSshServer first = OpenSshServer.start();
    private final OpenSshServer second = OpenSshServer.start();
    private final DemoUsers users = new DemoUsers(RunningConsole.ROUNDS);
    private final AgentKey agents = new AgentKey();
    private final int port = WildFly.freePort();
    private final Path written;
    private final Cluster cluster;

    RunningCluster() throws IOException, InterruptedException {
        Path folder = Path.of(System.getProperty("sample.folder"));
        written = Files.createTempDirectory(folder, "cluster-test-");
        cluster = Cluster.prepare(folder.resolve(System.getProperty("sample.wildfly")), written, 2, Demo.SETTINGS, List.of(folder.resolve("ssh-ra-sample.ear")),
                port, Map.of("sshra.profilesFile", RunningConsole.profiles(written, Map.of("web-1", first, "web-2", second)).toString(),
                        "sample.usersFile", users.write(written).toString(), "sample.agentKeyFile", agents.write(written).toString()));
        List<WildFly> all = Stream.concat(cluster.nodes().stream(), Stream.of(cluster.balancer())).toList();
        try {
            for (WildFly server : all) {
                start(server);
            }
            for (WildFly server : all) {
                server.awaitReady(START_LIMIT, Demo.PAGES);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void start(WildFly server) throws IOException {
        server.start();
        Watchdog.overChildren(written.toString());
    }

    /** The balancer's. */
    @Override
    public String address() {
        return address(port);
    }

    private static String address(int port) {
        return "http://127.0.0.1:" + port + "/console/";
    }

    /** The address of a node without the balancer. */
    String address(String node) {
        return address(node(node).port());
    }

    /** Where agents' requests to a node go, without the path. */
    String agentAddress(String node) {
        return "http://127.0.0.1:" + node(node).port();
    }

    /** A client of an agent of this name, which acts for alice, at a node. */
    AgentClient agent(String name, String node) {
        return new AgentClient(agentAddress(node), "Bearer " + agents.token(alice().name(), name, Duration.ofHours(1)));
    }

    private WildFly node(String name) {
        return cluster.nodes().stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    /** Ends a node as a power failure does. */
    void kill(String node) throws InterruptedException {
        CompletableFuture<ProcessHandle> end = ProcessHandle.of(node(node).pid()).orElseThrow().onExit();
        ProcessHandle.of(node(node).pid()).orElseThrow().destroyForcibly();
        end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    /** Starts a node again that was killed. */
    void restart(String node) throws IOException, InterruptedException {
        start(node(node));
        node(node).awaitReady(START_LIMIT, Demo.PAGES);
    }

    /** The machine of the profile {@code web-1}. */
    OpenSshServer first() {
        return first;
    }

    /** The machine of the profile {@code web-2}. */
    OpenSshServer second() {
        return second;
    }

    DemoUsers.User alice() {
        return users.all().get(0);
    }

    /** The administrator. */
    DemoUsers.User carol() {
        return users.all().get(2);
    }

    @Override
    public void close() {
        cluster.nodes().parallelStream().forEach(WildFly::stop);
        cluster.balancer().stop();
        first.close();
        second.close();
    }
}
