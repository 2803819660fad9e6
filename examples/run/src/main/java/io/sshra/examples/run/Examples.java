package io.sshra.examples.run;

import io.sshra.sample.servers.DemoSshServer;
import io.sshra.sample.servers.Launcher;
import io.sshra.sample.servers.WildFly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Starts the demo SSH server and WildFly with the adapter and the examples, prints what to type, and stops both at Ctrl-C.
 *
 * <p>Arguments: the working folder, which contains WildFly and the archives; WildFly's folder in it; the port.
 */
public final class Examples {

    private static final String USER = "alice";
    private static final String REALM = "ApplicationRealm";
    private static final List<String> PAGES = List.of("/first/disk", "/tasks/kernel");
    private static final List<String> ARCHIVES = List.of("ssh-ra.rar", "first.war", "tasks.war");

    private Examples() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path wildfly = folder.resolve(arguments[1]);
        Launcher launcher = new Launcher("examples", "mvn -Pexamples -pl examples/run -am");
        int port = launcher.port(arguments[2]);

        Path written = Files.createDirectories(folder.resolve("demo"));
        Path reports = Files.createDirectories(written.resolve("reports"));
        Files.writeString(reports.resolve("report.csv"), "id;name\n");
        Path login = written.resolve("netrc");
        logIn(wildfly.resolve("standalone/configuration/application-users.properties"), login);
        DemoSshServer server = new DemoSshServer();
        WildFly container = new WildFly(wildfly, withHealth(wildfly.resolve("standalone/configuration")), "",
                ARCHIVES.stream().map(folder::resolve).toList(), port,
                Map.of("sshra.profilesFile", server.writeProfile(written).toString(),
                        "reports.folder", reports.toString(), "reports.target", written.resolve("machine").toString()));
        launcher.run(server, container, PAGES, welcome(port, container.managementPort(), Path.of("").toAbsolutePath().relativize(login)));
    }

    /** Makes a user, as WildFly's add-user.sh does, with a password that only the reader of this file knows, for curl. */
    private static void logIn(Path users, Path login) throws IOException, GeneralSecurityException {
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        byte[] hash = MessageDigest.getInstance("MD5").digest((USER + ":" + REALM + ":" + password).getBytes(StandardCharsets.UTF_8));
        Files.writeString(users, USER + "=" + HexFormat.of().formatHex(hash) + "\n", StandardCharsets.ISO_8859_1);
        Files.deleteIfExists(login);
        Files.createFile(login, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(login, "machine 127.0.0.1 login " + USER + " password " + password + "\n");
    }

    /** The name of a configuration that is standalone.xml with MicroProfile Health. */
    private static String withHealth(Path configurations) throws IOException {
        String standalone = Files.readString(configurations.resolve("standalone.xml"));
        return Files.writeString(configurations.resolve("standalone-examples.xml"), standalone
                .replaceFirst("</extensions>", "<extension module=\"org.wildfly.extension.microprofile.health-smallrye\"/></extensions>")
                .replaceFirst("</profile>", "<subsystem xmlns=\"urn:wildfly:microprofile-health-smallrye:3.0\" security-enabled=\"false\"/></profile>"))
                .getFileName().toString();
    }

    private static String welcome(int port, int managementPort, Path login) {
        String curl = "curl --netrc-file " + login + " 'http://127.0.0.1:" + port;
        return """
                The examples are ready. Type in another terminal, in the same folder:

                  %1$s/first/disk?on=demo'

                  %1$s/tasks/kernel?on=demo'
                  %1$s/tasks/log?on=demo&file=/etc/hosts'
                  curl http://127.0.0.1:%2$d/health/ready
                """.formatted(curl, managementPort);
    }
}
