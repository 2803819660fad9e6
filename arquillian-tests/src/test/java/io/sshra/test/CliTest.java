package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A day of an operator: each script of docs/cli in the order of docs/wildfly.md, and each command that a document prints. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@Tag("long")
class CliTest {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{ENC::[^}]+}");

    private static final String MISSPELT = "idelTimeoutSeconds";
    private static final String STATUS = "/deployment=ssh-ra.rar:read-attribute(name=status)";
    private static final Path METRICS = Path.of("../docs/metrics");
    private static final String FIGURES = "wildfly_resource_adapters_extended_";
    private static final Pattern METRIC = Pattern.compile("wildfly_resource_adapters_\\w+");

    @ArquillianResource
    private Deployer deployer;

    @TempDir
    private Path folder;

    private final Set<String> run = new HashSet<>();
    private JBossCli cli;

    @Deployment(name = "application", managed = false, testable = false)
    static WebArchive application() {
        return Archives.war();
    }

    @BeforeEach
    void connect() throws Exception {
        cli = new JBossCli();
    }

    @AfterEach
    void disconnect(TestInfo test) throws Exception {
        Files.writeString(Path.of("target", "jboss-cli-" + test.getTestMethod().orElseThrow().getName() + ".txt"), cli.transcript());
        cli.close();
    }

    private String run(String script) throws Exception {
        run.add(script);
        return cli.run(script);
    }

    private void copyArchive() throws Exception {
        Files.copy(Path.of(System.getProperty("adapter.rar")), folder.resolve("ssh-ra.rar"));
    }

    private static boolean installs(String command) {
        return command.contains("--file=docs/cli/install.cli ");
    }

    private static String login(String factory, String profile) throws Exception {
        return CommandServlet.run(factory, "alice", profile, "login");
    }

    @Test
    void everyScriptDoesWhatItSays() throws Exception {
        copyArchive();
        String remove = "zip -d ssh-ra.rar META-INF/ironjacamar.xml";
        assertThat(Path.of("../docs/wildfly.md")).content().contains("`" + remove + "`");
        DocumentedCommand.runInShell(folder, remove);
        LoginServer server = LoginServer.shared();
        Map<String, String> values = Map.of("ssh.rar", "ssh-ra.rar", "ssh.host", "127.0.0.1", "ssh.port", String.valueOf(server.port()),
                "ssh.fingerprint", server.hostKeyFingerprint(), "ssh.username", "scripted", "ssh.password", "good-encrypted",
                "ssh.login", "stored", "ssh.login-password", "good-stored", "ssh.store-password", "of the store");
        values.forEach(cli::set);
        Path scripts = Files.createDirectories(folder.resolve("docs/cli"));
        for (String script : JBossCli.scripts()) {
            Files.copy(Path.of("../docs/cli", script), scripts.resolve(script));
        }
        Files.write(scripts.resolve("ssh-ra.properties"), values.entrySet().stream().map(value -> value.getKey() + "=" + value.getValue()).toList());
        ServerLog log = ServerLog.ofContainer();
        try (ModelControllerClient client = Management.ofContainer()) {
            runAll(log, client);
        }
        assertThat(log.withCode("SSHRA000007")).isEmpty();
        assertThat(JBossCli.scripts()).as("no script is left out").hasSameElementsAs(run);
    }

    private void runAll(ServerLog log, ModelControllerClient client) throws Exception {
        List<DocumentedCommand> documented = DocumentedCommand.of(DocumentedCommand.Situation.SUBSYSTEM);
        try {
            Matcher expression = EXPRESSION.matcher(run("secrets.cli"));
            assertThat(expression.find()).isTrue();
            cli.set("ssh.password", "$" + expression.group());
            cli.shell(folder, documented.stream().map(DocumentedCommand::text).filter(CliTest::installs).findFirst().orElseThrow());
            run.add("install.cli");
            assertThat(run("definitions.cli")).doesNotContain("good-encrypted", "good-stored");
            deployer.deploy("application");

            assertThat(login("java:/eis/ssh", "web-1")).as("by the encrypted expression").isEqualTo("scripted:good-encrypted");
            assertThat(login("java:/eis/ssh-batch", "web-2")).as("from the credential store").isEqualTo("stored:good-stored");
            assertThat(login("java:/eis/ssh-batch", "web-2")).isEqualTo("stored:good-stored");
            assertThat(Files.readString(Path.of(System.getProperty("wildfly.base"), "configuration", "standalone.xml")))
                    .doesNotContain("good-encrypted", "good-stored");

            assertThat(run("statistics.cli")).contains("\"CreatedCount\" => 1", "\"InUseCount\" => 0", "\"AvailableCount\" => 1000")
                    .contains("\"Connects\" => 2L", "\"Commands\" => 3L").as("below one definition they would be those of the other one, too")
                    .containsOnlyOnce("\"Commands\" => ");

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

            metricsAreThoseOfTheExamples();

            for (DocumentedCommand command : documented) {
                if (!installs(command.text()) && !command.text().contains(MISSPELT)) {
                    command.run(cli, folder);
                }
            }
            aMisspeltPropertyIsFoundAndRemoved(documented.stream().filter(command -> command.text().contains(MISSPELT)).toList());
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

    private void aMisspeltPropertyIsFoundAndRemoved(List<DocumentedCommand> removal) throws Exception {
        cli.command("/subsystem=resource-adapters/resource-adapter=ssh-ra/config-properties=" + MISSPELT + ":add(value=900)");
        cli.command("reload");
        assertThat(cli.command("/core-service=management:read-boot-errors")).contains("property: " + MISSPELT + " value: 900");
        assertThat(cli.command(STATUS)).contains("\"FAILED\"");
        assertThat(removal).isNotEmpty();
        for (DocumentedCommand command : removal) {
            command.run(cli, folder);
        }
        cli.command("reload");
        assertThat(cli.command(STATUS)).contains("\"OK\"");
    }

    /** WildFly's metrics are those that docs/metrics uses, and the dashboard is JSON. */
    private static void metricsAreThoseOfTheExamples() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + System.getProperty("wildfly.port.management") + "/metrics");
        List<String> metrics = HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofLines())
                .body().filter(line -> line.contains("wildfly_resource_adapters_")).toList();
        assertThat(metrics).contains("wildfly_resource_adapters_extended_commands{resource_adapter=\"ssh-ra\"} 1.0",
                "# TYPE wildfly_resource_adapters_extended_commands gauge");
        assertThat(metrics).filteredOn(line -> line.startsWith("wildfly_resource_adapters_pool_available_count{")).hasSize(2)
                .allMatch(line -> line.contains("resource_adapter=\"ssh-ra\""))
                .anyMatch(line -> line.contains("connection_definitions=\"ssh\"") && line.endsWith("} 500.0"))
                .anyMatch(line -> line.contains("connection_definitions=\"ssh-batch\"") && line.endsWith("} 50.0"));
        Set<String> names = metrics.stream().filter(line -> !line.startsWith("#")).map(line -> line.replaceFirst("\\{.*", ""))
                .collect(Collectors.toSet());
        for (String file : List.of("alerts.yml", "dashboard.json")) {
            assertThat(names).as(file).containsAll(METRIC.matcher(Files.readString(METRICS.resolve(file))).results().map(MatchResult::group).toList());
        }
        String documented = Files.readString(Path.of("../docs/operation.md"));
        assertThat(names.stream().filter(name -> name.startsWith(FIGURES))).hasSizeGreaterThan(40)
                .allMatch(name -> documented.contains("| `" + name.substring(FIGURES.length()) + "` |"));

        ModelNode dashboard = ModelNode.fromJSONString(Files.readString(METRICS.resolve("dashboard.json")));
        assertThat(dashboard.get("panels").asList()).hasSizeGreaterThan(10).allSatisfy(panel -> {
            assertThat(panel.get("title").asString()).isNotBlank();
            assertThat(panel.get("fieldConfig", "defaults", "unit").asString()).isIn("short", "ops", "\u00b5s", "Bps", "percentunit");
            assertThat(panel.get("targets").asList()).isNotEmpty().allMatch(target -> METRIC.matcher(target.get("expr").asString()).find());
        });
    }

    @Test
    void commandsForAnArchiveWithItsOwnConfigurationRun() throws Exception {
        copyArchive();
        for (String line : DocumentedCommand.shell("META-INF/ironjacamar.xml")) {
            if (line.startsWith("vi ")) {
                Path edited = folder.resolve(line.substring(3));
                Files.writeString(edited, Files.readString(edited).replace("<max-pool-size>1000<", "<max-pool-size>777<"));
            } else {
                DocumentedCommand.runInShell(folder, line);
            }
        }
        try {
            List<DocumentedCommand> commands = DocumentedCommand.of(DocumentedCommand.Situation.ARCHIVE);
            assertThat(commands.get(0).text()).as("the first deploys it").contains("deploy ssh-ra.rar");
            for (DocumentedCommand command : commands) {
                command.run(cli, folder);
            }
            assertThat(cli.transcript()).as("the edited figure of the pool").contains("    \"result\" => 777\n}\n");
        } finally {
            cli.command("undeploy ssh-ra.rar");
        }
    }

    @Test
    void commandsForAnyServerRun() throws Exception {
        List<DocumentedCommand> commands = DocumentedCommand.of(DocumentedCommand.Situation.SERVER);
        assertThat(commands).extracting(DocumentedCommand::document)
                .contains("docs/audit.md", "docs/configuration.md", "docs/operation.md", "docs/wildfly.md", "sample-ear/README.md");
        try (ServerChanges changes = new ServerChanges(cli)) {
            for (DocumentedCommand command : commands) {
                changes.run(command.text());
            }
        }
    }
}
