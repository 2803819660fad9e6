package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshPromptHandler;
import io.sshra.testing.JvmFigures;
import io.sshra.testing.SecretSearch;
import io.sshra.testing.Secrets.Told;
import io.sshra.testing.Secrets;
import jakarta.annotation.Resource;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.naming.InitialContext;
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
 * Wherever a secret is configured, it is not in the server's log with all loggers at TRACE, in its management model, in its
 * MBeans, or in the output of {@code jcmd}.
 */
@ServerSetup({SecretsInWildFlyTest.Login.class, SecretsInWildFlyTest.Levels.class})
@Tag("long")
class SecretsInWildFlyTest extends LoginTest {

    private static final String CONTEXT = "ssh-secret-login";
    private static final String AUTHORITY = "ssh-secret-authority";
    private static final String HANDLER = "java:global/ssh-secret-handler";
    private static final String CONTAINERS = "good-Hq8vWz3KfT0yLp6RnXb2";
    private static final String CONFIGURED = "good-m4ZtC9sJwE7uVk1QxGd5";
    private static final String APPLICATIONS = "good-P2rNy6BhAo8iSf3MlDq0";
    private static final String ASKED = "good-x7Kc1VtUe5gRj9WzYb4L";
    private static final String WRONG = "wrong-a3FnQp8XsH6vTd0Ok2Mu";

    @Resource(lookup = "java:/eis/ssh-plain")
    private SshConnectionFactory configured;

    @Resource(lookup = "java:/eis/ssh-asked")
    private SshConnectionFactory asked;

    @Resource(lookup = "java:/eis/ssh-certified")
    private SshConnectionFactory certified;

    /** The container's logins from a credential store, because the container logs what its configuration contains. */
    static final class Login implements ServerSetupTask {

        private static final String STORE = "ssh-secrets";

        @Override
        public void setup(ManagementClient management, String container) {
            ModelControllerClient client = management.getControllerClient();
            ModelNode store = at("add");
            store.get("location").set(UUID.randomUUID() + ".store");
            store.get("relative-to").set("jboss.server.temp.dir");
            store.get("create").set(true);
            store.get("credential-reference").get("clear-text").set("of the store");
            Management.execute(client, store);
            stores(client, "container", CONTAINERS);
            new ElytronLogin(client, CONTEXT).addStored("container", STORE, "container");
            stores(client, "user-ca", LoginServer.shared().authority());
            new ElytronLogin(client, AUTHORITY).addStored(LoginServer.CERTIFIED, STORE, "user-ca");
        }

        private static void stores(ModelControllerClient client, String alias, String secret) {
            ModelNode add = at("add-alias");
            add.get("alias").set(alias);
            add.get("secret-value").set(secret);
            Management.execute(client, add);
        }

        private static ModelNode at(String operation) {
            return Management.operation(operation, "subsystem", "elytron", "credential-store", STORE);
        }

        @Override
        public void tearDown(ManagementClient management, String container) {
            ModelControllerClient client = management.getControllerClient();
            new ElytronLogin(client, CONTEXT).remove();
            new ElytronLogin(client, AUTHORITY).remove();
            Management.execute(client, at("remove"));
        }
    }

    /** Sets all loggers of the server to TRACE, including those with their own level. */
    static final class Levels implements ServerSetupTask {

        private static final String[] ROOT = {"subsystem", "logging", "root-logger", "ROOT"};

        private final Map<String, String> before = new HashMap<>();

        @Override
        public void setup(ManagementClient management, String container) {
            for (String logger : loggers(management.getControllerClient())) {
                ModelNode read = Management.operation("read-attribute", "subsystem", "logging", "logger", logger);
                read.get("name").set("level");
                before.put(logger, Management.execute(management.getControllerClient(), read).asString());
            }
            all(management.getControllerClient(), "TRACE");
        }

        @Override
        public void tearDown(ManagementClient management, String container) {
            level(management.getControllerClient(), "INFO", ROOT);
            before.forEach((logger, level) -> level(management.getControllerClient(), level, "subsystem", "logging", "logger", logger));
        }

        static void all(ModelControllerClient client, String level) {
            level(client, level, ROOT);
            loggers(client).forEach(logger -> level(client, level, "subsystem", "logging", "logger", logger));
        }

        private static List<String> loggers(ModelControllerClient client) {
            ModelNode names = Management.operation("read-children-names", "subsystem", "logging");
            names.get("child-type").set("logger");
            return Management.execute(client, names).asList().stream().map(ModelNode::asString).toList();
        }

        private static void level(ModelControllerClient client, String level, String... address) {
            ModelNode write = Management.operation("write-attribute", address);
            write.get("name").set("level");
            write.get("value").set(level);
            Management.execute(client, write);
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        Secrets.told("the container's password", CONTAINERS);
        Secrets.told("the application's password", APPLICATIONS);
        Secrets.told("the answer of the handler", ASKED);
        Secrets.told("the wrong password", WRONG);
        LoginServer server = LoginServer.shared();
        String properties = Archives.property("profile", "own") + Archives.property("host", "127.0.0.1")
                + Archives.property("port", server.port()) + Archives.property("username", "configured")
                + Archives.property("password", CONFIGURED)
                + Archives.property("hostKeyFingerprints", server.hostKeyFingerprint());
        String questions = Archives.property("profile", "own") + Archives.property("host", "127.0.0.1")
                + Archives.property("port", server.port()) + Archives.property("username", "asked")
                + Archives.property("promptHandler", HANDLER)
                + Archives.property("hostKeyFingerprints", server.hostKeyFingerprint());
        Secrets.told("the authority's key", server.authority());
        String certificates = Archives.property("profile", "own") + Archives.property("host", "127.0.0.1")
                + Archives.property("port", server.port()) + Archives.property("certificateAuthorityLogin", true)
                + Archives.property("hostKeyFingerprints", server.hostKeyFingerprint());
        return Archives.rarWithDefinitions("", Archives.definition("java:/eis/ssh", properties, "<application/>",
                "<security-domain-and-application>" + CONTEXT + "</security-domain-and-application>")
                + Archives.definition("java:/eis/ssh-plain", properties)
                + Archives.definition("java:/eis/ssh-asked", questions)
                + Archives.definition("java:/eis/ssh-certified", certificates, "<application/>",
                "<security-domain-and-application>" + AUTHORITY + "</security-domain-and-application>"), "");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.loginWar(SecretsInWildFlyTest.class);
    }

    private void use(SshConnectionFactory factory, SshConnectionSpec spec) throws SshException {
        try (SshConnection connection = factory.getConnection(spec)) {
            assertThat(connection.exec("true").succeeded()).isTrue();
        }
    }

    private SshConnectionSpec target(String profile, String password) {
        return new SshConnectionSpec("alice", session, profile,
                target().username("application").password(password.toCharArray()).build());
    }

    private void logIn() throws Exception {
        use(ssh, spec("alice", "own"));
        use(configured, spec("alice", "own"));
        use(certified, spec("bob", "own"));
        SshPromptHandler handler = (user, of, profile, target, request) -> List.of(ASKED.toCharArray(), "123456".toCharArray());
        InitialContext jndi = new InitialContext();
        jndi.rebind(HANDLER, handler);
        use(asked, spec("alice", "own"));
        jndi.unbind(HANDLER);
        use(ssh, target("target", APPLICATIONS));
        assertThatThrownBy(() -> use(ssh, target("wrong", WRONG))).isInstanceOf(SshAuthenticationException.class);
    }

    /** The search also runs here: this JVM works in the folder of the tests' module. */
    @Test
    void noSecretIsInTheLogAtTraceOrInTheManagementModel() throws Exception {
        logIn();
        Path folder = Path.of(System.getProperty("jboss.server.log.dir"));
        Path shown = folder.resolve("management.txt");
        try (ModelControllerClient client = Management.here();
                PrintStream out = new PrintStream(Files.newOutputStream(shown), false, StandardCharsets.UTF_8)) {
            Levels.all(client, "INFO");
            ModelNode model = Management.operation("read-resource");
            model.get("address").setEmptyList();
            model.get("recursive").set(true);
            model.get("include-runtime").set(true);
            out.println(Management.execute(client, model));
            JvmFigures.print(out);
        }
        assertThat(Files.readString(shown)).contains("connection-definitions", "jboss.as:subsystem=elytron", "io.sshra.pool.key.Slot");
        Path log = folder.resolve("server.log");
        try (Stream<String> lines = Files.lines(log)) {
            assertThat(lines.filter(line -> line.contains(" TRACE ")).flatMap(line -> Stream.of("[io.sshra.ssh.mina.MinaSession] ",
                    "[org.jboss.as.connector", "[org.jboss.jca.core", "[org.wildfly.security").filter(line::contains)).distinct()).hasSize(4);
        }
        SecretSearch search = SecretSearch.forAllTold();
        assertThat(search.search(folder)).isEmpty();
        System.out.println(search);

        SecretSearch ofConfigured = new SecretSearch();
        ofConfigured.add(new Told("the password of the definition's properties", CONFIGURED.getBytes(StandardCharsets.UTF_8), false));
        Set<Long> containersOwn = new HashSet<>();
        try (BufferedReader reader = Files.newBufferedReader(log)) {
            long number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.contains("[org.jboss.as.connector.deployers.RADeployer]")) {
                    containersOwn.add(number);
                }
                number++;
            }
        }
        assertThat(ofConfigured.search(log)).as("only the container logs its configuration")
                .extracting(SecretSearch.Hit::line).isSubsetOf(containersOwn);
    }
}
