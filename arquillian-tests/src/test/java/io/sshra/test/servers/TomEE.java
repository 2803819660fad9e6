package io.sshra.test.servers;

import io.sshra.test.Ports;
import io.sshra.test.Trees;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;

/**
 * TomEE with the files in {@code docs/servers/tomee}. An archive has one connection definition there, so the small one is the same, after a start
 * with a few places.
 */
final class TomEE extends ServerProgram {

    private static final String STARTED = "Server startup in";
    private static final String PLACES = "ssh.poolMaxSize";
    private static final Path HOME = HOMES.resolve(System.getProperty("servers.tomee"));

    TomEE() {
        super("tomee", 0);
    }

    @Override
    void prepare() throws IOException {
        Trees.delete(folder.resolve("conf"));
        Trees.delete(folder.resolve("logs"));
        Trees.delete(folder.resolve("apps"));
        Trees.copy(HOME.resolve("conf"), folder.resolve("conf"));
        for (String name : List.of("logs", "apps", "temp", "webapps", "work", "data")) {
            Files.createDirectories(folder.resolve(name));
        }
        Path server = folder.resolve("conf/server.xml");
        String text = Files.readString(server).replace("port=\"8080\"", "address=\"127.0.0.1\" port=\"" + port + "\"").replace("port=\"8005\"", "port=\"" + Ports.free() + "\"")
                .replace("port=\"8009\"", "address=\"127.0.0.1\" port=\"" + Ports.free() + "\"");
        Files.writeString(server, text);
        Files.copy(ApplicationServer.document("tomee/tomee.xml"), folder.resolve("conf/tomee.xml"), StandardCopyOption.REPLACE_EXISTING);
        StringBuilder settings = new StringBuilder(Files.readString(folder.resolve("conf/system.properties")))
                .append(Files.readString(ApplicationServer.document("tomee/system.properties")))
                .append("\nssh.profilesFile = ").append(machine.profiles());
        properties.forEach((name, value) -> settings.append(name.equals(PLACES) ? "\n" : "\nsshRA.").append(name).append(" = ").append(value));
        if (properties.containsKey(PLACES)) {
            settings.append("\nssh.definitionName = ").append(SMALL_NAME).append("\nssh.profilesContext = openejb:Resource");
            machine.properties().forEach((name, value) -> settings.append('\n').append(boundProfile()).append('.').append(name).append(" = ").append(value));
        }
        Files.writeString(folder.resolve("conf/system.properties"), settings.append('\n'));
        archive();
    }

    @Override
    public Map<String, Integer> smallPool() {
        return Map.of(PLACES, Application.PLACES);
    }

    /** The id of the administered object in the archive's ra.xml. */
    @Override
    public String boundProfile() {
        return "sshProfile";
    }

    /** In one step, because the server looks at its folder at any time. */
    private void archive() throws IOException {
        File made = folder.resolve("application.ear").toFile();
        ShrinkWrap.create(EnterpriseArchive.class, "application.ear").addAsModule(ADAPTER.toFile(), "ssh-ra.rar")
                .addAsModule(ApplicationServer.war("openejb:Resource/ssh", "openejb:Resource/ssh")).as(ZipExporter.class).exportTo(made, true);
        Files.move(made.toPath(), folder.resolve("apps/application.ear"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    String[] command() {
        return new String[] {"/bin/bash", HOME.resolve("bin/catalina.sh").toString(), "run"};
    }

    @Override
    Map<String, String> environment() {
        return Map.of("CATALINA_HOME", HOME.toString(), "CATALINA_BASE", folder.toString());
    }

    @Override
    void deployed() {
        await("the start", () -> loggedTimes(STARTED) > 0);
    }

    @Override
    public void undeploy() throws IOException {
        Files.delete(folder.resolve("apps/application.ear"));
        await("the end of the application", () -> !answers());
    }

    @Override
    public void deploy() throws IOException {
        archive();
        await("the application's start", this::answers);
    }

    @Override
    public Path log() {
        return console();
    }
}
