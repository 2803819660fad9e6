package io.sshra.test.servers;

import io.sshra.test.Management;
import io.sshra.test.Ports;
import io.sshra.test.Trees;
import io.sshra.test.servers.clustered.ClusterServlet;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.as.controller.client.helpers.standalone.ServerDeploymentHelper;
import org.jboss.as.controller.client.helpers.standalone.ServerDeploymentHelper.ServerDeploymentException;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A WildFly that is a node of a cluster: {@code standalone-ha.xml}, in which JGroups finds the other nodes by a list of their ports instead of
 * multicasts. Its application has the adapter and {@code ssh-ra-cluster} in its archive.
 */
final class WildFlyNode extends ServerProgram {

    private static final Path HOME = Path.of(System.getProperty("wildfly.home"));
    private static final String CONFIGURATION = "standalone-ha.xml";
    private static final String EAR = "application.ear";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name;
    private final int groupPort;
    private final List<Integer> allGroupPorts;
    private final Setup setup;
    private final int managementPort = Ports.free();

    /**
     * @param cluster       what distinguishes its folder from that of other clusters
     * @param name          of the node
     * @param groupPort     for JGroups
     * @param allGroupPorts those of all nodes
     * @param setup         what else changes its configuration
     */
    WildFlyNode(String cluster, String name, int groupPort, List<Integer> allGroupPorts, Setup setup) {
        super(cluster + "-" + name, 0);
        this.name = name;
        this.groupPort = groupPort;
        this.allGroupPorts = allGroupPorts;
        this.setup = setup;
    }

    /** Changes the configuration of a node that does not run. */
    interface Setup {

        Setup NOTHING = node -> {
        };

        void of(WildFlyNode node) throws Exception;
    }

    String name() {
        return name;
    }

    /** Its configuration files. */
    Path configuration() {
        return folder.resolve("configuration");
    }

    /** Runs a line of a shell in this folder. */
    void shell(Path in, String line) throws IOException, InterruptedException {
        run("/bin/sh", "-c", "cd " + in + " && " + line);
    }

    /** Runs commands of WildFly's command line on the configuration. */
    void configure(List<String> commands) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of("embed-server --server-config=" + CONFIGURATION + " --std-out=discard"));
        lines.addAll(commands);
        Path file = Files.write(folder.resolve("configure.cli"), lines);
        run("/bin/sh", "-c", "JAVA_OPTS=\"$JAVA_OPTS -Djboss.server.base.dir=" + folder + "\" exec /bin/sh " + HOME.resolve("bin/jboss-cli.sh") + " --file=" + file);
    }

    @Override
    void prepare() throws Exception {
        Trees.delete(folder);
        Trees.copy(HOME.resolve("standalone/configuration"), folder.resolve("configuration"));
        Files.createDirectories(console().getParent());
        Path configuration = configuration().resolve(CONFIGURATION);
        Files.writeString(configuration, clustered(Files.readString(configuration)));
        setup.of(this);
        ear().as(ZipExporter.class).exportTo(Files.createDirectories(folder.resolve("deployments")).resolve(EAR).toFile(), true);
    }

    private String clustered(String shipped) {
        StringBuilder hosts = new StringBuilder();
        allGroupPorts.forEach(one -> hosts.append(hosts.isEmpty() ? "" : ",").append("127.0.0.1[").append(one).append(']'));
        String found = replaced(shipped, "<socket-protocol type=\"MPING\"[^>]*/>", "<protocol type=\"TCPPING\"><property name=\"initial_hosts\">" + hosts
                + "</property><property name=\"port_range\">0</property></protocol>");
        String tcp = replaced(found, "(<channel name=\"ee\" stack=)\"udp\"", "$1\"tcp\"");
        String alone = replaced(tcp, "(?s)<subsystem xmlns=\"urn:jboss:domain:modcluster:.*?</subsystem>", "");
        return replaced(alone, "(<socket-binding name=\"jgroups-tcp\"[^>]* port=)\"[0-9]+\"", "$1\"" + groupPort + "\"");
    }

    private static String replaced(String text, String regex, String replacement) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("This WildFly's configuration has no " + regex);
        }
        return matcher.replaceFirst(replacement);
    }

    private static EnterpriseArchive ear() {
        WebArchive war = ApplicationServer.war("java:/eis/ssh", "java:/eis/ssh").addPackage(ClusterServlet.class.getPackage());
        String descriptor = text(war);
        war.setWebXML(new StringAsset(descriptor.replaceFirst(">", "><distributable/>")));
        return ShrinkWrap.create(EnterpriseArchive.class, EAR).addAsModule(ShrinkWrap.create(ResourceAdapterArchive.class, "ssh-ra.rar")
                .merge(ShrinkWrap.createFromZipFile(ResourceAdapterArchive.class, ADAPTER.toFile()))).addAsModule(war)
                .addAsLibraries(new File(System.getProperty("cluster.jar")))
                .addAsManifestResource(new StringAsset("Dependencies: org.wildfly.clustering.server.api optional\n"), "MANIFEST.MF");
    }

    private static String text(WebArchive war) {
        try (InputStream in = war.get("/WEB-INF/web.xml").getAsset().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String[] command() {
        return new String[] {"/bin/sh", HOME.resolve("bin/standalone.sh").toString(), "-c", CONFIGURATION, "-b", "127.0.0.1", "-bmanagement", "127.0.0.1",
            "-Djboss.server.base.dir=" + folder, "-Djboss.node.name=" + name, "-Djboss.tx.node.id=" + name, "-Djboss.http.port=" + port, "-Djboss.https.port=" + Ports.free(),
            "-Djboss.ajp.port=" + Ports.free(), "-Djboss.management.http.port=" + managementPort, "-Dsshra.profilesFile=" + machine.profiles()};
    }

    @Override
    Map<String, String> environment() {
        return Map.of("JBOSS_HOME", HOME.toString());
    }

    @Override
    void deployed() {
        await("the application of " + name, this::answers);
    }

    @Override
    public void undeploy() throws IOException {
        withDeployments(deployments -> deployments.undeploy(EAR));
    }

    @Override
    public void deploy() throws IOException {
        try (InputStream content = ear().as(ZipExporter.class).exportAsInputStream()) {
            withDeployments(deployments -> deployments.deploy(EAR, content));
        }
    }

    private interface Deployment {
        void with(ServerDeploymentHelper deployments) throws ServerDeploymentException;
    }

    private void withDeployments(Deployment deployment) throws IOException {
        try (ModelControllerClient client = Management.at(managementPort)) {
            deployment.with(new ServerDeploymentHelper(client));
        } catch (ServerDeploymentException e) {
            throw new IOException(e);
        }
    }

    @Override
    public Path log() {
        return folder.resolve("log/server.log");
    }

    /** Ends it as a power failure does. */
    void kill() throws IOException, InterruptedException {
        signal("KILL");
        ProcessHandle.of(pid()).ifPresent(server -> server.onExit().join());
        close();
    }

    /** Stops it: it keeps its sockets, and answers nothing. */
    void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        run("kill", "-" + signal, String.valueOf(pid()));
    }

    /**
     * Calls {@link ClusterServlet}.
     *
     * @param id         of the HTTP session; null for none
     * @param parameters names and values without special characters
     */
    String call(String id, String what, String... parameters) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=').append(parameters[i + 1]);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(application().resolve("cluster/" + what + query));
        if (id != null) {
            request.header("Cookie", "JSESSIONID=" + id);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(request.build() + " gives " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}
