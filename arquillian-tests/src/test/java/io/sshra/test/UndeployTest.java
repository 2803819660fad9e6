package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The adapter is undeployed while it has hundreds of connections, some to hung servers, and connects under way. */
@ExtendWith(ArquillianExtension.class)
@RequiresOpenSsh
@RunAsClient
@Tag("long")
class UndeployTest {

    private static final int CONNECTIONS = 200;
    private static final int HUNG = 20;
    private static final int CONNECTING = 5;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "adapter", managed = false, testable = false)
    static ResourceAdapterArchive adapter() {
        // Nothing ends a wait during the test: no hung server is detected, and no connect times out.
        return Archives.rar(Archives.property("keepaliveIntervalSeconds", 0) + Archives.property("validationIntervalSeconds", 3600),
                Archives.PROFILES_FILE, Archives.property("connectTimeoutSeconds", 3600) + Archives.PROFILES_FILE);
    }

    @Deployment(name = "application", managed = false, testable = false)
    static WebArchive application() {
        return Archives.war();
    }

    private static String load(OpenSshServer server, int port, String what, int first, int count) throws Exception {
        String query = "what=" + what + "&first=" + first + "&count=" + count + "&port=" + port + "&login=" + server.username()
                + "&key=" + server.privateKeyFile() + "&fingerprint="
                + URLEncoder.encode(server.hostKeyFingerprint(), StandardCharsets.UTF_8);
        URI uri = URI.create("http://127.0.0.1:" + System.getProperty("wildfly.port.http") + "/tests/load?" + query);
        HttpResponse<String> response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @Test
    void undeploymentWaitsForNobodyAndLeavesNothing() throws Exception {
        try (OpenSshServer server = OpenSshServer.start(); OpenSshServer hung = OpenSshServer.start();
                HostileServer silent = HostileServer.silent()) {
            deployer.deploy("adapter");
            deployer.deploy("application");
            assertThat(load(server, server.port(), "use", 0, CONNECTIONS)).isEqualTo(String.valueOf(CONNECTIONS));
            assertThat(load(hung, hung.port(), "use", CONNECTIONS, HUNG)).isEqualTo(String.valueOf(HUNG));
            hung.suspendConnections();
            load(server, silent.port(), "background", CONNECTIONS + HUNG, CONNECTING);
            await().until(() -> silent.connections() == CONNECTING);
            assertThat(server.openConnections()).isEqualTo(CONNECTIONS);
            ServerLog log = ServerLog.ofContainer();

            deployer.undeploy("application");
            long start = System.nanoTime();
            deployer.undeploy("adapter");
            System.out.printf("[figure] undeployment with %d connections, %d of them hung, and %d connects under way: %.2f s%n",
                    CONNECTIONS + HUNG, HUNG, CONNECTING, (System.nanoTime() - start) / 1e9);

            await().until(() -> server.openConnections() == 0);
            await().until(silent::allClosedByPeer);
            hung.resumeConnections();
            await().until(() -> hung.openConnections() == 0);
            List<String> closed = log.withCode("SSHRA000102");
            assertThat(closed).hasSize(CONNECTIONS + HUNG)
                    .allMatch(line -> line.contains("reason=container_destroyed") || line.contains("reason=pool_shutdown"));
            assertThat(log.withCode("SSHRA000002")).singleElement().extracting(line -> Integer.valueOf(line.replaceFirst(".* (\\d+) connections closed.*", "$1")))
                    .as("those that the container destroys before it stops the adapter included").isIn(IntStream.rangeClosed(CONNECTIONS + HUNG,
                            CONNECTIONS + HUNG + CONNECTING).boxed().toList());
            assertThat(log.complaints()).as("only the container's warning about leases in use")
                    .hasSize(CONNECTING).allMatch(line -> line.contains("IJ000615"));

            deployer.deploy("adapter");
            deployer.deploy("application");
            assertThat(load(server, server.port(), "use", 0, 1)).isEqualTo("1");
            deployer.undeploy("application");
            deployer.undeploy("adapter");
            await().until(() -> server.openConnections() == 0);
        }
    }
}
