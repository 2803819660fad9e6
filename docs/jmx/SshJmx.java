import java.io.Console;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The operations of the SSH resource adapter for operators, over WildFly's management port. Needs a JDK and WildFly's client library:
 *
 * <pre>java -cp bin/client/jboss-cli-client.jar docs/jmx/SshJmx.java list</pre>
 */
public final class SshJmx {

    private static final String USAGE = """
            usage: java -cp bin/client/jboss-cli-client.jar docs/jmx/SshJmx.java [-c HOST:PORT] [-u USER] [-d NAME] COMMAND
              -c  the management interface of the server, 127.0.0.1:9990 if it is not given
              -u  a management user; the password is asked. Not needed on the same machine, as the server's user
              -d  the JNDI name of a connection definition, such as java:/eis/ssh; all of them if it is not given
            commands:
              list               the connections of all users
              figures            the figures of each connection definition
              close NUMBER       closes the connection with this number
              end USER SESSION   ends a session with all its connections
              test [PROFILE]     connects to the profile, and closes that connection
              reset              resets the figures to 0
            """;

    private static final List<String> COLUMNS = List.of("number", "userId", "sessionId", "profile", "username", "host", "port", "alive",
            "idleSeconds", "openChannels", "commandCount");

    private final MBeanServerConnection server;
    private final List<ObjectName> definitions;

    /** @param definition a JNDI name; null for all */
    private SshJmx(MBeanServerConnection server, String definition) throws Exception {
        this.server = server;
        definitions = new ArrayList<>(new TreeSet<>(server.queryNames(new ObjectName("io.sshra:type=ConnectionFactory,"
                + (definition == null ? "*" : "name=" + ObjectName.quote(definition))), null)));
        if (definitions.isEmpty()) {
            throw new IllegalStateException("There is no such connection definition, or no SSH resource adapter is running there");
        }
    }

    public static void main(String[] arguments) throws Exception {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        String controller = "127.0.0.1:9990";
        String definition = null;
        Map<String, Object> environment = new HashMap<>();
        while (rest.size() > 1 && rest.peek().matches("-[cud]")) {
            String option = rest.pop();
            String value = rest.pop();
            switch (option) {
                case "-c" -> controller = value;
                case "-d" -> definition = value;
                default -> environment.put(JMXConnector.CREDENTIALS, new String[] {value, password(value)});
            }
        }
        if (rest.isEmpty()) {
            System.err.print(USAGE);
            System.exit(2);
        }
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL("service:jmx:remote+http://" + controller), environment)) {
            new SshJmx(connector.getMBeanServerConnection(), definition).run(rest.pop(), new ArrayList<>(rest));
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        // The library's threads would keep the program for some seconds.
        System.exit(0);
    }

    private static String password(String user) {
        Console console = System.console();
        if (console == null) {
            throw new IllegalStateException("There is no terminal to ask for a password");
        }
        return new String(console.readPassword("Password of %s: ", user));
    }

    private void run(String command, List<String> arguments) throws Exception {
        switch (command + " " + arguments.size()) {
            case "list 0" -> list();
            case "figures 0" -> figures();
            case "close 1" -> close(Long.parseLong(arguments.get(0)));
            case "end 2" -> System.out.println(server.invoke(definitions.get(0), "endSession", arguments.toArray(),
                    new String[] {"java.lang.String", "java.lang.String"}) + " connections were closed");
            case "test 0" -> test("");
            case "test 1" -> test(arguments.get(0));
            case "reset 0" -> {
                for (ObjectName definition : definitions) {
                    server.invoke(definition, "resetStatistics", null, null);
                }
            }
            default -> throw new IllegalStateException("No such command\n" + USAGE);
        }
    }

    private void list() throws Exception {
        System.out.println("definition " + String.join(" ", COLUMNS));
        for (ObjectName definition : definitions) {
            for (CompositeData connection : (CompositeData[]) server.invoke(definition, "listConnections", null, null)) {
                StringBuilder line = new StringBuilder(definition.getKeyProperty("name"));
                for (String column : COLUMNS) {
                    line.append(' ').append(connection.get(column) instanceof String text ? ObjectName.quote(text) : connection.get(column));
                }
                System.out.println(line);
            }
        }
    }

    private void figures() throws Exception {
        for (ObjectName definition : definitions) {
            System.out.println(definition.getKeyProperty("name"));
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(definition).getAttributes()) {
                if (attribute.getType().equals("long")) {
                    System.out.printf("  %-26s %12d  %s%n", attribute.getName(), server.getAttribute(definition, attribute.getName()),
                            attribute.getDescription());
                }
            }
        }
    }

    private void close(long number) throws Exception {
        for (ObjectName definition : definitions) {
            if ((boolean) server.invoke(definition, "closeConnection", new Object[] {number}, new String[] {"long"})) {
                System.out.println("Connection " + number + " is closed");
                return;
            }
        }
        throw new IllegalStateException("There is no connection " + number);
    }

    private void test(String profile) throws Exception {
        boolean good = true;
        for (ObjectName definition : definitions) {
            CompositeData probe = (CompositeData) server.invoke(definition, "testProfile", new Object[] {profile}, new String[] {"java.lang.String"});
            good &= (boolean) probe.get("successful");
            System.out.println(definition.getKeyProperty("name") + " " + probe.get("millis") + " ms: "
                    + (probe.get("message") == null ? "good, " + probe.get("serverVersion") + ", " + probe.get("hostKey") : probe.get("message")));
        }
        if (!good) {
            throw new IllegalStateException("The test failed");
        }
    }
}
