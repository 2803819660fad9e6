package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.test.servers.Application.Key;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In Quarkus with its IronJacamar extension, which has no JNDI and does not undeploy. */
@Tag("server")
class QuarkusTest extends SystemContractTests {

    /** The module with the application of the contract tests. */
    private static final String CONTRACT = "quarkus";

    QuarkusTest() {
        super(new Quarkus("contract", CONTRACT), "the adapter's own timer", SystemContractTests.NOT_COUNTED);
    }

    /** Profiles are not in JNDI. */
    @Override
    void profilesThatAreNotBoundAreThoseOfTheFile() {
        throw new UnsupportedOperationException();
    }

    /** See {@link #aStopClosesAllConnections}. */
    @Override
    void redeploymentLeavesNothing() {
        throw new UnsupportedOperationException();
    }

    @Test
    void aStopClosesAllConnections() throws Exception {
        with(Map.of());
        Key key = newKey();
        application.hold(Application.SSH, key, "open").ok();
        ended();
        ((Quarkus) server).terminate();
        // The extension stops its pool before the adapter.
        closed(key, "container_destroyed");
        assertThat(server.logged("SSHRA000002")).singleElement().asString().contains("stopped: 1 connections closed");
        await().until(() -> sshd.openConnections() == 0);
    }

    @Test
    void theExampleGivesItsFirstAnswer() throws Exception {
        try (Quarkus example = new Quarkus("example", "../examples/quarkus")) {
            example.start(machine, Map.of());
            HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + example.port + "/disk?on=" + Machine.profile(0))).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("Filesystem");
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anAdapterThatDoesNotStartEndsTheStartOfTheApplication() throws Exception {
        try (Quarkus wrong = new Quarkus("wrong", CONTRACT)) {
            assertThatThrownBy(() -> wrong.start(machine, Map.of("idleTimeoutSeconds", 0))).hasMessageContaining(
                    "SSHRA000014: SSH resource adapter not started: idleTimeoutSeconds is 0: it must be from 1 to 604800");
        }
        try (Quarkus wrong = new Quarkus("wrong", CONTRACT)) {
            assertThatThrownBy(() -> wrong.start(machine, Map.of("idleTimeout", 900))).hasMessageContaining(
                    "quarkus.ironjacamar.ra.config.idleTimeout is no property of the SSH adapter");
        }
    }
}
