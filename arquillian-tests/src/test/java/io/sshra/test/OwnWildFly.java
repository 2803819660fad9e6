package io.sshra.test;

import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jboss.as.controller.client.ModelControllerClient;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.wildfly.core.launcher.Launcher;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/**
 * The WildFly of this JVM of the tests. It is started before the first test class, with its own ports and base directory, and
 * killed with the JVM. Arquillian finds it running. Arquillian itself would start a WildFly for each class, because Surefire
 * with several JVMs runs each class separately.
 */
public final class OwnWildFly implements BeforeAllCallback {

    /** Below Linux's ephemeral ports, so that no server of a test takes one before WildFly starts. */
    private static final int FIRST_PORT = 10_000;
    private static final int LAST_PORT = 32_000;

    /** Null before the start. Kept here, because an unreachable watchdog might be closed. */
    private static Watchdog watchdog;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        synchronized (OwnWildFly.class) {
            if (watchdog == null) {
                start();
            }
        }
    }

    private static void start() throws IOException {
        Path home = Path.of(System.getProperty("wildfly.home"));
        Path base = Path.of(System.getProperty("wildfly.base"));
        delete(base);
        copy(home.resolve("standalone").resolve("configuration"), base.resolve("configuration"));
        Random random = new Random();
        for (String name : List.of("http", "https", "management")) {
            System.setProperty("wildfly.port." + name, String.valueOf(freePort(random)));
        }
        Process process = Launcher.of(StandaloneCommandBuilder.of(home).setBaseDirectory(base)
                .addJavaOptions(System.getProperty("wildfly.jvm").split(" ")).addJavaOptions("-ea", "-Xmx1g",
                "-Dvolume.connections=" + System.getProperty("volume.connections"),
                "-Djboss.http.port=" + System.getProperty("wildfly.port.http"),
                "-Djboss.https.port=" + System.getProperty("wildfly.port.https"),
                "-Djboss.management.http.port=" + System.getProperty("wildfly.port.management")))
                .setRedirectErrorStream(true).redirectOutput(Files.createDirectories(base.resolve("log")).resolve("console.log")).launch();
        watchdog = Watchdog.over(process.toHandle());
        try (ModelControllerClient client = Management.ofContainer()) {
            Management.awaitRunning(client, process::isAlive);
        }
    }

    private static int freePort(Random random) throws IOException {
        for (;;) {
            int port = FIRST_PORT + random.nextInt(LAST_PORT - FIRST_PORT);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return probe.getLocalPort();
            } catch (BindException taken) {
                // Try another port.
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path copy = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
