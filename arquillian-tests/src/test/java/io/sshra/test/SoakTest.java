package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Threads inside the container run all operations with the connections of many keys, while servers, networks, sessions,
 * profiles and pools fail at random. Nothing is lost, and no connection is used by another key. {@code -Dsoak.minutes} is the
 * duration; {@code -Dsoak.seed} repeats the same random choices.
 */
@ExtendWith(ArquillianExtension.class)
@RequiresOpenSsh
@RunAsClient
@Tag("soak")
class SoakTest {

    /** JNDI names of the connection definitions. */
    static final String SHARED = "java:/eis/ssh";
    static final String FLUSHED = "java:/eis/flushed";

    static final int IDLE_SECONDS = 4;
    static final int KEEPALIVE_SECONDS = 2;
    static final int KEEPALIVE_MISSED = 2;

    // Figures of the container's process and the adapter in it.
    static final String HEAP = "live heap, KiB";
    static final String THREADS = "threads";
    static final String ADAPTER_THREADS = "other threads of the adapter";
    static final String CONNECTING_THREADS = "threads that connect";
    static final String DESCRIPTORS = "file descriptors";
    static final String SOCKETS = "sockets";
    static final String LEASES = "leases in memory";
    static final String TOTAL = "connections of the adapter";
    static final String LISTED = "connections that sessions list";
    static final String ALIVE = "connections that sessions list as alive";
    static final String CHANNELS = "channels";

    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes"));
    private static final long SEED = Long.parseLong(System.getProperty("soak.seed"));
    private static final int WARM_UP_SECONDS = 3;
    private static final Duration REST = Patience.LIMIT;
    /** Allowance for classes and caches that stay, and for differences from one moment to another. */
    private static final int MOST_HEAP_GROWTH_KIB = 20 * 1024;
    /** Allowance for the container's thread pools and the files that it keeps open. */
    private static final int MOST_GROWTH = 20;

    private static final Path FOLDER = folder();

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("soak");
            // The file must exist when the adapter is deployed. SoakServers writes it.
            Files.createFile(folder.resolve(SoakServers.PROFILES_FILE));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        String[] validation = {"<background-validation-millis>10000<", "<background-validation-millis>2000<"};
        String properties = Archives.property("profilesFile", FOLDER.resolve(SoakServers.PROFILES_FILE)) + Archives.property("allowForwarding", true);
        return Archives.rarWithDefinitions(Archives.property("idleTimeoutSeconds", IDLE_SECONDS)
                + Archives.property("evictionIntervalSeconds", 1) + Archives.property("validationIntervalSeconds", 5)
                + Archives.property("validationTimeoutSeconds", 5) + Archives.property("credentialSuspensionSeconds", 2)
                + Archives.property("keepaliveIntervalSeconds", KEEPALIVE_SECONDS)
                + Archives.property("keepaliveMaxMissed", KEEPALIVE_MISSED),
                Archives.definition(SHARED, properties, validation) + Archives.definition(FLUSHED, properties, validation), "");
    }

    @Deployment(name = "load", order = 2, testable = false)
    static WebArchive load() {
        return Archives.war().addClass(SoakServlet.class);
    }

    /** Not HTTP/2: WildFly might end the connection between two requests, which would fail the run. */
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private String call(String what) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + System.getProperty("wildfly.port.http") + "/tests/soak?do=" + what);
        HttpResponse<String> response = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private Map<String, Long> values(String what) throws Exception {
        Map<String, Long> values = new LinkedHashMap<>();
        call(what).lines().map(line -> line.split("\t")).forEach(line -> values.put(line[0], Long.valueOf(line[1])));
        return values;
    }

    private Map<String, Long> figures() throws Exception {
        return values("figures");
    }

    @Test
    void nothingIsLostAndNoKeyIsMixedUp() throws Exception {
        System.out.printf("[figure] soak for %s minutes; -Dsoak.seed=%d repeats the same random choices%n", MINUTES, SEED);
        try (SoakServers servers = new SoakServers(FOLDER); ModelControllerClient management = Management.ofContainer()) {
            ServerLog log = ServerLog.ofContainer();
            List<ContainerPool> pools = List.of(new ContainerPool(SHARED, management), new ContainerPool(FLUSHED, management));
            // One round without faults, so that all classes and permanent caches are loaded.
            startLoad(servers, SEED);
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            stopLoad(servers, pools);
            endAll(servers, pools);
            Map<String, Long> before = figures();

            startLoad(servers, SEED + 1);
            List<Long> heap = loadWithFaults(new SoakFaults(servers, management));
            stopLoad(servers, pools);
            call("counts").lines().forEach(line -> System.out.println("[figure] soak: " + line.replace("\t", " ")));
            checkServers(servers);
            endAll(servers, pools);
            eachKeyOnce(servers, pools);
            await().atMost(REST).untilAsserted(() -> assertThat(figures()).contains(entry(CONNECTING_THREADS, 0L)));
            Map<String, Long> after = figures();
            System.out.println("[figure] soak: before " + before);
            System.out.println("[figure] soak: after  " + after);

            assertThat(call("unexpected")).as("outcomes that no fault explains").isEmpty();
            assertThat(SoakComplaints.unexpected(log.complaints())).isEmpty();
            assertThat(after.get(ADAPTER_THREADS)).as("threads of the adapter").isLessThanOrEqualTo(before.get(ADAPTER_THREADS) + 2);
            for (String what : List.of(THREADS, DESCRIPTORS, SOCKETS)) {
                assertThat(after.get(what)).as(what).isLessThan(before.get(what) + MOST_GROWTH);
            }
            assertThat(after.get(HEAP)).as(HEAP).isLessThan(before.get(HEAP) + MOST_HEAP_GROWTH_KIB);
            assertThat(mean(heap.subList(heap.size() / 2, heap.size()))).as("live heap under load: " + heap)
                    .isLessThan(mean(heap.subList(0, (heap.size() + 1) / 2)) + MOST_HEAP_GROWTH_KIB);
        }
    }

    private void startLoad(SoakServers servers, long seed) throws Exception {
        call("load&folder=" + FOLDER + "&echo=" + servers.echo.port() + "&refusing=" + servers.refusing.port() + "&fingerprint="
                + URLEncoder.encode(servers.refusing.hostKeyFingerprint(), StandardCharsets.UTF_8) + "&seed=" + seed);
    }

    /** Nothing is in use any more, and all parties count the same connections. */
    private void stopLoad(SoakServers servers, List<ContainerPool> pools) throws Exception {
        assertThat(call("stop")).as("threads that have not ended").isEmpty();
        await().atMost(REST).untilAsserted(() -> {
            assertThat(pools).allSatisfy(pool -> assertThat(pool.inUse()).as("permits of the container").isZero());
            assertThat(figures()).contains(entry(CHANNELS, 0L), entry(TOTAL, servers.connections()));
        });
    }

    /** The live heap, each minute. */
    private List<Long> loadWithFaults(SoakFaults faults) throws Exception {
        List<Long> heap = new ArrayList<>();
        faults.start(SEED + 2);
        try {
            long end = System.nanoTime() + (long) (MINUTES * TimeUnit.MINUTES.toNanos(1));
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MINUTES.toNanos(1)));
                Map<String, Long> now = figures();
                heap.add(now.get(HEAP));
                System.out.println("[figure] soak: " + now);
            }
        } finally {
            faults.end();
        }
        System.out.println("[figure] soak: faults " + faults.counts());
        return heap;
    }

    private static double mean(List<Long> all) {
        return all.stream().mapToLong(Long::longValue).average().orElseThrow();
    }

    /**
     * No command ran twice, no command that was reported to have run is missing, and every file with a final name is complete.
     */
    private void checkServers(SoakServers servers) throws Exception {
        Map<String, Long> told = values("ran");
        long all = 0;
        for (SoakKey key : servers.keys()) {
            List<String> ran = servers.ran(key);
            assertThat(ran).as("commands of " + key.mark()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(told.get(key.mark()).intValue());
            all += ran.size();
        }
        assertThat(all).isPositive();
        System.out.printf("[figure] soak: %d commands known to have run, %d in the servers' files, none twice%n",
                told.values().stream().mapToLong(Long::longValue).sum(), all);
        assertThat(servers.incomplete()).as("incomplete files with a final name").isEmpty();
    }

    /** Connects all keys. Each party has one connection for each key, and none after their sessions have ended. */
    private void eachKeyOnce(SoakServers servers, List<ContainerPool> pools) throws Exception {
        long keys = servers.keys().size();
        long forgotten = countedLeases(pools);
        System.out.println("[figure] soak: leases that the container has forgotten: " + forgotten);
        assertThat(call("use")).isEqualTo(String.valueOf(keys));
        Map<String, Long> now = figures();
        long leases = countedLeases(pools) - forgotten;
        System.out.printf("[figure] soak: %d keys at once: leases of the container %d, connections of the adapter %d, of the servers %d%n",
                keys, leases, now.get(TOTAL), servers.connections());
        assertThat(List.of(leases, now.get(LEASES), now.get(TOTAL), now.get(ALIVE), servers.connections())).containsOnly(keys);
        assertThat(endAll(servers, pools)).isEqualTo(keys);
    }

    /** The number of leases that exist, as the container counts them. */
    private static long countedLeases(List<ContainerPool> pools) {
        return pools.stream().mapToInt(ContainerPool::leases).sum();
    }

    /**
     * Ends all sessions, waits until nothing is left of them anywhere, and returns how many connections there were.
     *
     * <p>IronJacamar 3.0.18 forgets a lease that is created in a sub-pool while a flush finds that sub-pool empty and drops it.
     * It never destroys such a lease and counts it forever, whatever the adapter does. So this searches for the leases
     * themselves.
     */
    private long endAll(SoakServers servers, List<ContainerPool> pools) throws Exception {
        long ended = Long.parseLong(call("end"));
        await().atMost(REST).untilAsserted(() -> {
            assertThat(servers.connections()).as("connections of the servers").isZero();
            assertThat(figures()).contains(entry(LEASES, 0L), entry(TOTAL, 0L), entry(LISTED, 0L), entry(ALIVE, 0L), entry(CHANNELS, 0L));
        });
        return ended;
    }
}
