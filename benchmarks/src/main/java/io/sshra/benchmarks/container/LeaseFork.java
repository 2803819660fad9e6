package io.sshra.benchmarks.container;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sshra.benchmarks.Fork;
import io.sshra.benchmarks.Scenario;
import io.sshra.testing.EmbeddedSshServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures a lease and its return inside WildFly, with a hot key and with many keys whose connections are all open. Compares it with the
 * container's pool and an adapter that does nothing. Both are deployed in one server and take turns.
 */
public final class LeaseFork {

    /** The open files of a process that are not connections. */
    private static final int OTHER_FILES = 1000;
    private static final int MANY_KEYS = 20_000;

    private LeaseFork() {
    }

    /** @param arguments those of {@link Fork}; this class starts its own server, which can handle so many connections */
    public static void main(String[] arguments) throws Exception {
        Scenario.Scale scale = Scenario.Scale.valueOf(arguments[2]);
        Archives archives = new Archives(Path.of(System.getProperty("benchmarks.adapter")));
        try (EmbeddedSshServer server = EmbeddedSshServer.start();
                WildFly wildfly = WildFly.start(Path.of(System.getProperty("benchmarks.wildfly")),
                        "-Xms1g -Xmx5g",
                        archives.adapter(
                                Map.of("maxConnections", MANY_KEYS, "maxConnectionsPerHost", MANY_KEYS, "maxConcurrentConnectsPerHost", 32),
                                Map.of("host", server.host(), "port", server.port(), "username", EmbeddedSshServer.USER,
                                        "password", EmbeddedSshServer.PASSWORD, "hostKeyFingerprints", server.hostKeyFingerprint())),
                        archives.nothing(), Archives.measurement());
                Stream<String> lines = wildfly.get("/benchmark/measure", parameters(scale))) {
            for (Iterator<String> all = lines.iterator(); all.hasNext();) {
                report(all.next());
            }
        }
        System.exit(0);
    }

    private static Map<String, String> parameters(Scenario.Scale scale) {
        return scale == Scenario.Scale.SHORT
                ? Map.of("keys", "1,1000", "threads", "1,4,16", "turns", "9", "millis", "150", "warmUpMillis", "1000")
                : Map.of("keys", "1,1000," + manyKeys(), "threads", "1,2,4,8,16", "turns", "15", "millis", "200", "warmUpMillis", "2000");
    }

    /** The numbers of keys, up to the number of connections that this system permits for a process. */
    private static long manyKeys() {
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Math.min(MANY_KEYS, system.getMaxFileDescriptorCount() - OTHER_FILES);
    }

    private static void report(String line) {
        String[] parts = line.split(" ");
        if (parts.length != 4) {
            throw new IllegalStateException("WildFly says: " + line);
        }
        String figure = (parts[0].equals("1") ? "hot key, " : parts[0] + " keys, ") + parts[1] + (parts[1].equals("1") ? " thread" : " threads");
        Fork.print(figure, "us", Double.parseDouble(parts[2]));
        Fork.printContainers(figure, "us", Double.parseDouble(parts[3]));
    }
}
