package io.sshra.adapter.management;

import io.sshra.SshCluster;
import io.sshra.pool.Pool;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The connection definitions of one adapter and, from its start to its stop, their beans in the platform's MBean server. A
 * container may make definitions before or after it starts the adapter, and may name them at any time. It never says that it has
 * given one up: GlassFish makes one for each look-up that fails and for each property that changes.
 *
 * <pre>
 *     ADDED ──a factory is made──▶ USABLE ──the adapter is started──▶ with a bean
 *       └──────────the container has given it up: collected──────────────▶ gone, and its bean and its figures with it
 * </pre>
 *
 * <p>The monitor guards which definition has which bean. It is held over calls of the MBean server.
 */
public final class ManagedDefinitions {

    private static final String NAME = "io.sshra:type=ConnectionFactory,name=";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    // Guarded by this.
    /** By the definition's id. */
    private final Map<String, Entry> definitions = new LinkedHashMap<>();
    private final ReferenceQueue<ManagedDefinition> collected = new ReferenceQueue<>();
    /** Null while the adapter is not started. */
    private Adapter adapter;

    private record Adapter(Pool pool, SshCluster cluster, Supplier<String> driver) {
    }

    /** A definition, which the container and the applications hold. */
    private static final class Entry extends WeakReference<ManagedDefinition> {

        private final String id;
        private boolean usable;
        /** Null if it has none. */
        private ObjectName bean;
        /** Whether the bean has a number behind its name. */
        private boolean numbered;

        Entry(ManagedDefinition definition, ReferenceQueue<ManagedDefinition> collected) {
            super(definition, collected);
            id = definition.id();
        }
    }

    /** A new definition, which may never be used. */
    public synchronized void add(ManagedDefinition definition) {
        forgetCollected();
        definitions.put(definition.id(), new Entry(definition, collected));
        if (adapter != null) {
            definition.started(adapter.pool());
        }
    }

    /** A factory of the definition was made. */
    public synchronized void factoryMade(ManagedDefinition definition) {
        forgetCollected();
        Entry entry = definitions.get(definition.id());
        if (!entry.usable) {
            entry.usable = true;
            register(entry);
        }
    }

    /**
     * The adapter has started. If this throws, {@link #adapterStopped} takes back what was registered.
     *
     * @param cluster the nodes that the adapter knows
     * @param driver  says which timer drives maintenance
     */
    public synchronized void adapterStarted(Pool pool, SshCluster cluster, Supplier<String> driver) {
        adapter = new Adapter(pool, cluster, driver);
        for (Entry entry : definitions.values()) {
            ManagedDefinition definition = entry.get();
            if (definition != null) {
                definition.started(pool);
            }
            register(entry);
        }
    }

    /** Whether the adapter has one connection definition. */
    public synchronized boolean hasOne() {
        forgetCollected();
        return definitions.size() == 1;
    }

    /** The figures of all definitions together. Null while there are none, because the adapter is not started or has no definition. */
    synchronized FigureReader figures() {
        forgetCollected();
        return adapter == null || definitions.isEmpty() ? null
                : new FigureReader(definitions.values().stream().map(entry -> entry.id).toList(), adapter.pool());
    }

    /** The definition has another JNDI name. */
    public synchronized void renamed(ManagedDefinition definition) {
        registerAnew(definitions.get(definition.id()));
    }

    private void registerAnew(Entry entry) {
        unregister(entry);
        register(entry);
    }

    /**
     * Forgets the definitions that nobody holds any more: their beans, and what was counted for them. If a definition has replaced one of
     * them, which still had the name at that time, it gets the name.
     */
    public synchronized void forgetCollected() {
        int before = definitions.size();
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            Entry entry = (Entry) gone;
            definitions.remove(entry.id);
            unregister(entry);
            if (adapter != null) {
                adapter.pool().forgetStatistics(entry.id);
            }
        }
        if (definitions.size() < before) {
            definitions.values().stream().filter(entry -> entry.numbered).forEach(this::registerAnew);
        }
    }

    /** Unregisters all beans. */
    public synchronized void adapterStopped() {
        adapter = null;
        RuntimeException failure = null;
        for (Entry entry : definitions.values()) {
            try {
                unregister(entry);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Under a name that is not taken: there may be several adapters, of several class loaders. */
    private void register(Entry entry) {
        ManagedDefinition definition = entry.get();
        if (adapter == null || !entry.usable || definition == null) {
            return;
        }
        DescribedBean bean = new DescribedBean(DefinitionBean.of(definition, adapter.pool(), adapter.cluster(), adapter.driver()));
        String known = definition.name();
        for (int number = 1; entry.bean == null; number++) {
            String name = number == 1 ? known : known + "-" + number;
            try {
                entry.bean = server.registerMBean(bean, new ObjectName(NAME + ObjectName.quote(name))).getObjectName();
                entry.numbered = number > 1;
            } catch (InstanceAlreadyExistsException e) {
                // Try the next number.
            } catch (JMException e) {
                throw new IllegalStateException("The MBean server did not register " + name, e);
            }
        }
    }

    private void unregister(Entry entry) {
        ObjectName name = entry.bean;
        entry.bean = null;
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
