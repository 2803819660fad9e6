package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.test.servers.Application.Key;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract tests, and what only GlassFish and Payara do. */
abstract class GlassFishContractTests extends SystemContractTests {

    /** The shipped one, the small one, and the wrong one. */
    private static final int DEFINITIONS = 3;

    private final GlassFish glassFish;

    GlassFishContractTests(GlassFish server, int keptClassLoaders) {
        super(server, "the adapter's own timer", keptClassLoaders);
        glassFish = server;
    }

    @Test
    void replacedDefinitionsDoNotPileUp() throws Exception {
        with(Map.of());
        Key key = newKey();
        for (int seconds = 16; seconds < 20; seconds++) {
            glassFish.set("connectTimeoutSeconds", seconds);
            application.run(key, "true");
        }
        glassFish.createWrongDefinition();
        try {
            for (int call = 0; call < 4; call++) {
                assertThatThrownBy(() -> application.tryToRun(GlassFish.WRONG, key, "true")).hasMessageContaining("connectTimeoutSeconds");
            }
            try (ServerJvm jvm = ServerJvm.of(server.pid())) {
                await().untilAsserted(() -> {
                    assertThat(jvm.connectionDefinitions()).as("definitions").isLessThanOrEqualTo(DEFINITIONS);
                    assertThat(jvm.names()).as("beans").hasSizeLessThanOrEqualTo(DEFINITIONS);
                    assertThat(beans()).as("the name that the first one had").contains(server.shippedName(machine));
                });
            }
        } finally {
            glassFish.deleteWrongDefinition();
        }
    }
}
