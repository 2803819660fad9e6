package io.sshra.sample.demo;

import io.sshra.sample.servers.Cluster;
import io.sshra.sample.servers.DemoSshServer;
import io.sshra.sample.servers.Launcher;
import io.sshra.sample.servers.WildFly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the demo SSH server and WildFly with the sample, prints the page's address, and stops both at Ctrl-C.
 *
 * <p>Arguments: the working folder, which contains WildFly and the sample's EAR; WildFly's folder in it; the page's port; a profile file to
 * use instead of the demo's, or nothing; the number of nodes of a cluster, or 1 for a server without one.
 */
public final class Demo {

    /** What answers when the console is ready. */
    static final List<String> PAGES = List.of("/console/login.html", "/console/api/session");
    /** Uses the application's own identity store (Jakarta Security), not the server's users. */
    static final String SETTINGS = """
            wildfly-configuration:
              subsystem:
                undertow:
                  application-security-domain:
                    other:
                      integrated-jaspi: false
            """;

    private static final String COMMAND = "mvn -Prun";
    private static final int MOST_NODES = 9;
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

    private Demo() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path wildfly = folder.resolve(arguments[1]);
        Launcher launcher = new Launcher("sample", COMMAND);
        int port = launcher.port(arguments[2]);
        String ownProfiles = argument(arguments, 3);
        int nodes = nodes(argument(arguments, 4));

        DemoSshServer server = new DemoSshServer();
        Path written = Files.createDirectories(folder.resolve("demo"));
        Path profiles = ownProfiles.isEmpty() ? server.writeProfile(written) : ownProfiles(ownProfiles);
        DemoUsers users = new DemoUsers(DemoUsers.ROUNDS);
        AgentKey agents = new AgentKey();
        List<Path> archives = List.of(folder.resolve("ssh-ra-sample.ear"));
        Map<String, String> properties = Map.of("sshra.profilesFile", profiles.toString(), "sshra.evictIdleAtSessionLimit", "true",
                "sample.usersFile", users.write(written).toString(), "sample.agentKeyFile", agents.write(written).toString(),
                "sample.approvalsPage", "http://127.0.0.1:" + port + "/console/#approvals");
        String welcome = welcome(port, server, users, profiles, ownProfiles.isEmpty());
        if (nodes == 1) {
            launcher.run(server, new WildFly(wildfly, "standalone.xml", SETTINGS, archives, port, properties), PAGES, welcome + forAgents(port, users, agents));
        } else {
            Path servers = folder.resolve("nodes");
            deleteTree(servers);
            Cluster cluster = Cluster.prepare(wildfly, servers, nodes, SETTINGS, archives, port, properties);
            launcher.run(server, cluster, PAGES,
                    () -> welcome + forAgents(cluster.nodes().get(0).port(), users, agents) + pullThePlug(cluster));
        }
    }

    private static String argument(String[] arguments, int index) {
        return arguments.length > index && arguments[index] != null ? arguments[index].strip() : "";
    }

    private static int nodes(String text) {
        if (text.isEmpty()) {
            return 1;
        }
        if (!text.matches("[1-" + MOST_NODES + "]")) {
            throw new IllegalArgumentException("-Dnodes=" + text + " is not a number from 1 to " + MOST_NODES);
        }
        return Integer.parseInt(text);
    }

    /** Links are not followed. */
    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** In a cluster, a conversation of an agent stays at one node. */
    private static String forAgents(int port, DemoUsers users, AgentKey agents) {
        String user = users.all().get(0).name();
        return """

                  An AI agent works with the same machines by MCP. Any client with streamable HTTP will do, for instance:

                    claude mcp add --transport http ssh http://127.0.0.1:%1$d/mcp --header "Authorization: Bearer %2$s"

                  or in the configuration of a client:

                    {"mcpServers": {"ssh": {"type": "http", "url": "http://127.0.0.1:%1$d/mcp",
                     "headers": {"Authorization": "Bearer %2$s"}}}}

                  The token is for an agent of %3$s, for %4$d hours and this start. docs/agents.md shows what the agent can do.
                  The console's page Agents shows what it does, and has a button that stops it.
                """.formatted(port, agents.token(user, "demo", TOKEN_LIFETIME), user, TOKEN_LIFETIME.toHours());
    }

    private static String pullThePlug(Cluster cluster) {
        StringBuilder text = new StringBuilder("""

                  A balancer is in front of these nodes; the page says at its top which one you are at.
                  Pull the plug on that one, and go on at the other:

                """);
        for (WildFly node : cluster.nodes()) {
            text.append("    ").append(node.name()).append(":  kill -KILL ").append(node.pid()).append("     its log is ").append(node.log()).append('\n');
        }
        return text.toString();
    }

    private static Path ownProfiles(String file) throws IOException {
        Path path = Path.of(file).toAbsolutePath();
        if (!Files.isReadable(path)) {
            throw new IOException("The profile file " + path + " can't be read. Choose another one: " + COMMAND + " -Dprofiles=FILE");
        }
        return path;
    }

    private static String welcome(int port, DemoSshServer server, DemoUsers users, Path profiles, boolean demoProfile) {
        return """
                The sample is ready:  http://127.0.0.1:%d/console/

                  Log in as %s.
                  The last of them is the administrator: the dashboard shows the connections of all.
                  Open Run, choose %s, type a command, press Run.
                  Run it twice: the second time is faster, because the connection of your session stays open.
                  Log out, and it is closed.
                  Profiles are read from %s; changes count from the next command on.

                  The demo SSH server: ssh -p %d %s@127.0.0.1  password %s
                  Its host key: %s
                """.formatted(port, users.all().stream().map(user -> user.name() + ", password " + user.password()).collect(Collectors.joining(", or as ")),
                demoProfile ? "the profile \"demo\"" : "one of your profiles", profiles, server.port(),
                DemoSshServer.USER, server.password(), server.hostKeyFingerprint());
    }
}
