package io.sshra.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;

/** The container's pool of the adapter, as an operator has it: WildFly's management model, from inside the server. */
final class ContainerPool implements AutoCloseable {

    private final ModelControllerClient client;

    ContainerPool() throws IOException {
        client = ModelControllerClient.Factory.create(InetAddress.getByName("127.0.0.1"),
                Integer.getInteger("jboss.management.http.port"));
        ModelNode enable = request("write-attribute", true);
        enable.get("name").set("statistics-enabled");
        enable.get("value").set(true);
        execute(enable);
    }

    private static ModelNode request(String operation, boolean statistics) {
        ModelNode address = new ModelNode();
        address.add("deployment", ContainerTest.RAR).add("subsystem", "resource-adapters").add("ironjacamar", "ironjacamar")
                .add("resource-adapter", ContainerTest.RAR).add("connection-definitions", "java:/eis/ssh");
        if (statistics) {
            address.add("statistics", "pool");
        }
        ModelNode request = new ModelNode();
        request.get("address").set(address);
        request.get("operation").set(operation);
        return request;
    }

    private ModelNode execute(ModelNode request) {
        try {
            ModelNode response = client.execute(request);
            if (!response.get("outcome").asString().equals("success")) {
                throw new IllegalStateException(request + " gives " + response);
            }
            return response.get("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An operation of the connection definition, named as in jboss-cli: {@code flush-idle-connection-in-pool}. */
    void operation(String name) {
        execute(request(name, false));
    }

    /** Leases that are checked out now. */
    int inUse() {
        return statistic("InUseCount");
    }

    /** Leases that exist now. */
    int leases() {
        return statistic("ActiveCount");
    }

    private int statistic(String name) {
        ModelNode read = request("read-attribute", true);
        read.get("name").set(name);
        return execute(read).asInt();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
