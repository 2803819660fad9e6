package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Invalid and duplicate configuration, and what an operator sees. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@Tag("long")
class WrongConfigurationTest {

    private static final String PLAIN = "ssh-ra-plain.rar";
    private static final String SHIPPED = "ssh-ra-shipped.rar";
    private static final String WRONG = "ssh-ra-wrong.rar";
    private static final String DEFINITION = "io.sshra.adapter.SshManagedConnectionFactory";

    @ArquillianResource
    private Deployer deployer;

    private ModelControllerClient client;

    private String deployed;
    private boolean configured;

    @Deployment(name = PLAIN, managed = false, testable = false)
    static ResourceAdapterArchive plain() {
        return named(PLAIN, Archives.rarWithoutDescriptor());
    }

    @Deployment(name = SHIPPED, managed = false, testable = false)
    static ResourceAdapterArchive shipped() {
        return named(SHIPPED, Archives.rar());
    }

    @Deployment(name = WRONG, managed = false, testable = false)
    static ResourceAdapterArchive wrong() {
        return named(WRONG, Archives.rar(Archives.property("maxConnectionsPerSession", 0)));
    }

    private static ResourceAdapterArchive named(String name, ResourceAdapterArchive rar) {
        return ShrinkWrap.create(ResourceAdapterArchive.class, name).merge(rar);
    }

    private void deploy(String name) {
        deployer.deploy(name);
        deployed = name;
    }

    @BeforeEach
    void connect() throws Exception {
        client = Management.ofContainer();
    }

    @AfterEach
    void cleanUp() throws Exception {
        if (deployed != null) {
            deployer.undeploy(deployed);
        }
        if (configured) {
            remove();
        }
        client.close();
    }

    private static ModelNode at(String operation, String... below) {
        ModelNode node = Management.operation(operation, "subsystem", "resource-adapters", "resource-adapter", "ssh-wrong");
        for (int i = 0; i < below.length; i += 2) {
            node.get("address").add(below[i], below[i + 1]);
        }
        return node;
    }

    /** An entry with one definition and one profile, and one property set at this place below the entry. */
    private void add(String archive, String jndiName, String property, String value, String... below) {
        ModelNode adapter = at("add");
        adapter.get("archive").set(archive);
        adapter.get("transaction-support").set("NoTransaction");
        Management.execute(client, adapter);
        configured = true;
        ModelNode definition = at("add", "connection-definitions", "d");
        definition.get("class-name").set(DEFINITION);
        definition.get("jndi-name").set(jndiName);
        Management.execute(client, definition);
        ModelNode object = at("add", "admin-objects", "p");
        object.get("class-name").set("io.sshra.adapter.SshProfileObject");
        object.get("jndi-name").set("java:/eis/ssh-wrong-profile");
        Management.execute(client, object);
        ModelNode host = at("add", "admin-objects", "p", "config-properties", "host");
        host.get("value").set("web-1");
        Management.execute(client, host);
        if (property != null) {
            ModelNode set = at("add", below);
            set.get("address").add("config-properties", property);
            set.get("value").set(value);
            Management.execute(client, set);
        }
    }

    private void remove() {
        Management.execute(client, at("remove"));
        configured = false;
    }

    private void assertRefused(String property, String value, String said, String... below) {
        ServerLog log = ServerLog.ofContainer();
        add(PLAIN, "java:/eis/ssh-wrong", property, value, below);
        try {
            assertThatThrownBy(() -> Management.execute(client, at("activate"))).as(property).hasMessageContaining("WFLYJCA0046");
            assertThat(log.lines()).as(property).anyMatch(line -> line.startsWith("Caused by: ") && line.contains(said));
        } finally {
            remove();
        }
    }

    @Test
    void aWrongValueFailsTheActivationAndIsNamedWithItsBound() {
        deploy(PLAIN);
        String[] definition = {"connection-definitions", "d"};
        String[] profile = {"admin-objects", "p"};

        assertRefused("keepaliveIntervalSeconds", "-1", "keepaliveIntervalSeconds: is -1: it must be from 0 to 86400");
        assertRefused("auditCommands", "LOUD", "auditCommands: is LOUD: it must be FULL, HASH or NONE");
        assertRefused("port", "70000", "port: is 70000: it must be from 1 to 65535", definition);
        assertRefused("allowedTargetNetworks", "10.0.0.0/33", "allowedTargetNetworks: is 10.0.0.0/33: invalid network \"10.0.0.0/33\"", definition);
        assertRefused("deniedTargetNetworks", "localhost", "deniedTargetNetworks: is localhost: invalid network \"localhost\"", definition);
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
    void aWrongValueInTheArchiveFailsTheDeployment() {
        assertThatThrownBy(() -> deployer.deploy(WRONG)).hasStackTraceContaining("maxConnectionsPerSession: is 0: it must be from 1 to 10000");
    }

    @Test
    void anEntryForAnArchiveWithItsOwnFileIsASecondAdapterWithAWarning() {
        ServerLog log = ServerLog.ofContainer();
        add(SHIPPED, "java:/eis/ssh-second", null, null);
        deploy(SHIPPED);
        assertThat(log.withCode("SSHRA000001")).hasSize(2);
        assertThat(log.withCode("SSHRA000007")).singleElement().asString().contains("WARN", "2 adapters of this archive are running",
                "META-INF/ironjacamar.xml");
    }

    @Test
    void anEntryWithTheJndiNameOfTheArchivesOwnFileFailsTheDeployment() {
        add(SHIPPED, "java:/eis/ssh", null, null);
        assertThatThrownBy(() -> deployer.deploy(SHIPPED)).hasStackTraceContaining("DuplicateServiceException")
                .hasStackTraceContaining("java:/eis/ssh");
    }

    @Test
    void aCorrectedEntryIsActivatedInPlace() {
        ServerLog log = ServerLog.ofContainer();
        deploy(PLAIN);
        assertThat(log.withCode("SSHRA000001")).as("nothing is configured yet").isEmpty();
        add(PLAIN, "java:/eis/ssh-right", "keepaliveIntervalSeconds", "0");
        Management.execute(client, at("activate"));
        assertThat(log.withCode("SSHRA000001")).hasSize(1);
        assertThat(log.withCode("SSHRA000007")).isEmpty();
    }
}
