package org.example.quarkus;

import io.quarkiverse.ironjacamar.ResourceAdapterFactory;
import io.quarkiverse.ironjacamar.ResourceAdapterKind;
import io.quarkiverse.ironjacamar.ResourceAdapterTypes;
import io.quarkus.runtime.StartupEvent;
import io.sshra.SshConnectionFactory;
import io.sshra.adapter.SshManagedConnectionFactory;
import io.sshra.adapter.SshResourceAdapter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the SSH resource adapter and its connection definition for Quarkus, which starts the adapter beside the application. The
 * application waits until it has started, and fails to start if the adapter does.
 */
@ApplicationScoped
@ResourceAdapterKind("ssh")
@ResourceAdapterTypes(connectionFactoryTypes = SshConnectionFactory.class)
public class SshAdapter implements ResourceAdapterFactory {

    private static final long LONGEST_START_SECONDS = 60;

    private final Map<String, Started> adapters = new ConcurrentHashMap<>();

    /** An adapter that tells when it has started, and its connection definition. */
    private static final class Started extends SshResourceAdapter {

        private static final long serialVersionUID = 1L;

        private final transient CompletableFuture<Void> start = new CompletableFuture<>();
        private final transient SshManagedConnectionFactory definition = new SshManagedConnectionFactory();

        @Override
        public void start(BootstrapContext context) throws ResourceAdapterInternalException {
            try {
                super.start(context);
                start.complete(null);
            } catch (ResourceAdapterInternalException | RuntimeException | Error e) {
                start.completeExceptionally(e);
                throw e;
            }
        }
    }

    /** @param config the properties of both, below {@code quarkus.ironjacamar.ra.config} */
    @Override
    public ResourceAdapter createResourceAdapter(String id, Map<String, String> config) throws ResourceException {
        Started adapter = new Started();
        for (Map.Entry<String, String> property : config.entrySet()) {
            if (!set(adapter, property) && !set(adapter.definition, property)) {
                throw new ResourceException("quarkus.ironjacamar.ra.config." + property.getKey() + " is no property of the SSH adapter");
            }
        }
        adapters.put(id, adapter);
        return adapter;
    }

    /** Sets a property, unless the bean does not have it. */
    private static boolean set(Object bean, Map.Entry<String, String> property) throws ResourceException {
        String name = property.getKey();
        String setter = "set" + name.substring(0, 1).toUpperCase() + name.substring(1);
        for (Method method : bean.getClass().getMethods()) {
            if (method.getName().equals(setter)) {
                try {
                    method.invoke(bean, value(method.getParameterTypes()[0], property.getValue()));
                    return true;
                } catch (IllegalAccessException | InvocationTargetException | IllegalArgumentException e) {
                    throw new ResourceException("quarkus.ironjacamar.ra.config." + name + " has an invalid value", e);
                }
            }
        }
        return false;
    }

    private static Object value(Class<?> type, String text) {
        return type == Integer.class ? Integer.valueOf(text) : type == Boolean.class ? (Object) Boolean.valueOf(text) : text;
    }

    @Override
    public ManagedConnectionFactory createManagedConnectionFactory(String id, ResourceAdapter adapter) throws ResourceException {
        SshManagedConnectionFactory definition = ((Started) adapter).definition;
        definition.setResourceAdapter(adapter);
        return definition;
    }

    @Override
    public ActivationSpec createActivationSpec(String id, ResourceAdapter adapter, Class<?> type, Map<String, String> config)
            throws ResourceException {
        throw new NotSupportedException("The SSH adapter delivers no messages");
    }

    @Override
    public String getProductName() {
        return "ssh-ra";
    }

    /** Before Quarkus takes requests. */
    void awaitStart(@Observes StartupEvent event) throws InterruptedException, TimeoutException {
        for (Started adapter : adapters.values()) {
            try {
                adapter.start.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("The SSH adapter has not started", e.getCause());
            }
        }
    }
}
