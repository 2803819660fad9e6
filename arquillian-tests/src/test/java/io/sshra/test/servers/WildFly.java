package io.sshra.test.servers;

import io.sshra.test.Management;
import io.sshra.test.OwnWildFly;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.as.controller.client.helpers.standalone.ServerDeploymentHelper;
import org.jboss.as.controller.client.helpers.standalone.ServerDeploymentHelper.ServerDeploymentException;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;

/** The WildFly of this JVM of the tests ({@link OwnWildFly}), with the {@code META-INF/ironjacamar.xml} in the archive. */
final class WildFly implements ApplicationServer {

    private static final String RAR = "ssh-ra.rar";
    private static final String WAR = "application.war";
    private static final String PROFILES = "java:/eis/ssh-profiles";
    private static final String DESCRIPTOR = "/META-INF/ironjacamar.xml";

    private Machine machine;
    private Map<String, Integer> properties;
    private boolean deployed;

    @Override
    public void start(Machine withMachine, Map<String, Integer> withProperties) throws Exception {
        machine = withMachine;
        properties = withProperties;
        deploy();
    }

    /** WildFly tells the adapter the JNDI name. */
    @Override
    public String shippedName(Machine of) {
        return "java:/eis/ssh";
    }

    @Override
    public void deploy() throws IOException {
        deployed = true;
        deploy(rar(), RAR);
        deploy(ApplicationServer.war("java:/eis/ssh", "java:/eis/ssh-small")
                .addAsManifestResource(new StringAsset("Dependencies: deployment." + RAR + "\n"), "MANIFEST.MF"), WAR);
    }

    private ResourceAdapterArchive rar() throws IOException {
        ResourceAdapterArchive rar = ShrinkWrap.create(ResourceAdapterArchive.class, RAR)
                .merge(ShrinkWrap.createFromZipFile(ResourceAdapterArchive.class, ADAPTER.toFile()));
        String shipped;
        try (InputStream in = rar.get(DESCRIPTOR).getAsset().openStream()) {
            shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("${sshra.profilesFile:}", machine.profiles().toString());
        }
        String definition = shipped.substring(shipped.indexOf("<connection-definition "), shipped.indexOf("</connection-definitions>"));
        StringBuilder changed = new StringBuilder();
        properties.forEach((name, value) -> changed.append(property(name, value)));
        StringBuilder bound = new StringBuilder();
        machine.properties().forEach((name, value) -> bound.append(property(name, value)));
        String text = shipped.replace("<connection-definitions>", changed + "<connection-definitions>").replace(definition, definition
                + definition.replace("\"java:/eis/ssh\"", "\"java:/eis/ssh-small\"").replace("\"ssh\"", "\"ssh-small\"")
                .replace("<max-pool-size>1000<", "<max-pool-size>" + Application.PLACES + "<").replace("<blocking-timeout-millis>5000<", "<blocking-timeout-millis>1000<")
                .replace("<pool>", property("definitionName", SMALL_NAME) + property("profilesContext", PROFILES) + "<pool>"))
                .replace("</connection-definitions>", "</connection-definitions><admin-objects><admin-object class-name=\"io.sshra.adapter.SshProfileObject\" pool-name=\"bound\" jndi-name=\""
                        + PROFILES + "/" + boundProfile() + "\">" + bound + "</admin-object></admin-objects>");
        rar.delete(DESCRIPTOR);
        rar.add(new StringAsset(text), DESCRIPTOR);
        return rar;
    }

    private static String property(String name, Object value) {
        return "<config-property name=\"" + name + "\">" + value + "</config-property>";
    }

    private static void deploy(Archive<?> archive, String name) throws IOException {
        try (ModelControllerClient client = Management.ofContainer(); InputStream content = archive.as(ZipExporter.class).exportAsInputStream()) {
            new ServerDeploymentHelper(client).deploy(name, content);
        } catch (ServerDeploymentException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void undeploy() throws IOException {
        try (ModelControllerClient client = Management.ofContainer()) {
            ServerDeploymentHelper deployments = new ServerDeploymentHelper(client);
            deployments.undeploy(WAR);
            deployments.undeploy(RAR);
        } catch (ServerDeploymentException e) {
            throw new IOException(e);
        }
        deployed = false;
    }

    @Override
    public URI application() {
        return URI.create("http://127.0.0.1:" + System.getProperty("wildfly.port.http") + "/application/");
    }

    @Override
    public Path log() {
        return Path.of(System.getProperty("wildfly.base"), "log", "server.log");
    }

    @Override
    public long pid() {
        return OwnWildFly.pid();
    }

    @Override
    public void close() throws IOException {
        if (deployed) {
            undeploy();
        }
    }
}
