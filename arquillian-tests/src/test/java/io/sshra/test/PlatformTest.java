package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.junit.jupiter.api.Test;

/** Checks that the tests run on the WildFly and the JDK that they claim. The table in docs/platforms.md relies on it. */
class PlatformTest {

    private static String read(String attribute, String... address) throws IOException {
        try (ModelControllerClient client = Management.ofContainer()) {
            ModelNode read = Management.operation("read-attribute", address);
            read.get("name").set(attribute);
            return Management.execute(client, read).asString();
        }
    }

    @Test
    void wildFlyHasTheVersionThatTheBuildAskedFor() throws Exception {
        assertThat(read("product-version")).isEqualTo(System.getProperty("wildfly.version"));
    }

    @Test
    void wildFlyRunsOnTheJdkOfTheTests() throws Exception {
        List<String> versions = new ArrayList<>(List.of(read("vm-version", "core-service", "platform-mbean", "type", "runtime")));
        versions.add(read("spec-version", "core-service", "platform-mbean", "type", "runtime"));
        assertThat(versions).containsExactly(System.getProperty("java.vm.version"), System.getProperty("java.vm.specification.version"));
    }
}
