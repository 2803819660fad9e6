package io.sshra;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.Reference;

/** A factory whose connections only run commands. It counts what is open. */
final class FakeFactory implements SshConnectionFactory {

    private static final long serialVersionUID = 1L;

    final transient AtomicInteger open = new AtomicInteger();
    final transient AtomicInteger mostOpen = new AtomicInteger();
    final transient ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
    final transient ConcurrentLinkedQueue<List<String>> released = new ConcurrentLinkedQueue<>();
    transient Machines machines = (profile, command) -> SshCommandResult.exited(0, "on " + profile);

    /** What commands do. */
    interface Machines {

        SshCommandResult run(String profile, SshCommand command) throws Exception;
    }

    @Override
    public SshConnection getConnection(SshConnectionSpec spec) {
        int now = open.incrementAndGet();
        mostOpen.accumulateAndGet(now, Math::max);
        return connection((proxy, method, arguments) -> {
            switch (method.getName()) {
                case "exec":
                    if (arguments[0] instanceof String) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    ran.add(spec.profile());
                    return machines.run(spec.profile(), (SshCommand) arguments[0]);
                case "execAsync":
                    return InvocationHandler.invokeDefault(proxy, method, arguments);
                case "info":
                    return SshConnectionInfo.builder().userId(spec.user() == null ? "caller" : spec.user()).build();
                case "close":
                    open.decrementAndGet();
                    return null;
                default:
                    throw new UnsupportedOperationException(method.toString());
            }
        });
    }

    private static SshConnection connection(InvocationHandler handler) {
        return (SshConnection) Proxy.newProxyInstance(SshConnection.class.getClassLoader(), new Class<?>[] {SshConnection.class}, handler);
    }

    @Override
    public SshConnection getConnection() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> profiles() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SshProfileInfo profile(String profile) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SshConnectionInfo test(String profile) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SshApprovals approvals() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SshSessions sessions() {
        return (SshSessions) Proxy.newProxyInstance(SshSessions.class.getClassLoader(), new Class<?>[] {SshSessions.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("release")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    return released.add(List.of((String) arguments[0], (String) arguments[1], (String) arguments[2]));
                });
    }

    @Override
    public void setReference(Reference reference) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reference getReference() {
        throw new UnsupportedOperationException();
    }
}
