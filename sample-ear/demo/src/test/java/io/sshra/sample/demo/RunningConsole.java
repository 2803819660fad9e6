package io.sshra.sample.demo;

import io.sshra.sample.servers.WildFly;
import io.sshra.testing.FakeSudo;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * WildFly with the sample, health check and metrics, and two real SSH servers: profiles {@code web-1} and {@code web-2}, and
 * {@code replaced}, which is {@code web-2} with another key in known_hosts. {@code guarded} is {@code web-2}, too, and another person has to approve
 * what runs there, also by sudo. {@code site} is {@code web-1}, and only one folder of it may be read and changed.
 */
final class RunningConsole implements ConsoleAddress {

    /** Gives all test classes of this JVM the same console. It starts before the first of them and is killed with the JVM. */
    static final class Shared implements ParameterResolver {

        /** Null before it is started. */
        private static RunningConsole console;

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == RunningConsole.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            synchronized (Shared.class) {
                if (console == null) {
                    console = started();
                }
                return console;
            }
        }

        private static RunningConsole started() {
            try {
                return new RunningConsole();
            } catch (IOException | InterruptedException e) {
                throw new ParameterResolutionException("The console failed to start", e);
            }
        }
    }

    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final String EXTENSIONS = """
            <extension module="org.wildfly.extension.microprofile.health-smallrye"/>
            <extension module="org.wildfly.extension.micrometer"/>
            """;
    private static final String SUBSYSTEMS = """
            <subsystem xmlns="urn:wildfly:microprofile-health-smallrye:3.0" security-enabled="false"/>
            <subsystem xmlns="urn:wildfly:micrometer:community:2.0">
                <prometheus-registry context="/prometheus" security-enabled="false"/>
            </subsystem>
            """;

    /** Few, because each test logs in, and a log-in with those of the sample takes three seconds of a slow processor. */
    static final int ROUNDS = 1_000;

    /** The password that sudo takes on {@code guarded}. */
    static final String SUDO_PASSWORD = "known-to-the-profile";

    private final OpenSshServer first = OpenSshServer.start();
    private final OpenSshServer second = OpenSshServer.start();
    private final DemoUsers users = new DemoUsers(ROUNDS);
    private final AgentKey agents = new AgentKey();
    private final int port = WildFly.freePort();
    private final WildFly container;
    private final FakeSudo sudo;
    private final Path site;

    RunningConsole() throws IOException, InterruptedException {
        Path folder = Path.of(System.getProperty("sample.folder"));
        Path written = Files.createTempDirectory(folder, "console-test-");
        sudo = new FakeSudo(Files.createDirectory(written.resolve("sudo")), SUDO_PASSWORD);
        site = Files.createDirectory(written.resolve("site")).toRealPath();
        Path home = WildFly.linked(folder.resolve(System.getProperty("sample.wildfly")), written.resolve("wildfly"));
        container = new WildFly(home, monitored(home), Demo.SETTINGS, List.of(folder.resolve("ssh-ra-sample.ear")), port,
                Map.of("sshra.profilesFile", profiles(written).toString(), "sshra.policyFile", policy(written).toString(),
                        "sshra.evictIdleAtSessionLimit", "true", "sample.usersFile", users.write(written).toString(),
                        "sample.agentKeyFile", agents.write(written).toString(), "sample.approvalsPage", address() + "#approvals"));
        container.start();
        Watchdog.overChildren(home.toString());
        container.awaitReady(START_LIMIT, Demo.PAGES);
    }

    /** The name of a configuration with MicroProfile Health and Micrometer, as in docs/operation.md. */
    private static String monitored(Path home) throws IOException {
        Path configurations = home.resolve("standalone/configuration");
        return Files.writeString(configurations.resolve("standalone-sample.xml"), Files.readString(configurations.resolve("standalone.xml"))
                .replaceFirst("</extensions>", Matcher.quoteReplacement(EXTENSIONS + "</extensions>"))
                .replaceFirst("</profile>", Matcher.quoteReplacement(SUBSYSTEMS + "</profile>"))).getFileName().toString();
    }

    private Path profiles(Path folder) throws IOException {
        Path file = profiles(folder, Map.of("web-1", first, "web-2", second));
        Files.writeString(folder.resolve("known_hosts_old"), "[127.0.0.1]:" + second.port() + " " + first.hostPublicKey() + "\n");
        return Files.writeString(file, profile("replaced", second, "known_hosts_old") + profile("guarded", second, "known_hosts")
                + "    PrivilegeLevel guarded\n    Group \"With approval\"\n    SudoPasswordFile sudo/password\n"
                + profile("site", first, "known_hosts") + "    PrivilegeLevel site\n", StandardOpenOption.APPEND);
    }

    private Path policy(Path folder) throws IOException {
        return Files.writeString(folder.resolve("policy"), "Level guarded\nApprove command-line\nApprove exec " + sudo.program() + " sh -c *\nApprovers *\n"
                + "Level site\nAllow read " + site + "\nAllow read " + site + "/**\nAllow write " + site + "/**\n");
    }

    /** Writes a profiles file for these machines, and their known_hosts, to the folder. */
    static Path profiles(Path folder, Map<String, OpenSshServer> machines) throws IOException {
        Files.write(folder.resolve("known_hosts"), machines.values().stream().map(OpenSshServer::knownHostsLine).toList());
        StringBuilder text = new StringBuilder();
        machines.forEach((name, machine) -> text.append(profile(name, machine, "known_hosts")));
        return Files.writeString(folder.resolve("ssh_config"), text);
    }

    private static String profile(String name, OpenSshServer server, String knownHosts) {
        return """
                Host %s
                    HostName 127.0.0.1
                    Port %d
                    User %s
                    IdentityFile %s
                    UserKnownHostsFile %s
                """.formatted(name, server.port(), server.username(), server.privateKeyFile(), knownHosts);
    }

    @Override
    public String address() {
        return "http://127.0.0.1:" + port + "/console/";
    }

    /** Where agents' requests go, without the path. */
    String agentAddress() {
        return "http://127.0.0.1:" + port;
    }

    /** The server's log, with the adapter's messages. */
    Path log() {
        return container.log();
    }

    /** The key that the server takes for that of the tokens. */
    AgentKey agents() {
        return agents;
    }

    /** The address of the server's management interface, on loopback. */
    String managementAddress() {
        return "http://127.0.0.1:" + container.managementPort();
    }

    /** What runs commands as another user on {@code guarded}. */
    FakeSudo sudo() {
        return sudo;
    }

    /** The folder that {@code site} may use. */
    Path site() {
        return site;
    }

    /** The machine of the profile {@code web-1}. */
    OpenSshServer first() {
        return first;
    }

    /** The machine of the profiles {@code web-2} and {@code replaced}. */
    OpenSshServer second() {
        return second;
    }

    DemoUsers.User alice() {
        return users.all().get(0);
    }

    DemoUsers.User bob() {
        return users.all().get(1);
    }

    /** The administrator. */
    DemoUsers.User carol() {
        return users.all().get(2);
    }
}
