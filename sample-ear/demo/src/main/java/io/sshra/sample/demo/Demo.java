package io.sshra.sample.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * Starts the demo SSH server and WildFly with the sample, prints the page's address, and stops both at Ctrl-C.
 *
 * <p>Arguments: the working folder, which contains WildFly and the sample's EAR; WildFly's folder in it; the page's port; optionally a
 * profile file to use instead of the demo's.
 */
public final class Demo {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private Demo() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path wildfly = folder.resolve(arguments[1]);
        int port = port(arguments[2]);
        String ownProfiles = arguments.length > 3 && arguments[3] != null ? arguments[3].strip() : "";
        checkFree(port);

        CountDownLatch stopped = new CountDownLatch(1);
        say("Starting the demo SSH server on loopback");
        DemoSshServer server = new DemoSshServer();
        Path written = Files.createDirectories(folder.resolve("demo"));
        Path profiles = ownProfiles.isEmpty() ? server.writeProfile(written) : ownProfiles(ownProfiles);
        DemoUsers users = new DemoUsers();
        WildFly container = new WildFly(wildfly, "standalone.xml", folder.resolve("ssh-ra-sample.ear"), port,
                Map.of("sshra.profilesFile", profiles.toString(), "sshra.evictIdleAtSessionLimit", "true", "sample.usersFile", users.write(written).toString()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop(container, server);
            stopped.countDown();
        }, "stop-demo"));

        say("Starting WildFly with the sample; its log is " + container.log());
        container.start();
        say("Waiting until the page answers");
        container.awaitReady(START_LIMIT);
        welcome(port, server, users, profiles, ownProfiles.isEmpty());
        container.awaitEnd();
        if (!container.isStopping()) {
            throw new IOException("WildFly has ended unexpectedly. Its log is " + container.log());
        }
        stopped.await();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-Dport=" + text + " is not a port number from 1 to 65535", e);
        }
        throw new IllegalArgumentException("-Dport=" + text + " is not a port number from 1 to 65535");
    }

    private static void checkFree(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            probe.getLocalPort();
        } catch (IOException e) {
            throw new IOException("Port " + port + " is in use by another program. Choose another one: mvn -Prun -Dport="
                    + (port < 65_535 ? port + 1 : 8080), e);
        }
    }

    private static Path ownProfiles(String file) throws IOException {
        Path path = Path.of(file).toAbsolutePath();
        if (!Files.isReadable(path)) {
            throw new IOException("The profile file " + path + " can't be read. Choose another one: mvn -Prun -Dprofiles=FILE");
        }
        return path;
    }

    private static void welcome(int port, DemoSshServer server, DemoUsers users, Path profiles, boolean demoProfile) {
        System.out.printf("""

                The sample is ready:  http://127.0.0.1:%d/console/

                  Log in as %s.
                  The last of them is the administrator: the dashboard shows the connections of all.
                  Open Run, choose %s, type a command, press Run.
                  Run it twice: the second time is faster, because the connection of your session stays open.
                  Log out, and it is closed.
                  Profiles are read from %s; changes count from the next command on.

                  The demo SSH server: ssh -p %d %s@127.0.0.1  password %s
                  Its host key: %s

                Press Ctrl-C to stop all of it.

                """, port, users.all().stream().map(user -> user.name() + ", password " + user.password()).collect(Collectors.joining(", or as ")),
                demoProfile ? "the profile \"demo\"" : "one of your profiles", profiles, server.port(),
                DemoSshServer.USER, server.password(), server.hostKeyFingerprint());
        System.out.flush();
    }

    private static void stop(WildFly container, DemoSshServer server) {
        try {
            say("Stopping WildFly and the demo SSH server");
        } finally {
            // Maven closes its console at the same time. An error of the output must not leave a server running.
            container.stop();
            close(server);
        }
        say("All stopped");
    }

    private static void close(DemoSshServer server) {
        try {
            server.close();
        } catch (IOException e) {
            say("The demo SSH server did not stop cleanly: " + e.getMessage());
        }
    }

    private static void say(String what) {
        System.out.println("[sample] " + what);
        System.out.flush();
    }
}
