package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.as.arquillian.api.ServerSetupTask;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The adapter as a module of the server, by the files in docs/module. */
@ServerSetup(ModuleTest.Module.class)
@Tag("long")
class ModuleTest extends LoginTest {

    /** The steps in docs/wildfly.md. */
    static final class Module implements ServerSetupTask {

        private static final Path FOLDER = Path.of(System.getProperty("wildfly.home", ""), "modules", "io", "sshra", "main");

        @Override
        public void setup(ManagementClient management, String container) throws Exception {
            remove();
            Path here = Files.createTempDirectory("module");
            try {
                Files.createSymbolicLink(here.resolve("docs"), Path.of("..", "docs").toRealPath());
                Files.createSymbolicLink(here.resolve("ssh-ra.rar"), Path.of(System.getProperty("adapter.rar")));
                for (String line : DocumentedCommand.shell("$JBOSS_HOME/modules/io/sshra/main")) {
                    DocumentedCommand.runInShell(here, line, "JBOSS_HOME", System.getProperty("wildfly.home"));
                }
            } finally {
                Files.delete(here.resolve("docs"));
                Files.delete(here.resolve("ssh-ra.rar"));
                Files.delete(here);
            }

            ModelControllerClient client = management.getControllerClient();
            try (JBossCli cli = new JBossCli()) {
                for (DocumentedCommand command : DocumentedCommand.of(DocumentedCommand.Situation.MODULE)) {
                    cli.command(command.text());
                }
            }
            ModelNode definition = at("add", "connection-definitions", "ssh");
            definition.get("class-name").set("io.sshra.adapter.SshManagedConnectionFactory");
            definition.get("jndi-name").set("java:/eis/ssh");
            definition.get("security-application").set(true);
            definition.get("validate-on-match").set(false);
            definition.get("background-validation").set(true);
            definition.get("background-validation-millis").set(10_000);
            Management.execute(client, definition);
            LoginServer server = LoginServer.shared();
            Map.of("host", "127.0.0.1", "port", String.valueOf(server.port()), "username", "module", "password", "good-module",
                    "hostKeyFingerprints", server.hostKeyFingerprint()).forEach((name, value) -> {
                        ModelNode property = at("add", "connection-definitions", "ssh", "config-properties", name);
                        property.get("value").set(value);
                        Management.execute(client, property);
                    });
            Management.execute(client, at("activate"));
        }

        private static ModelNode at(String operation, String... below) {
            ModelNode node = Management.operation(operation, "subsystem", "resource-adapters", "resource-adapter", "ssh-ra");
            for (int i = 0; i < below.length; i += 2) {
                node.get("address").add(below[i], below[i + 1]);
            }
            return node;
        }

        @Override
        public void tearDown(ManagementClient management, String container) throws IOException {
            Management.execute(management.getControllerClient(), at("remove"));
            remove();
        }

        private static void remove() throws IOException {
            if (Files.exists(FOLDER)) {
                try (var files = Files.walk(FOLDER)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    @Deployment
    static WebArchive tests() {
        return Archives.moduleWar(ModuleTest.class);
    }

    @Test
    void usersHaveTheirOwnSubPools() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (String user : List.of("alice", "bob")) {
                try (SshConnection connection = ssh.getConnection(spec(user, "default"))) {
                    assertThat(connection.info().userId()).isEqualTo(user);
                    assertThat(login(connection)).isEqualTo("module:good-module");
                }
            }
        }
        assertThat(ssh.sessions().connections("alice", session)).singleElement()
                .satisfies(info -> assertThat(info.commandCount()).isEqualTo(2));
        assertThat(log.complaints()).isEmpty();
    }

    @Test
    void withoutBeansTheAdaptersOwnTimerDrivesMaintenance() {
        List<String> started = ServerLog.wholeFile().lines().stream()
                .filter(line -> line.contains("SSHRA000001") || line.contains("SSHRA000003")).toList();
        assertThat(started.get(started.size() - 1)).contains("SSHRA000001", "the adapter's own timer");
    }
}
