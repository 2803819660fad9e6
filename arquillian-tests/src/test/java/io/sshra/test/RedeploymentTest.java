package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The adapter, or the application that uses it, is redeployed while callers are in every operation. The test checks what the
 * callers get, and what is left in the server's JVM. Rounds, of two redeployments each: {@code -Dredeployments=10}.
 */
@ExtendWith(ArquillianExtension.class)
@RequiresOpenSsh
@RunAsClient
@Tag("long")
class RedeploymentTest {

    private static final int ROUNDS = Integer.getInteger("redeployments", 1);
    private static final int CHANNELS = 2;
    private static final long BIG_BYTES = 1L << 30;
    /** The time-out of what the callers wait for, none of which happens by itself. */
    private static final int CALLERS_WAIT_SECONDS = 3600;
    /**
     * The adapter has stopped, or the container has destroyed the leases. Which comes first for a caller is up to the
     * container.
     */
    private static final String EVENT_TYPE = "event io.sshra.";
    private static final String MODULE_LOADER = "bean jboss.modules:type=ModuleLoader,";
    private static final String TAKEN_AWAY = "(SSHRA001505|SSHRA001507): .*";

    /** The container no longer serves calls. */
    private static final String REFUSED = "SSHRA001901: .*";

    /** The permitted results of each caller. */
    private static final Map<String, String> SEEN = new TreeMap<>(Map.ofEntries(
            Map.entry("exec", "result with connectionLost|" + TAKEN_AWAY),
            Map.entry("process read", "IOException: .*|end of stream, connectionLost"),
            Map.entry("process write", "IOException: .*"),
            Map.entry("process wait", "ended(, connectionLost)?"),
            Map.entry("process future", "ended(, connectionLost)?"),
            Map.entry("shell read", "IOException: .*|end of stream, connectionLost"),
            Map.entry("upload", "(SSHRA001501|SSHRA001505|SSHRA001507): .*"),
            Map.entry("download", "(SSHRA001501|SSHRA001505|SSHRA001507): .*"),
            Map.entry("file read", "IOException: .*"),
            Map.entry("forwarding client", "end of stream|IOException: Connection reset"),
            Map.entry("connect", TAKEN_AWAY),
            Map.entry("connect of another caller", TAKEN_AWAY),
            Map.entry("connect behind another", TAKEN_AWAY),
            Map.entry("question", TAKEN_AWAY),
            Map.entry("question to another caller", TAKEN_AWAY),
            Map.entry("channel", TAKEN_AWAY),
            Map.entry("holds the only permit", "result with connectionLost|" + TAKEN_AWAY),
            Map.entry("permit of the container", REFUSED),
            Map.entry("commands without end", "result with connectionLost|" + TAKEN_AWAY),
            Map.entry("connections without end", "result with connectionLost|" + TAKEN_AWAY + "|" + REFUSED),
            Map.entry("handle afterwards", TAKEN_AWAY),
            Map.entry("factory afterwards", TAKEN_AWAY),
            Map.entry("sessions afterwards", "\\[\\]")));

    @ArquillianResource
    private Deployer deployer;
    @TempDir
    private Path folder;
    private OpenSshServer server;
    private final Remains remains = new Remains();
    private double longest;

    private static ResourceAdapterArchive rar() {
        String asks = LoginServer.shared().profilesFile("""
                Host asks
                  HostName 127.0.0.1
                  Port PORT
                  User asked-asks
                  UserKnownHostsFile FOLDER/known_hosts
                """).toString();
        String properties = Archives.property("profilesFile", asks) + Archives.property("promptHandler", Callers.HANDLER)
                + Archives.property("connectTimeoutSeconds", CALLERS_WAIT_SECONDS);
        return Archives.rarWithDefinitions(Archives.property("maxConcurrentConnectsPerHost", 1)
                + Archives.property("maxChannelsPerConnection", CHANNELS) + Archives.property("channelWaitSeconds", CALLERS_WAIT_SECONDS),
                Archives.definition("java:/eis/ssh", properties)
                        + Archives.definition(Callers.SMALL, properties, "<max-pool-size>1000<", "<max-pool-size>1<",
                        "<blocking-timeout-millis>5000<", "<blocking-timeout-millis>" + CALLERS_WAIT_SECONDS + "000<"), "");
    }

    @Deployment(name = "adapter", managed = false, testable = false)
    static ResourceAdapterArchive adapter() {
        return rar();
    }

    @Deployment(name = "application", managed = false, testable = false)
    static WebArchive application() {
        return Archives.war();
    }

    @Deployment(name = "both", managed = false, testable = false)
    static EnterpriseArchive both() {
        return Archives.ear(rar());
    }

    @Deployment(name = "remains", managed = false, testable = false)
    static WebArchive remains() {
        return Archives.remains();
    }

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        try (RandomAccessFile big = new RandomAccessFile(folder.resolve(Callers.BIG).toFile(), "rw")) {
            big.setLength(BIG_BYTES);
        }
        deployer.deploy("remains");
        remains.begin();
    }

    @AfterEach
    void stop() {
        deployer.undeploy("remains");
        server.close();
    }

    /** Deploys, starts all callers, undeploys, and checks the results of the callers. */
    private void redeployUnderLoad(String... deployments) throws Exception {
        try (HostileServer silent = HostileServer.silent()) {
            Properties servers = new Properties();
            Map.of("port", server.port(), "login", server.username(), "key", server.privateKey(), "fingerprint",
                    server.hostKeyFingerprint(), "silent", silent.port(), "channels", CHANNELS)
                    .forEach((name, value) -> servers.setProperty(name, value.toString()));
            Path place = Files.createTempDirectory(folder, "round");
            Files.createLink(place.resolve(Callers.BIG), folder.resolve(Callers.BIG));
            try (Writer out = Files.newBufferedWriter(place.resolve(Callers.SERVERS))) {
                servers.store(out, null);
            }
            for (String deployment : deployments) {
                deployer.deploy(deployment);
            }
            assertThat(remains.get("/tests/callers?folder=" + URLEncoder.encode(place.toString(), StandardCharsets.UTF_8)))
                    .containsExactly(String.valueOf(SEEN.size()));
            remains.remember();

            long from = System.currentTimeMillis();
            long start = System.nanoTime();
            for (int i = deployments.length - 1; i >= 0; i--) {
                deployer.undeploy(deployments[i]);
            }
            longest = Math.max(longest, (System.nanoTime() - start) / 1e9);
            Files.createFile(place.resolve(Callers.UNDEPLOYED));

            Path report = place.resolve(Callers.REPORT);
            await().atMost(Remains.BOUND).untilAsserted(() -> assertThat(Files.readAllLines(report)).as("callers that have ended")
                    .extracting(line -> line.split("\t")[0]).containsExactlyInAnyOrderElementsOf(SEEN.keySet()));
            for (String line : Files.readAllLines(report)) {
                String[] parts = line.split("\t");
                System.out.printf("[figure] undeployed %s: %s: %s after %d ms%n", deployments[0], parts[0], parts[1], Long.parseLong(parts[2]) - from);
            }
            for (String line : Files.readAllLines(report)) {
                String[] parts = line.split("\t");
                assertThat(parts[1]).as(parts[0]).matches(SEEN.get(parts[0]));
            }
            assertThat(place.resolve("uploaded")).doesNotExist();
            assertThat(place.resolve("downloaded")).doesNotExist();
            await().atMost(Remains.BOUND).until(() -> server.openConnections() == 0 && silent.allClosedByPeer());
        }
    }

    /** The lines of one list that the other does not have, counting duplicates. */
    private static List<String> more(List<String> one, List<String> other) {
        List<String> more = new ArrayList<>(one);
        other.forEach(more::remove);
        return more;
    }

    @Test
    void redeploymentsUnderLoadLeaveNoCallerWaitingAndNothingElse() throws Exception {
        redeployUnderLoad("adapter", "application");
        List<String> before = remains.state();
        longest = 0;
        for (int round = 0; round < ROUNDS; round++) {
            redeployUnderLoad("adapter", "application");
            redeployUnderLoad("both");
        }
        System.out.printf("[figure] %d undeployments under load: the longest took %.2f s%n", 2 * ROUNDS, longest);
        int born = remains.born();
        await().atMost(Remains.BOUND).untilAsserted(() -> {
            remains.assertNoClassLoader("deployment", born);
            List<String> after = remains.state();
            assertThat(more(after, before)).as("the state of the JVM now").isEmpty();
            assertThat(more(before, after)).as("the state before, except for garbage of earlier tests")
                    .allMatch(line -> line.startsWith(EVENT_TYPE) || line.startsWith(MODULE_LOADER));
        });
    }

    @Test
    void theAdapterDoesNotRetainARedeployedApplication() throws Exception {
        deployer.deploy("adapter");
        for (int round = 0; round < ROUNDS; round++) {
            deployer.deploy("application");
            assertThat(remains.get("/tests/load?what=everything&first=" + 5 * round + "&count=5&port=" + server.port() + "&login=" + server.username()
                    + "&key=" + server.privateKeyFile() + "&fingerprint="
                    + URLEncoder.encode(server.hostKeyFingerprint(), StandardCharsets.UTF_8))).containsExactly("all");
            remains.remember();
            deployer.undeploy("application");
        }
        assertThat(server.openConnections()).as("of sessions that go on").isEqualTo(5L * ROUNDS);
        int born = remains.born();
        try {
            await().atMost(Remains.BOUND).untilAsserted(() -> remains.assertNoClassLoader("tests.war", born));
        } finally {
            deployer.undeploy("adapter");
        }
        await().atMost(Remains.BOUND).untilAsserted(() -> remains.assertNoClassLoader("deployment", born));
    }
}
