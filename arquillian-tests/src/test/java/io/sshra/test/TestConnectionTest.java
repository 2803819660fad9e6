package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.testing.HostileServer;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WildFly's {@code test-connection-in-pool}: what an operator does first. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@Tag("long")
class TestConnectionTest {

    private static final LoginServer SERVER = LoginServer.shared();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "adapter", managed = false, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rarWithDefinitions("", definition("java:/eis/shipped", SERVER.port()) + definition("java:/eis/down", HostileServer.closedPort())
                + definition("java:/eis/one", SERVER.port(), "<application/>", "", "<security>", "", "</security>", ""), "");
    }

    private static String definition(String jndiName, int port, String... changes) {
        return Archives.definition(jndiName, Archives.property("profile", "own") + Archives.property("host", "127.0.0.1")
                + Archives.property("port", port) + Archives.property("username", "tested") + Archives.property("password", "good-tested")
                + Archives.property("hostKeyFingerprints", SERVER.hostKeyFingerprint()), changes);
    }

    /** WildFly passes an operation with a user name on to the pool with a request, and one without to a pool that may need none. */
    private static String test(ModelControllerClient client, String jndiName, boolean named) {
        ModelNode request = Management.operation("test-connection-in-pool", "deployment", ContainerTest.RAR, "subsystem", "resource-adapters",
                "ironjacamar", "ironjacamar", "resource-adapter", ContainerTest.RAR, "connection-definitions", jndiName);
        if (named) {
            request.get("username").set("-");
            request.get("password").set("-");
        }
        return Management.execute(client, request).asString();
    }

    @Test
    void theOwnProfileIsTestedAndAFailureSaysWhy() throws Exception {
        deployer.deploy("adapter");
        ServerLog log = ServerLog.ofContainer();
        try (ModelControllerClient client = Management.ofContainer()) {
            assertThat(test(client, "java:/eis/shipped", true)).isEqualTo("[true]");
            assertThat(test(client, "java:/eis/shipped", true)).as("again").isEqualTo("[true]");
            assertThat(test(client, "java:/eis/one", false)).isEqualTo("[true]");
            assertThat(log.withCode("SSHRA000100")).as("each test connects").hasSize(3).allMatch(line -> line.contains("profile=own"));
            assertThat(log.withCode("SSHRA000102")).as("and closes").hasSize(3).allMatch(line -> line.contains("reason=explicit_close"));
            assertThatThrownBy(() -> test(client, "java:/eis/down", true)).hasMessageContaining("SSHRA001202: refused by 127.0.0.1:");
            assertThatThrownBy(() -> test(client, "java:/eis/shipped", false)).as("IronJacamar refuses: PoolByCri.testConnection")
                    .hasMessageContaining("WFLYJCA0047");
        } finally {
            deployer.undeploy("adapter");
        }
    }
}
