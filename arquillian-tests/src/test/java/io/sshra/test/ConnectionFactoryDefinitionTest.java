package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.resource.ConnectionFactoryDefinition;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.as.arquillian.api.ServerSetupTask;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A definition in an application (Connectors 2.1, connection factory definition). */
@ConnectionFactoryDefinition(name = "java:app/ssh", interfaceName = "io.sshra.SshConnectionFactory", resourceAdapter = "ssh-ra",
        minPoolSize = 0, maxPoolSize = 50, properties = {"profilesContext=java:/eis/ssh-profiles", "connectTimeoutSeconds=30"})
@ServerSetup(ConnectionFactoryDefinitionTest.BeanValidation.class)
@Tag("long")
class ConnectionFactoryDefinitionTest extends LoginTest {

    @Resource(lookup = "java:app/ssh")
    private SshConnectionFactory own;

    /**
     * WildFly 39.0.1 (ResourceAdapterActivatorService) does no Bean Validation of any adapter any more once an application has brought
     * a definition: the next test class in this WildFly has it again.
     */
    static final class BeanValidation implements ServerSetupTask {

        @Override
        public void setup(ManagementClient client, String container) {
            // It is as the server has started.
        }

        @Override
        public void tearDown(ManagementClient client, String container) {
            Management.reload(client.getControllerClient());
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        LoginServer server = LoginServer.shared();
        return Archives.rarWithDefinitions("", Archives.definition("java:/eis/ssh", ""),
                "<admin-objects><admin-object class-name=\"io.sshra.adapter.SshProfileObject\" jndi-name=\"java:/eis/ssh-profiles/web-1\""
                        + " pool-name=\"web-1\">" + Archives.property("host", "127.0.0.1") + Archives.property("port", server.port())
                        + Archives.property("username", "defined") + Archives.property("password", "good-defined")
                        + Archives.property("hostKeyFingerprints", server.hostKeyFingerprint()) + "</admin-object></admin-objects>");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.loginWar(ConnectionFactoryDefinitionTest.class);
    }

    @Test
    void onePoolForAllKeysIsCorrectAndGivesAWarning() throws Exception {
        try {
            for (int round = 0; round < 2; round++) {
                for (String user : List.of("alice", "bob")) {
                    try (SshConnection connection = own.getConnection(spec(user, "web-1"))) {
                        assertThat(connection.info().userId()).isEqualTo(user);
                        assertThat(login(connection)).isEqualTo("defined:good-defined");
                    }
                }
            }
        } finally {
            own.sessions().closeSession("alice", session);
            own.sessions().closeSession("bob", session);
        }
        assertThat(log.withCode("SSHRA000004")).hasSize(1);
    }

    @Test
    void aSecondAdapterGivesAWarning() throws Exception {
        assertThat(ServerLog.wholeFile().withCode("SSHRA000007")).isNotEmpty();
        try (SshConnection connection = own.getConnection(spec("alice", "web-1"))) {
            assertThat(own.sessions().connections("alice", session)).hasSize(1);
            assertThat(ssh.sessions().connections("alice", session)).as("of the other adapter").isEmpty();
            assertThat(ssh.sessions().closeSession("alice", session)).isZero();
            assertThat(login(connection)).isEqualTo("defined:good-defined");
        } finally {
            own.sessions().closeSession("alice", session);
        }
    }
}
