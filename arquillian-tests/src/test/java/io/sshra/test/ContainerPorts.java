package io.sshra.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Chooses the ports of WildFly, once in each JVM of the tests, before Arquillian reads its configuration. They are below those
 * that Linux gives to whoever asks for any: between the choice and WildFly's start, no test's own server can take one.
 */
public final class ContainerPorts implements BeforeAllCallback {

    private static final int FIRST = 10_000;
    private static final int LAST = 32_000;
    private static final List<String> NAMES = List.of("wildfly.port.http", "wildfly.port.https", "wildfly.port.management");

    static {
        Random random = new Random();
        NAMES.forEach(name -> System.setProperty(name, String.valueOf(free(random))));
    }

    private static int free(Random random) {
        for (int port = FIRST + random.nextInt(LAST - FIRST); ; port = FIRST + random.nextInt(LAST - FIRST)) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return probe.getLocalPort();
            } catch (java.net.BindException taken) {
                // Another one, then.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // All is done when this class is loaded.
    }
}
