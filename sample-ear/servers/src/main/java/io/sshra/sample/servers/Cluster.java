package io.sshra.sample.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several WildFlys that form a cluster, and another one in front of them that balances: each user stays at the node that has answered first,
 * as long as it is there. All on loopback; the nodes find each other by a list of their ports.
 */
public final class Cluster {

    private static final String CONFIGURATION = "standalone/configuration";

    private final List<WildFly> nodes;
    private final WildFly balancer;

    private Cluster(List<WildFly> nodes, WildFly balancer) {
        this.nodes = nodes;
        this.balancer = balancer;
    }

    /**
     * Prepares the servers, and starts none.
     *
     * @param installation of WildFly, which is not changed
     * @param folder       where the servers write; it has no files of an earlier cluster
     * @param count        of nodes, which are called node-1, node-2 and so on
     * @param settings     see {@link WildFly#WildFly}, like the archives and properties
     * @param port         of the balancer
     */
    public static Cluster prepare(Path installation, Path folder, int count, String settings, List<Path> archives, int port,
            Map<String, String> properties) throws IOException {
        List<Integer> groupPorts = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groupPorts.add(WildFly.freePort());
            ports.add(WildFly.freePort());
        }
        List<WildFly> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path home = WildFly.linked(installation, folder.resolve(name(i)));
            Path configuration = home.resolve(CONFIGURATION).resolve("standalone-ha.xml");
            Files.writeString(configuration, node(Files.readString(configuration), groupPorts, groupPorts.get(i)));
            Map<String, String> own = new HashMap<>(properties);
            own.put("jboss.node.name", name(i));
            own.put("jboss.tx.node.id", name(i));
            nodes.add(new WildFly(home, "standalone-ha.xml", settings, archives, ports.get(i), own));
        }
        Path home = WildFly.linked(installation, folder.resolve("balancer"));
        Path configuration = home.resolve(CONFIGURATION).resolve("standalone-load-balancer.xml");
        Files.writeString(configuration, balancer(Files.readString(configuration), ports));
        return new Cluster(List.copyOf(nodes), new WildFly(home, "standalone-load-balancer.xml", "", List.of(), port, Map.of()));
    }

    private static String name(int index) {
        return "node-" + (index + 1);
    }

    /** The shipped configuration without multicasts: see docs/cluster.md. */
    private static String node(String shipped, List<Integer> groupPorts, int own) {
        StringBuilder hosts = new StringBuilder();
        groupPorts.forEach(port -> hosts.append(hosts.isEmpty() ? "" : ",").append("127.0.0.1[").append(port).append(']'));
        String discovery = "<protocol type=\"TCPPING\"><property name=\"initial_hosts\">" + hosts
                + "</property><property name=\"port_range\">0</property></protocol>";
        String found = replaced(shipped, "<socket-protocol type=\"MPING\"[^>]*/>", discovery);
        String tcp = replaced(found, "(<channel name=\"ee\" stack=)\"udp\"", "$1\"tcp\"");
        String alone = replaced(tcp, "(?s)<subsystem xmlns=\"urn:jboss:domain:modcluster:.*?</subsystem>", "");
        return replaced(alone, "(<socket-binding name=\"jgroups-tcp\"[^>]* port=)\"[0-9]+\"", "$1\"" + own + "\"");
    }

    /** The shipped balancer with a list of nodes instead of multicasts. */
    private static String balancer(String shipped, List<Integer> ports) {
        StringBuilder hosts = new StringBuilder();
        StringBuilder sockets = new StringBuilder();
        for (int i = 0; i < ports.size(); i++) {
            hosts.append("<host name=\"").append(name(i)).append("\" outbound-socket-binding=\"").append(name(i))
                    .append("\" scheme=\"http\" instance-id=\"").append(name(i)).append("\" path=\"/\"/>");
            sockets.append("<outbound-socket-binding name=\"").append(name(i)).append("\"><remote-destination host=\"127.0.0.1\" port=\"")
                    .append(ports.get(i)).append("\"/></outbound-socket-binding>");
        }
        String located = replaced(shipped, "<filter-ref name=\"load-balancer\"/>", "<location name=\"/\" handler=\"nodes\"/>");
        String proxied = replaced(located, "(?s)<filters>\\s*<mod-cluster.*?</filters>", "<handlers><reverse-proxy name=\"nodes\" session-cookie-names=\"JSESSIONID\""
                + " problem-server-retry=\"1\" max-retries=\"" + ports.size() + "\">" + hosts + "</reverse-proxy></handlers>");
        // Otherwise the balancer takes /console for its own administration console.
        String own = replaced(proxied, "<host name=\"default-host\"", "$0 disable-console-redirect=\"true\"");
        String alone = replaced(own, "<http-listener name=\"management\"[^>]*/>", "");
        return replaced(alone, "</socket-binding-group>", sockets + "</socket-binding-group>");
    }

    private static String replaced(String text, String regex, String replacement) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("This WildFly's configuration has no " + regex);
        }
        return matcher.replaceFirst(replacement);
    }

    public List<WildFly> nodes() {
        return nodes;
    }

    /** What users open. */
    public WildFly balancer() {
        return balancer;
    }
}
