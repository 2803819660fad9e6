package io.sshra.test;

import java.io.IOException;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;

/** The container's pool of the adapter, through WildFly's management model, as operators use it. */
final class ContainerPool implements AutoCloseable {

    private final String jndiName;
    private final ModelControllerClient client;

    ContainerPool() throws IOException {
        this("java:/eis/ssh");
    }

    ContainerPool(String jndiName) throws IOException {
        this(jndiName, Management.here());
    }

    /** The same, from inside or outside the server. */
    ContainerPool(String jndiName, ModelControllerClient client) {
        this.jndiName = jndiName;
        this.client = client;
        ModelNode enable = request("write-attribute", true);
        enable.get("name").set("statistics-enabled");
        enable.get("value").set(true);
        execute(enable);
    }

    private ModelNode request(String operation, boolean statistics) {
        ModelNode request = Management.operation(operation, "deployment", ContainerTest.RAR, "subsystem", "resource-adapters",
                "ironjacamar", "ironjacamar", "resource-adapter", ContainerTest.RAR, "connection-definitions", jndiName);
        if (statistics) {
            request.get("address").add("statistics", "pool");
        }
        return request;
    }

    private ModelNode execute(ModelNode request) {
        return Management.execute(client, request);
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
