package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A day of an operator: each script of docs/cli, in the order of docs/wildfly.md. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class CliTest {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{ENC::[^}]+}");

    @ArquillianResource
    private Deployer deployer;

    private final Set<String> run = new HashSet<>();
    private JBossCli cli;

    @Deployment(name = "application", managed = false, testable = false)
    static WebArchive application() {
        return Archives.war();
    }

    private String run(String script) throws Exception {
        run.add(script);
        return cli.run(script);
    }

    private static String login(String factory, String profile) throws Exception {
        return CommandServlet.run(factory, "alice", profile, "login");
    }

    @Test
    void everyScriptDoesWhatItSays(@TempDir Path folder) throws Exception {
        Path rar = folder.resolve("ssh-ra.rar");
        Archives.rarWithoutDescriptor().as(ZipExporter.class).exportTo(rar.toFile());
        LoginServer server = LoginServer.shared();
        Map<String, String> properties = new LinkedHashMap<>(Map.of("ssh.rar", rar.toString(), "ssh.host", "127.0.0.1",
                "ssh.port", String.valueOf(server.port()), "ssh.fingerprint", server.hostKeyFingerprint(), "ssh.username", "scripted",
                "ssh.password", "good-encrypted", "ssh.login", "stored", "ssh.login-password", "good-stored",
                "ssh.store-password", "of the store"));
        cli = new JBossCli(folder.resolve("ssh-ra.properties"), properties);
        ServerLog log = ServerLog.ofContainer();
        try (ModelControllerClient client = Management.ofContainer()) {
            runAll(log, client);
        }
        Files.writeString(Path.of("target", "jboss-cli-session.txt"), cli.transcript());
        assertThat(log.withCode("SSHRA000007")).isEmpty();
        assertThat(JBossCli.scripts()).as("no script is left out").hasSameElementsAs(run);
    }

    private void runAll(ServerLog log, ModelControllerClient client) throws Exception {
        try {
            Matcher expression = EXPRESSION.matcher(run("secrets.cli"));
            assertThat(expression.find()).isTrue();
            cli.set("ssh.password", "$" + expression.group());
            run("install.cli");
            assertThat(run("definitions.cli")).doesNotContain("good-encrypted", "good-stored");
            deployer.deploy("application");

            assertThat(login("java:/eis/ssh", "web-1")).as("by the encrypted expression").isEqualTo("scripted:good-encrypted");
            assertThat(login("java:/eis/ssh-batch", "web-2")).as("from the credential store").isEqualTo("stored:good-stored");
            assertThat(Files.readString(Path.of(System.getProperty("wildfly.base"), "configuration", "standalone.xml")))
                    .doesNotContain("good-encrypted", "good-stored");

            assertThat(run("statistics.cli")).contains("\"CreatedCount\" => 1", "\"InUseCount\" => 0", "\"AvailableCount\" => 1000");

            assertThat(log.withCode("SSHRA000102")).isEmpty();
            run("flush.cli");
            await().until(() -> !log.withCode("SSHRA000102").isEmpty());
            assertThat(log.withCode("SSHRA000102")).singleElement().asString().contains("profile=web-1", "reason=container_destroyed");

            run("change.cli");
            Management.awaitRunning(client);
            ModelNode available = Management.operation("read-attribute", "subsystem", "resource-adapters", "resource-adapter", "ssh-ra",
                    "connection-definitions", "ssh", "statistics", "pool");
            available.get("name").set("AvailableCount");
            assertThat(Management.execute(client, available).asInt()).as("as it was changed").isEqualTo(500);
            assertThat(login("java:/eis/ssh", "web-1")).isEqualTo("scripted:good-encrypted");
        } finally {
            Management.awaitRunning(client);
            try {
                deployer.undeploy("application");
            } finally {
                run("remove.cli");
                run("remove-secrets.cli");
            }
        }
    }
}
