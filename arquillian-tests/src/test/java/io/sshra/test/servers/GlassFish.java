package io.sshra.test.servers;

import io.sshra.test.Ports;
import io.sshra.test.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** GlassFish or Payara, with the commands in {@code docs/servers/glassfish}, in a copy of its domain. */
final class GlassFish extends ServerProgram {

    private static final String DOMAIN = "domain1";
    private static final List<Integer> PORTS = List.of(8080, 8181, 4848, 3700, 3820, 3920, 8686, 6666, 9009, 7676);

    /** The JNDI name of a definition with an invalid property. */
    static final String WRONG = "eis/wrong";
    private static final String PROFILES = "eis/ssh-profiles";
    private static final String BOUND = PROFILES + "/bound";

    private final String home;
    private final Path domain = folder.resolve(DOMAIN);
    private int adminPort;

    /** @param home the name of the folder that the distribution makes */
    GlassFish(String home, int jdk) {
        super(home, jdk);
        this.home = home;
    }

    @Override
    void prepare() throws IOException {
        Trees.delete(domain);
        Trees.copy(HOMES.resolve(home).resolve("glassfish/domains").resolve(DOMAIN), domain);
        Path file = domain.resolve("config/domain.xml");
        String text = Files.readString(file).replace("\"0.0.0.0\"", "\"127.0.0.1\"").replace("<network-listener port", "<network-listener address=\"127.0.0.1\" port")
                // Payara's data grid, which the adapter does not use, and which would look for others in the network.
                .replace("<hazelcast-config-specific-configuration>", "<hazelcast-config-specific-configuration enabled=\"false\">")
                .replace("\"8080\"", "\"" + port + "\"");
        int first = Ports.free(PORTS.size());
        for (int i = 0; i < PORTS.size(); i++) {
            text = text.replaceAll("(\"|=)" + PORTS.get(i) + "(\"|<)", "$1" + (first + i) + "$2");
        }
        adminPort = first + PORTS.indexOf(4848);
        Files.writeString(file, text);
        Files.copy(ADAPTER, folder.resolve("ssh-ra.rar"), StandardCopyOption.REPLACE_EXISTING);
        ApplicationServer.war("eis/ssh", "eis/ssh-small").as(ZipExporter.class).exportTo(folder.resolve("application.war").toFile(), true);
    }

    private String asadmin() {
        return HOMES.resolve(home).resolve("bin/asadmin").toString();
    }

    @Override
    String[] command() {
        return new String[] {asadmin(), "start-domain", "--verbose", "--domaindir", folder.toString(), DOMAIN};
    }

    @Override
    Map<String, String> environment() {
        return Map.of();
    }

    @Override
    void deployed() throws Exception {
        await("the start of the domain", () -> loggedTimes("startup time") > 0);
        deploy();
    }

    @Override
    public void deploy() throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>();
        for (String line : Files.readAllLines(ApplicationServer.document("glassfish/install.asadmin"))) {
            commands.add(line);
            if (line.startsWith("create-resource-adapter-config ")) {
                properties.forEach((name, value) -> commands.add("set resources.resource-adapter-config.ssh-ra.property." + name + "=" + value));
            } else if (line.startsWith("create-connector-connection-pool ")) {
                commands.add(setting("ssh-pool", "profilesFile", machine.profiles()));
                commands.add(line.replace("--maxpoolsize 1000", "--maxpoolsize " + Application.PLACES).replace("--maxwait 5000", "--maxwait 1000")
                        .replace("/etc/ssh-ra/profiles", machine.profiles() + ":definitionName=" + SMALL_NAME + ":profilesContext=" + PROFILES)
                        .replace("ssh-pool", "ssh-small-pool"));
                commands.add("create-connector-resource --poolname ssh-small-pool eis/ssh-small");
                commands.add("create-admin-object --restype io.sshra.SshProfile --raname ssh-ra --property " + machine.properties().entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue()).collect(Collectors.joining(":")) + " " + BOUND);
            }
        }
        run(commands);
    }

    private static String setting(String pool, String property, Object value) {
        return "set resources.connector-connection-pool." + pool + ".property." + property + "=" + value;
    }

    /** Changes a property of the shipped definition. */
    void set(String property, Object value) throws IOException, InterruptedException {
        run(List.of(setting("ssh-pool", property, value)));
    }

    /** Makes a definition with an invalid property, {@link #WRONG}: each look-up of it fails. */
    void createWrongDefinition() throws IOException, InterruptedException {
        run(List.of("create-connector-connection-pool --raname ssh-ra --connectiondefinition io.sshra.SshConnectionFactory --steadypoolsize 0"
                + " --property connectTimeoutSeconds=0 wrong-pool", "create-connector-resource --poolname wrong-pool " + WRONG));
    }

    void deleteWrongDefinition() throws IOException, InterruptedException {
        run(List.of("delete-connector-resource " + WRONG, "delete-connector-connection-pool wrong-pool"));
    }

    @Override
    public void undeploy() throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>(List.of("delete-admin-object " + BOUND));
        for (String line : Files.readAllLines(ApplicationServer.document("glassfish/uninstall.asadmin"))) {
            if (line.startsWith("delete-connector")) {
                commands.add(line.replace("eis/ssh", "eis/ssh-small").replace("ssh-pool", "ssh-small-pool"));
            }
            commands.add(line);
        }
        run(commands);
    }

    private void run(List<String> commands) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("commands"), commands);
        String output = run(asadmin(), "--port", String.valueOf(adminPort), "multimode", "--file", file.toString());
        if (output.contains(" failed.")) {
            throw new IllegalStateException(output);
        }
    }

    /** Payara begins another file at 2 MB. */
    @Override
    public List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(log().getParent())) {
            return files.filter(one -> one.getFileName().toString().matches("server\\.log(_.*)?"))
                    .sorted(Comparator.comparing((Path one) -> one.equals(log())).thenComparing(Comparator.naturalOrder())).toList();
        }
    }

    @Override
    public Path log() {
        return domain.resolve("logs/server.log");
    }
}
