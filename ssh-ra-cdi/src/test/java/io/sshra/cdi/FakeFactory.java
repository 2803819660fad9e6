package io.sshra.cdi;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshSessions;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Gives handles that do nothing, and remembers which sessions have connections. */
final class FakeFactory {

    /** Runs before a connection opens; may throw. */
    interface Before {
        void open() throws SshException;
    }

    final Set<SshConnectionSpec> connected = ConcurrentHashMap.newKeySet();
    final List<SshConnection> closed = Collections.synchronizedList(new ArrayList<>());
    final List<SshConnection> opened = Collections.synchronizedList(new ArrayList<>());
    volatile Before before = () -> { };

    SshConnectionFactory factory() {
        return fake(SshConnectionFactory.class, (method, arguments) -> switch (method) {
            case "getConnection" -> open((SshConnectionSpec) arguments[0]);
            case "sessions" -> fake(SshSessions.class, (call, names) -> close((String) names[0], (String) names[1]));
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private SshConnection open(SshConnectionSpec spec) throws SshException {
        before.open();
        connected.add(spec);
        SshConnection[] handle = new SshConnection[1];
        handle[0] = fake(SshConnection.class, (method, arguments) -> switch (method) {
            case "close" -> closed.add(handle[0]);
            default -> throw new UnsupportedOperationException(method);
        });
        opened.add(handle[0]);
        return handle[0];
    }

    private int close(String user, String session) {
        int before = connected.size();
        connected.removeIf(spec -> spec.user().equals(user) && spec.session().equals(session));
        return before - connected.size();
    }

    private interface Calls {
        Object call(String method, Object[] arguments) throws Throwable;
    }

    private static <T> T fake(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) ->
                switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> type.getSimpleName();
                    default -> result(method.getReturnType(), calls.call(method.getName(), arguments));
                }));
    }

    private static Object result(Class<?> type, Object value) {
        return type == void.class ? null : value;
    }
}
