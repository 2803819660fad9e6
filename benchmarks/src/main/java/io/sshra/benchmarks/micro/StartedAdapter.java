package io.sshra.benchmarks.micro;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.testing.EmbeddedSshServer;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Timer;

/** The adapter of the shipped archive, with a server in this JVM and a container that keeps leases. */
final class StartedAdapter implements AutoCloseable {

    final KeepingManager manager = new KeepingManager();
    final ManagedConnectionFactory definition;
    final SshConnectionFactory factory;
    private final EmbeddedSshServer server = EmbeddedSshServer.start();
    private final ResourceAdapter adapter;

    StartedAdapter() throws Exception {
        adapter = (ResourceAdapter) Class.forName("io.sshra.adapter.SshResourceAdapter").getDeclaredConstructor().newInstance();
        set(adapter, Map.of("MaxConnections", 2000, "MaxConnectionsPerHost", 2000));
        adapter.start((BootstrapContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {BootstrapContext.class},
                (proxy, method, arguments) -> method.getName().equals("createTimer") ? new Timer(true) : null));
        definition = (ManagedConnectionFactory) Class.forName("io.sshra.adapter.SshManagedConnectionFactory")
                .getDeclaredConstructor().newInstance();
        set(definition, Map.of("Host", server.host(), "Port", server.port(), "Username", EmbeddedSshServer.USER,
                "Password", EmbeddedSshServer.PASSWORD, "HostKeyFingerprints", server.hostKeyFingerprint()));
        ((ResourceAdapterAssociation) definition).setResourceAdapter(adapter);
        factory = (SshConnectionFactory) definition.createConnectionFactory(manager);
    }

    private static void set(Object bean, Map<String, Object> properties) throws ReflectiveOperationException {
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            try {
                bean.getClass().getMethod("set" + property.getKey(), property.getValue().getClass()).invoke(bean, property.getValue());
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(property.getKey(), e);
            }
        }
    }

    static SshConnectionSpec spec(int number) {
        return SshConnectionSpec.of("user" + number, "session" + number, "default");
    }

    @Override
    public void close() {
        adapter.stop();
        server.close();
    }
}
