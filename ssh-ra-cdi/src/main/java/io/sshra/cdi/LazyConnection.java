package io.sshra.cdi;

import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * An injected connection. Each call goes to the handle of the current user in the current request. A dynamic proxy, so that it has all
 * methods of the adapter's {@link SshConnection}, also later ones. Thread-safe. Serializable, because it may be in a passivated bean.
 */
final class LazyConnection implements InvocationHandler, Serializable {

    private static final long serialVersionUID = 1L;

    /** A client proxy of an application-scoped bean. CDI lets such proxies be serialized with what refers to them. */
    @SuppressWarnings("serial")
    private final Scopes scopes;
    private final Wanted wanted;

    private LazyConnection(Scopes scopes, Wanted wanted) {
        this.scopes = scopes;
        this.wanted = wanted;
    }

    static SshConnection of(Scopes scopes, Wanted wanted) {
        return (SshConnection) Proxy.newProxyInstance(SshConnection.class.getClassLoader(),
                new Class<?>[] {SshConnection.class, Serializable.class}, new LazyConnection(scopes, wanted));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "SshConnection[" + wanted.profile() + ", " + wanted.scope() + "]";
            };
        }
        if (method.getName().equals("close")) {
            scopes.close(wanted);
            return null;
        }
        RequestHandles.Key key = scopes.key(wanted);
        SshConnection handle = scopes.handle(key);
        try {
            return method.invoke(handle, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SshConnectionClosedException) {
                scopes.drop(key, handle);
            }
            throw e.getCause();
        }
    }
}
