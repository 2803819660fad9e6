package io.sshra.adapter;

import java.lang.management.ManagementFactory;
import java.util.IdentityHashMap;
import java.util.Map;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The connection definitions of one adapter, and from its start to its stop their beans in the platform's MBean server. A
 * container may make definitions before or after it starts the adapter, and names them when it likes.
 */
final class ManagedFactories {

    private static final String NAME = "io.sshra:type=ConnectionFactory,name=";

    private final SshResourceAdapter adapter;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    // Guarded by this.
    /** With the name of the bean; null before it is registered. */
    private final Map<SshManagedConnectionFactory, ObjectName> definitions = new IdentityHashMap<>();
    private boolean started;

    ManagedFactories(SshResourceAdapter adapter) {
        this.adapter = adapter;
    }

    synchronized void add(SshManagedConnectionFactory definition) {
        definitions.put(definition, started ? register(definition) : null);
    }

    synchronized void adapterStarted() {
        started = true;
        definitions.replaceAll((definition, none) -> register(definition));
    }

    /** The definition has another JNDI name. */
    synchronized void renamed(SshManagedConnectionFactory definition) {
        if (started) {
            unregister(definitions.get(definition));
            definitions.put(definition, register(definition));
        }
    }

    /** Leaves nothing there. */
    synchronized void adapterStopped() {
        started = false;
        definitions.replaceAll((definition, name) -> {
            unregister(name);
            return null;
        });
    }

    /** Under a name that nobody has: there may be several adapters, of several class loaders. */
    private ObjectName register(SshManagedConnectionFactory definition) {
        FactoryMXBean bean = new FactoryMXBean(definition, adapter);
        definition.managedBy(bean);
        String known = definition.jndiName();
        for (int number = 1;; number++) {
            String name = known == null ? "unnamed-" + number : number == 1 ? known : known + "-" + number;
            try {
                return server.registerMBean(bean, new ObjectName(NAME + ObjectName.quote(name))).getObjectName();
            } catch (InstanceAlreadyExistsException e) {
                // The next number, then.
            } catch (JMException e) {
                throw new IllegalStateException("Not registered: " + name, e);
            }
        }
    }

    private void unregister(ObjectName name) {
        try {
            if (name != null) {
                server.unregisterMBean(name);
            }
        } catch (InstanceNotFoundException e) {
            // Somebody else has done it.
        } catch (JMException e) {
            throw new IllegalStateException("Not unregistered: " + name, e);
        }
    }
}
