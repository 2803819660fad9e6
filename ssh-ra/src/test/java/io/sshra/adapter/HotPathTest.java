package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** A lease of an open connection, and its return, wait for nobody else in the adapter. */
class HotPathTest {

    /** A container that keeps one lease for each key. */
    private static final class KeepingManager implements ConnectionManager {

        private static final long serialVersionUID = 1L;

        private final transient Map<ConnectionRequestInfo, ManagedConnection> leases = new ConcurrentHashMap<>();

        @Override
        public Object allocateConnection(ManagedConnectionFactory definition, ConnectionRequestInfo request) throws ResourceException {
            ManagedConnection lease = leases.get(request);
            if (lease == null) {
                lease = definition.createManagedConnection(null, request);
                leases.put(request, lease);
            }
            assertThat(definition.matchManagedConnections(Set.of(lease), null, request)).isSameAs(lease);
            return lease.getConnection(null, request);
        }
    }

    @Test
    void aLeaseAndItsReturnNeedNoSharedLock() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
        })) {
            KeepingManager manager = new KeepingManager();
            SshConnectionFactory factory = (SshConnectionFactory) fixture.definition.createConnectionFactory(manager);
            SshConnectionSpec spec = SshConnectionSpec.of("alice", "s", "default");
            factory.getConnection(spec).close();

            Set<Object> all = reachable(List.of(factory, manager.leases.values()));
            assertThat(all).as("the searched files").extracting(object -> object.getClass().getSimpleName()).contains("Pool", "Session",
                    "Slot", "OpenTelemetryTracing", "SpanThread", "PhysicalConnection", "ConnectionState", "SshManagedConnection", "Lease", "Host", "ProfileCatalog", "Credentials");
            holding(all.iterator(), () -> {
                other.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        SshConnection leased = factory.getConnection(spec);
                        leased.close();
                    }
                    return null;
                }).get(Patience.SECONDS, TimeUnit.SECONDS);
                return null;
            });
            assertThat(server.authenticatedSessions()).isEqualTo(1);
        } finally {
            other.shutdownNow();
        }
    }

    /** Runs while this thread holds the monitors and locks of all these objects. */
    private static void holding(Iterator<Object> locks, Callable<?> action) throws Exception {
        if (!locks.hasNext()) {
            action.call();
            return;
        }
        Object next = locks.next();
        synchronized (next) {
            if (next instanceof Lock lock) {
                lock.lock();
                try {
                    holding(locks, action);
                } finally {
                    lock.unlock();
                }
            } else {
                holding(locks, action);
            }
        }
    }

    /** The adapter's objects and classes that are reachable from these, also through collections. */
    private static Set<Object> reachable(Collection<?> roots) throws IllegalAccessException {
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> left = new ArrayDeque<>(roots);
        while (!left.isEmpty()) {
            Object next = left.pop();
            if (next instanceof Enum || next instanceof String || next instanceof Number || !found.add(next)) {
                continue;
            }
            List<?> inside = next instanceof Map<?, ?> map ? List.of(map.keySet(), map.values())
                    : next instanceof Collection<?> collection ? List.copyOf(collection)
                    : next instanceof AtomicReference<?> reference && reference.get() != null ? List.of(reference.get())
                    : List.of();
            left.addAll(inside);
            for (Class<?> type = next.getClass(); type != null && type.getName().startsWith("io.sshra."); type = type.getSuperclass()) {
                if (found.add(type)) {
                    left.addAll(values(type, null));
                }
                left.addAll(values(type, next));
            }
        }
        return found;
    }

    /** The values of the fields that this class declares; its static fields if the object is null. */
    private static List<Object> values(Class<?> type, Object object) throws IllegalAccessException {
        List<Object> values = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) == (object == null) && !field.getType().isPrimitive() && field.trySetAccessible()) {
                Object value = field.get(object);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }
}
