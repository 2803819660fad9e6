package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshConnection;
import io.sshra.SshProfile;
import jakarta.annotation.Resource;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.as.arquillian.api.ServerSetupTask;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The adapter configured in WildFly's resource-adapters subsystem, definition, sign-on and profiles. The archive has no
 * ironjacamar.xml then: with both WildFly starts the adapter twice.
 */
@ServerSetup(SubsystemTest.Configuration.class)
@Tag("long")
class SubsystemTest extends LoginTest {

    private static final String CONTEXT = "ssh-subsystem-login";

    @Resource(lookup = "java:/eis/ssh-profiles/configured")
    private SshProfile configured;

    /** The commands in docs/configuration.md. */
    static final class Configuration implements ServerSetupTask {

        @Override
        public void setup(ManagementClient managementClient, String container) {
            ModelControllerClient client = managementClient.getControllerClient();
            new ElytronLogin(client, CONTEXT).add("container", "good-container");
            ModelNode adapter = at("add");
            adapter.get("archive").set(ContainerTest.RAR);
            adapter.get("transaction-support").set("NoTransaction");
            adapter.get("statistics-enabled").set(true);
            Management.execute(client, adapter);
            ModelNode definition = at("add", "connection-definitions", "ssh");
            definition.get("class-name").set("io.sshra.adapter.SshManagedConnectionFactory");
            definition.get("jndi-name").set("java:/eis/ssh");
            definition.get("elytron-enabled").set(true);
            definition.get("authentication-context-and-application").set(CONTEXT);
            definition.get("max-pool-size").set(1000);
            definition.get("validate-on-match").set(false);
            definition.get("background-validation").set(true);
            definition.get("background-validation-millis").set(10_000);
            Management.execute(client, definition);
            property(client, "profilesContext", "java:/eis/ssh-profiles", "connection-definitions", "ssh");
            for (String name : new String[] {"configured", "nameless"}) {
                ModelNode object = at("add", "admin-objects", name);
                object.get("class-name").set("io.sshra.adapter.SshProfileObject");
                object.get("jndi-name").set("java:/eis/ssh-profiles/" + name);
                Management.execute(client, object);
            }
            LoginServer server = LoginServer.shared();
            Map.of("host", "127.0.0.1", "port", String.valueOf(server.port()), "username", "configured", "password", "good-configured",
                    "hostKeyFingerprints", server.hostKeyFingerprint(), "privilegeLevel", "operator", "maxChannelsPerConnection", "3")
                    .forEach((name, value) -> property(client, name, value, "admin-objects", "configured"));
            Map.of("host", "127.0.0.1", "port", String.valueOf(server.port()), "hostKeyFingerprints", server.hostKeyFingerprint())
                    .forEach((name, value) -> property(client, name, value, "admin-objects", "nameless"));
        }

        private static void property(ModelControllerClient client, String name, String value, String type, String of) {
            ModelNode property = at("add", type, of, "config-properties", name);
            property.get("value").set(value);
            Management.execute(client, property);
        }

        private static ModelNode at(String operation, String... below) {
            ModelNode node = Management.operation(operation, "subsystem", "resource-adapters", "resource-adapter", "ssh-test");
            for (int i = 0; i < below.length; i += 2) {
                node.get("address").add(below[i], below[i + 1]);
            }
            return node;
        }

        @Override
        public void tearDown(ManagementClient managementClient, String container) {
            Management.execute(managementClient.getControllerClient(), at("remove"));
            new ElytronLogin(managementClient.getControllerClient(), CONTEXT).remove();
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rarWithoutDescriptor();
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.loginWar(SubsystemTest.class);
    }

    @Test
    void theContainersLoginIsUsedInTheSubPoolOfEachUser() throws Exception {
        try (SshConnection alice = ssh.getConnection(spec("alice", "configured"));
                SshConnection bob = ssh.getConnection(spec("bob", "configured"))) {
            assertThat(login(alice)).isEqualTo("container:good-container");
            assertThat(login(bob)).isEqualTo("container:good-container");
            assertThat(alice.info().userId()).isEqualTo("alice");
            assertThat(bob.info().userId()).isEqualTo("bob");
        }
        assertThat(login(ssh, spec("alice", "configured"))).isEqualTo("container:good-container");
        assertThat(login(ssh, spec("alice", "nameless"))).as("a profile without a login of its own").isEqualTo("container:good-container");
        assertThat(log.complaints()).isEmpty();
    }

    @Test
    void theManagementModelHasTheFiguresOfAdapterAndContainer() throws Exception {
        try (ModelControllerClient client = Management.here()) {
            Management.execute(client, Configuration.at("clear-statistics", "connection-definitions", "ssh", "statistics", "extended"));
            try (SshConnection connection = ssh.getConnection(spec("alice", "configured"))) {
                connection.exec("true");
                ModelNode adapters = figures(client, "extended");
                ModelNode containers = figures(client, "pool");
                assertThat(adapters.get("Commands").asLong()).isEqualTo(1);
                assertThat(adapters.get("CommandMicrosMax").asLong()).isPositive();
                assertThat(adapters.get("OpenConnections").asLong()).isPositive();
                assertThat(adapters.get("LeasesInUse").asLong()).isEqualTo(1).isEqualTo(containers.get("InUseCount").asLong());
                assertThat(adapters.get("Leases").asLong()).as("for some seconds the container's pool also has the leases of ended sessions")
                        .isPositive().isLessThanOrEqualTo(containers.get("ActiveCount").asLong());
            }
            assertThat(figures(client, "extended").get("LeasesInUse").asLong()).isZero().isEqualTo(figures(client, "pool").get("InUseCount").asLong());
        }
    }

    private static ModelNode figures(ModelControllerClient client, String statistics) {
        ModelNode read = Configuration.at("read-resource", "connection-definitions", "ssh", "statistics", statistics);
        read.get("include-runtime").set(true);
        return Management.execute(client, read);
    }

    @Test
    void profilesAreFoundAndReported() throws Exception {
        assertThat(configured.getPrivilegeLevel()).isEqualTo("operator");
        assertThat(configured.getUsername()).isEqualTo("configured");
        try (SshConnection connection = ssh.getConnection(spec("alice", "configured"))) {
            assertThat(connection.info().privilegeLevel()).isEqualTo("operator");
        }
    }
}
