package io.sshra.test;

import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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

    /** The tags of test classes that run in other servers. */
    private static final Set<String> OTHER_SERVERS = Set.of("server", "cluster", "cluster-faults");

    /** Null before the start. Kept here, because an unreachable watchdog might be closed. */
    private static Watchdog watchdog;
    private static Process process;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        synchronized (OwnWildFly.class) {
            if (watchdog == null && Collections.disjoint(context.getTags(), OTHER_SERVERS)) {
                start();
            }
        }
    }

    /** The number of its process. */
    public static long pid() {
        synchronized (OwnWildFly.class) {
            return process.pid();
        }
    }

    private static void start() throws IOException {
        Path home = Path.of(System.getProperty("wildfly.home"));
        Path base = Path.of(System.getProperty("wildfly.base"));
        Trees.delete(base);
        Trees.copy(home.resolve("standalone").resolve("configuration"), base.resolve("configuration"));
        for (String name : List.of("http", "https", "management")) {
            System.setProperty("wildfly.port." + name, String.valueOf(Ports.free()));
        }
        process = Launcher.of(StandaloneCommandBuilder.of(home).setBaseDirectory(base)
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
}
