package io.sshra.sample.demo;

import io.sshra.sample.servers.DemoSshServer;
import io.sshra.sample.servers.Launcher;
import io.sshra.sample.servers.WildFly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts the demo SSH server and WildFly with the sample, prints the page's address, and stops both at Ctrl-C.
 *
 * <p>Arguments: the working folder, which contains WildFly and the sample's EAR; WildFly's folder in it; the page's port; optionally a
 * profile file to use instead of the demo's.
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

    private Demo() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path wildfly = folder.resolve(arguments[1]);
        Launcher launcher = new Launcher("sample", COMMAND);
        int port = launcher.port(arguments[2]);
        String ownProfiles = arguments.length > 3 && arguments[3] != null ? arguments[3].strip() : "";

        DemoSshServer server = new DemoSshServer();
        Path written = Files.createDirectories(folder.resolve("demo"));
        Path profiles = ownProfiles.isEmpty() ? server.writeProfile(written) : ownProfiles(ownProfiles);
        DemoUsers users = new DemoUsers();
        WildFly container = new WildFly(wildfly, "standalone.xml", SETTINGS, List.of(folder.resolve("ssh-ra-sample.ear")), port,
                Map.of("sshra.profilesFile", profiles.toString(), "sshra.evictIdleAtSessionLimit", "true", "sample.usersFile", users.write(written).toString()));
        launcher.run(server, container, PAGES, welcome(port, server, users, profiles, ownProfiles.isEmpty()));
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
