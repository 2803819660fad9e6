package io.sshra.test.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** Open Liberty with {@code docs/servers/liberty/server.xml}. */
final class OpenLiberty extends ServerProgram {

    private static final String NAME = "ssh";
    private static final String SHIPPED = "shipped.xml";

    private final Path server = folder.resolve("servers").resolve(NAME);

    OpenLiberty() {
        super("liberty", 0);
    }

    @Override
    void prepare() throws IOException {
        Files.createDirectories(server.resolve("apps"));
        Files.deleteIfExists(log());
        Files.copy(ApplicationServer.document("liberty/server.xml"), server.resolve(SHIPPED), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(ADAPTER, server.resolve("ssh-ra.rar"), StandardCopyOption.REPLACE_EXISTING);
        ApplicationServer.war("eis/ssh", "eis/ssh-small").as(ZipExporter.class).exportTo(server.resolve("apps/application.war").toFile(), true);
        configure(true);
    }

    /** The server's configuration: the shipped one and what differs in tests, or nothing but the same features. */
    private void configure(boolean whole) throws IOException {
        String shipped = Files.readString(server.resolve(SHIPPED));
        String features = shipped.substring(shipped.indexOf("<featureManager>"), shipped.indexOf("</featureManager>")) + "</featureManager>";
        String changed = attributes(properties);
        replace(server.resolve("server.xml"), "<server>" + (whole ? "<include location=\"" + SHIPPED + "\"/>" : features)
                + "<httpEndpoint id=\"defaultHttpEndpoint\" host=\"127.0.0.1\" httpPort=\"" + port + "\" httpsPort=\"-1\"/>"
                + (whole ? """
                <resourceAdapter id="sshra"><properties.sshra %1$s/></resourceAdapter>
                <connectionFactory id="ssh"><properties.sshra profilesFile="%2$s"/></connectionFactory>
                <connectionFactory jndiName="eis/ssh-small">
                  <connectionManager maxPoolSize="%3$d" connectionTimeout="1s" autoCloseConnections="false"/>
                  <properties.sshra profilesFile="%2$s" definitionName="%4$s" profilesContext="eis/ssh-profiles"/>
                </connectionFactory>
                <adminObject jndiName="eis/ssh-profiles/%5$s"><properties.sshra %6$s/></adminObject>
                """.formatted(changed, machine.profiles(), Application.PLACES, SMALL_NAME, boundProfile(), attributes(machine.properties())) : "") + "</server>");
    }

    /** Of the shipped definition. The small one has autoCloseConnections="false". */
    @Override
    public boolean closesHandles() {
        return true;
    }

    private static String attributes(Map<String, ?> properties) {
        return properties.entrySet().stream().map(property -> property.getKey() + "=\"" + property.getValue() + "\"").collect(Collectors.joining(" "));
    }

    @Override
    String[] command() {
        return new String[] {HOMES.resolve("wlp/bin/server").toString(), "run", NAME};
    }

    @Override
    Map<String, String> environment() {
        return Map.of("WLP_USER_DIR", folder.toString(), "LOG_DIR", folder.resolve("log").toString());
    }

    @Override
    void deployed() {
        await("the application's start", () -> starts() > 0 && loggedTimes("CWWKF0011I") > 0);
    }

    /** It says "updated" or "started" after a change of its configuration. */
    private long starts() {
        return loggedTimes("CWWKZ0001I: Application application started") + loggedTimes("CWWKZ0003I: The application application updated");
    }

    @Override
    public void undeploy() throws IOException {
        long before = loggedTimes("CWWKG0017I");
        configure(false);
        await("the configuration without adapter", () -> loggedTimes("CWWKG0017I") > before);
    }

    @Override
    public void deploy() throws IOException {
        long before = starts();
        configure(true);
        await("the application's start", () -> starts() > before);
    }

    @Override
    public Path log() {
        return folder.resolve("log/messages.log");
    }
}
