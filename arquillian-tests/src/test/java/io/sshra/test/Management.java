package io.sshra.test;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.as.controller.client.ModelControllerClientConfiguration;
import org.jboss.dmr.ModelNode;

/** WildFly's management model, as operators use it. */
public final class Management {

    /** WildFly's own 5 s are too short on a busy machine. A server that is just stopping may not answer at all. */
    private static final int CONNECT_MILLIS = 30_000;

    private Management() {
    }

    /** From inside the server. */
    static ModelControllerClient here() {
        return at(Integer.getInteger("jboss.management.http.port"));
    }

    /** From the client's side. */
    public static ModelControllerClient ofContainer() {
        return at(Integer.getInteger("wildfly.port.management"));
    }

    /** Of a server on loopback. */
    public static ModelControllerClient at(int port) {
        return ModelControllerClient.Factory.create(new ModelControllerClientConfiguration.Builder().setHostName("127.0.0.1").setPort(port)
                .setConnectionTimeout(CONNECT_MILLIS).build());
    }

    /** An operation on the resource at {@code address}: alternating keys and values. */
    static ModelNode operation(String name, String... address) {
        ModelNode operation = new ModelNode();
        operation.get("operation").set(name);
        for (int i = 0; i < address.length; i += 2) {
            operation.get("address").add(address[i], address[i + 1]);
        }
        return operation;
    }

    /** Executes the operation and returns its result. Changes take effect at once: the affected services restart. */
    static ModelNode execute(ModelControllerClient client, ModelNode operation) {
        operation.get("operation-headers").get("allow-resource-service-restart").set(true);
        try {
            ModelNode response = client.execute(operation);
            if (!response.get("outcome").asString().equals("success")) {
                throw new IllegalStateException(operation + " gives " + response);
            }
            return response.get("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies changed attributes by a reload, and waits for it. */
    static void reload(ModelControllerClient client) {
        try {
            execute(client, operation("reload"));
        } catch (UncheckedIOException ended) {
            // WildFly 39 may end the connection for the reload before its answer has come.
        }
        awaitRunning(client);
    }

    static void awaitRunning(ModelControllerClient client) {
        awaitRunning(client, () -> true);
    }

    /** @param alive false if the server has ended, so that waiting is useless */
    static void awaitRunning(ModelControllerClient client, BooleanSupplier alive) {
        Awaitility.await().atMost(Patience.LIMIT).until(() -> {
            if (!alive.getAsBoolean()) {
                throw new IllegalStateException("WildFly has ended by itself");
            }
            return isRunning(client);
        });
    }

    private static boolean isRunning(ModelControllerClient client) {
        try {
            ModelNode read = operation("read-attribute");
            read.get("name").set("server-state");
            return client.execute(read).get("result").asString().equals("running");
        } catch (IOException e) {
            // The server is stopping or starting.
            return false;
        }
    }
}
