package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is configured wrongly, or twice, and what an operator sees then. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@Timeout(120)
class WrongConfigurationTest {

    private static final String DEFINITION = "io.sshra.adapter.SshManagedConnectionFactory";

    @ArquillianResource
    private Deployer deployer;

    @ArquillianResource
    private ManagementClient management;

    private String deployed;

    @Deployment(name = "plain", managed = false, testable = false)
    static ResourceAdapterArchive plain() {
        return Archives.rarWithoutDescriptor();
    }

    @Deployment(name = "shipped", managed = false, testable = false)
    static ResourceAdapterArchive shipped() {
        return Archives.rar();
    }

    @Deployment(name = "wrong", managed = false, testable = false)
    static ResourceAdapterArchive wrong() {
        return Archives.rar(Archives.property("maxConnectionsPerSession", 0));
    }

    private void deploy(String name) {
        deployer.deploy(name);
        deployed = name;
    }

    @AfterEach
    void undeploy() {
        if (deployed != null) {
            deployer.undeploy(deployed);
        }
    }

    private static ModelNode at(String operation, String... below) {
        ModelNode node = Management.operation(operation, "subsystem", "resource-adapters", "resource-adapter", "ssh-wrong");
        for (int i = 0; i < below.length; i += 2) {
            node.get("address").add(below[i], below[i + 1]);
        }
        return node;
    }

    private ModelControllerClient client() {
        return management.getControllerClient();
    }

    /** An entry with one definition and one profile, and one property set somewhere: below the entry. */
    private void add(String jndiName, String property, String value, String... below) {
        ModelNode adapter = at("add");
        adapter.get("archive").set(ContainerTest.RAR);
        adapter.get("transaction-support").set("NoTransaction");
        Management.execute(client(), adapter);
        ModelNode definition = at("add", "connection-definitions", "d");
        definition.get("class-name").set(DEFINITION);
        definition.get("jndi-name").set(jndiName);
        Management.execute(client(), definition);
        ModelNode object = at("add", "admin-objects", "p");
        object.get("class-name").set("io.sshra.adapter.SshProfileObject");
        object.get("jndi-name").set("java:/eis/ssh-wrong-profile");
        Management.execute(client(), object);
        ModelNode host = at("add", "admin-objects", "p", "config-properties", "host");
        host.get("value").set("web-1");
        Management.execute(client(), host);
        if (property != null) {
            ModelNode set = at("add", below);
            set.get("address").add("config-properties", property);
            set.get("value").set(value);
            Management.execute(client(), set);
        }
    }

    private void remove() {
        Management.execute(client(), at("remove"));
    }

    private void assertRefused(String property, String value, String said, String... below) {
        ServerLog log = ServerLog.ofContainer();
        add("java:/eis/ssh-wrong", property, value, below);
        try {
            assertThatThrownBy(() -> Management.execute(client(), at("activate"))).as(property).hasMessageContaining("WFLYJCA0046");
            assertThat(log.lines()).as(property).anyMatch(line -> line.startsWith("Caused by: ") && line.contains(said));
        } finally {
            remove();
        }
    }

    @Test
    void aWrongValueFailsAtActivationWithPropertyValueAndBound() {
        deploy("plain");
        String[] definition = {"connection-definitions", "d"};
        String[] profile = {"admin-objects", "p"};

        assertRefused("keepaliveIntervalSeconds", "-1", "keepaliveIntervalSeconds: is -1: it must be from 0 to 86400");
        assertRefused("auditCommands", "LOUD", "auditCommands: is LOUD: it must be FULL, HASH or NONE");
        assertRefused("port", "70000", "port: is 70000: it must be from 1 to 65535", definition);
        assertRefused("allowedTargetNetworks", "10.0.0.0/33", "allowedTargetNetworks: is 10.0.0.0/33: \"10.0.0.0/33\" is no network", definition);
        assertRefused("deniedTargetNetworks", "localhost", "deniedTargetNetworks: is localhost: \"localhost\" is no network", definition);
        assertRefused("hostKeyFingerprints", "MD5:aa", "hostKeyFingerprints: is MD5:aa: ", definition);
        assertRefused("profilesFile", "/nowhere/profiles", "profilesFile: is /nowhere/profiles: ", definition);
        assertRefused("knownHostsFile", "/nowhere/known_hosts", "knownHostsFile: is /nowhere/known_hosts: ", definition);
        assertRefused("privateKeyFile", "/nowhere/id", "privateKeyFile: is /nowhere/id: ", definition);
        assertRefused("host", "web-1", "hostKeyFingerprints: is empty, and so is knownHostsFile", definition);
        assertRefused("port", "0", "port: is 0: it must be from 1 to 65535", profile);
        assertRefused("hostKeyFingerprints", "MD5:aa", "hostKeyFingerprints: is MD5:aa: ", profile);
        assertRefused("port", "abc", "IJ020060: Unable to inject: " + DEFINITION + " property: port value: abc", definition);
        assertRefused("hots", "web-1", "IJ020060: Unable to inject: " + DEFINITION + " property: hots value: web-1", definition);
    }

    @Test
    void inTheArchivesOwnFileItFailsTheDeployment() {
        assertThatThrownBy(() -> deployer.deploy("wrong")).hasStackTraceContaining("maxConnectionsPerSession: is 0: it must be from 1 to 10000");
    }

    @Test
    void anEntryForAnArchiveWithItsOwnFileIsASecondAdapterWhichIsSaid() {
        ServerLog log = ServerLog.ofContainer();
        add("java:/eis/ssh-second", null, null);
        try {
            deploy("shipped");
            assertThat(log.withCode("SSHRA000001")).hasSize(2);
            assertThat(log.withCode("SSHRA000007")).singleElement().asString().contains("WARN", "2 adapters of this archive run",
                    "META-INF/ironjacamar.xml");
        } finally {
            remove();
        }
    }

    @Test
    void anEntryWithTheJndiNameOfTheArchivesOwnFileFailsTheDeployment() {
        add("java:/eis/ssh", null, null);
        try {
            assertThatThrownBy(() -> deployer.deploy("shipped")).hasStackTraceContaining("DuplicateServiceException")
                    .hasStackTraceContaining("java:/eis/ssh");
        } finally {
            remove();
        }
    }

    @Test
    void oneThatIsSetRightIsActivatedInPlace() {
        deploy("plain");
        ServerLog log = ServerLog.ofContainer();
        add("java:/eis/ssh-right", "keepaliveIntervalSeconds", "0");
        try {
            Management.execute(client(), at("activate"));
            assertThat(log.withCode("SSHRA000001")).hasSize(1);
            assertThat(log.withCode("SSHRA000007")).isEmpty();
        } finally {
            remove();
        }
        assertThat(List.copyOf(log.withCode("SSHRA000002"))).hasSize(1);
    }
}
