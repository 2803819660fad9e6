package io.sshra.adapter.management;

import io.sshra.pool.Pool;
import java.lang.management.ManagementFactory;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The connection definitions of one adapter and, from its start to its stop, their beans in the platform's MBean server. A
 * container may make definitions before or after it starts the adapter, and may name them at any time.
 *
 * <p>The monitor guards which definition has which bean. It is held over calls of the MBean server.
 */
public final class ManagedDefinitions {

    private static final String NAME = "io.sshra:type=ConnectionFactory,name=";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    // Guarded by this.
    /** With the name of the bean; null before it is registered. */
    private final Map<ManagedDefinition, ObjectName> definitions = new IdentityHashMap<>();
    /** Null while the adapter is not started. */
    private Adapter adapter;

    private record Adapter(Pool pool, Supplier<String> driver) {
    }

    /** A new definition. */
    public synchronized void add(ManagedDefinition definition) {
        definitions.put(definition, adapter == null ? null : register(definition));
    }

    /**
     * The adapter has started. If this throws, {@link #adapterStopped} takes back what was registered.
     *
     * @param driver says which timer drives maintenance
     */
    public synchronized void adapterStarted(Pool pool, Supplier<String> driver) {
        adapter = new Adapter(pool, driver);
        definitions.replaceAll((definition, none) -> register(definition));
    }

    /** Whether the adapter has one connection definition. */
    public synchronized boolean hasOne() {
        return definitions.size() == 1;
    }

    /** The figures of all definitions together. Null while there are none, because the adapter is not started or has no definition. */
    synchronized FigureReader figures() {
        return adapter == null || definitions.isEmpty() ? null
                : new FigureReader(definitions.keySet().stream().map(ManagedDefinition::id).toList(), adapter.pool());
    }

    /** The definition has another JNDI name. */
    public synchronized void renamed(ManagedDefinition definition) {
        if (adapter != null) {
            unregister(definitions.put(definition, null));
            definitions.put(definition, register(definition));
        }
    }

    /** Unregisters all beans. */
    public synchronized void adapterStopped() {
        adapter = null;
        RuntimeException failure = null;
        for (Map.Entry<ManagedDefinition, ObjectName> definition : definitions.entrySet()) {
            try {
                unregister(definition.setValue(null));
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Under a name that is not taken: there may be several adapters, of several class loaders. */
    private ObjectName register(ManagedDefinition definition) {
        DescribedBean bean = new DescribedBean(DefinitionBean.of(definition, adapter.pool(), adapter.driver()));
        definition.started(adapter.pool());
        String known = definition.jndiName();
        for (int number = 1;; number++) {
            String name = known == null ? "unnamed-" + number : number == 1 ? known : known + "-" + number;
            try {
                return server.registerMBean(bean, new ObjectName(NAME + ObjectName.quote(name))).getObjectName();
            } catch (InstanceAlreadyExistsException e) {
                // Try the next number.
            } catch (JMException e) {
                throw new IllegalStateException("The MBean server did not register " + name, e);
            }
        }
    }

    private void unregister(ObjectName name) {
        try {
            if (name != null) {
                server.unregisterMBean(name);
            }
        } catch (InstanceNotFoundException e) {
            // Another program has unregistered it.
        } catch (JMException e) {
            throw new IllegalStateException("The MBean server did not unregister " + name, e);
        }
    }
}
