package io.sshra.test.servers;

import io.sshra.test.servers.application.SshServlet;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A server with the adapter and the application. It has the connection definition that is configured for it in {@code docs/servers}, with a
 * profiles file of the tests, and {@link Application#SMALL}, another definition of the same kind with a few places. That one also has a name,
 * {@link #SMALL_NAME}, and profiles in JNDI, of which one is bound.
 */
interface ApplicationServer extends AutoCloseable {

    /** The shipped archive. */
    Path ADAPTER = Path.of(System.getProperty("adapter.rar"));
    /** The name that an operator gave to the small definition. */
    String SMALL_NAME = "a-few-places";

    /**
     * Deploys adapter and application, and starts the server if it does not run.
     *
     * @param machine    the profiles of the definitions
     * @param properties of the adapter, which differ from those that are shipped
     */
    void start(Machine machine, Map<String, Integer> properties) throws Exception;

    /** The properties for {@link #start} with which {@link Application#SMALL} has its few places. */
    default Map<String, Integer> smallPool() {
        return Map.of();
    }

    /** Whether the server closes what a thread of its own has got at the end of the call or task. */
    default boolean closesHandles() {
        return false;
    }

    /** The profile of the small definition that is bound in JNDI. */
    default String boundProfile() {
        return "bound";
    }

    /** What the server's operators know the shipped definition by; the machine is that of {@link #start}. */
    default String shippedName(Machine machine) {
        return "default " + machine.profiles();
    }

    /** Undeploys adapter and application. The server goes on. */
    void undeploy() throws Exception;

    /** Deploys them again, with the same properties. */
    void deploy() throws Exception;

    /** Where the application is, with a slash at the end. */
    URI application();

    /** The server's own log. */
    Path log();

    /** The process of the server's JVM. */
    long pid();

    /** Ends the server, or undeploys from a server that others use, too. */
    @Override
    void close() throws IOException;

    /** The log, and before it what the server has written to other files before. */
    default List<Path> logs() throws IOException {
        return List.of(log());
    }

    /** Lines of the server's logs with this text. */
    default List<String> logged(String text) {
        List<String> found = new ArrayList<>();
        try {
            for (Path file : logs()) {
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().filter(line -> line.contains(text)).forEach(found::add);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The application.
     *
     * @param ssh   the JNDI name of the shipped definition
     * @param small the JNDI name of the small one
     */
    static WebArchive war(String ssh, String small) {
        return ShrinkWrap.create(WebArchive.class, "application.war").addPackage(SshServlet.class.getPackage()).setWebXML(new StringAsset("""
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
                """ + reference(Application.SSH, ssh) + reference(Application.SMALL, small) + "</web-app>"));
    }

    private static String reference(String name, String jndiName) {
        return "<resource-ref><res-ref-name>" + name + "</res-ref-name><res-type>io.sshra.SshConnectionFactory</res-type><res-auth>Container</res-auth><lookup-name>" + jndiName
                + "</lookup-name></resource-ref>";
    }

    /** A file or folder of the documentation. */
    static Path document(String name) {
        return new File("../docs/servers/" + name).toPath();
    }
}
