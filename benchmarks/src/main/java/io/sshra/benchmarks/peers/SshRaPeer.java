package io.sshra.benchmarks.peers;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshCommand;
import io.sshra.SshProcess;
import io.sshra.SshTarget;
import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Target;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Timer;
import java.util.concurrent.atomic.AtomicLong;

/** This project's adapter. Each operation takes a lease and returns it. */
public final class SshRaPeer implements Peer {

    private final ResourceAdapter adapter;
    private final SshConnectionFactory factory;
    private final Target server;
    private final SshTarget target;
    private final AtomicLong sessions = new AtomicLong();

    public SshRaPeer(Target server) throws Exception {
        adapter = (ResourceAdapter) Class.forName("io.sshra.adapter.SshResourceAdapter").getDeclaredConstructor().newInstance();
        // Above the defaults, for many commands on one connection and for thousands of idle connections.
        set("MaxChannelsPerConnection", 100);
        set("MaxConnectionsPerHost", 10_000);
        set("MaxConnections", 10_000);
        adapter.start((BootstrapContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {BootstrapContext.class},
                (proxy, method, arguments) -> method.getName().equals("createTimer") ? new Timer(true) : null));
        ManagedConnectionFactory definition = (ManagedConnectionFactory) Class
                .forName("io.sshra.adapter.SshManagedConnectionFactory").getDeclaredConstructor().newInstance();
        ((ResourceAdapterAssociation) definition).setResourceAdapter(adapter);
        factory = (SshConnectionFactory) definition.createConnectionFactory();
        this.server = server;
        target = target(server.host(), server.port());
    }

    private void set(String property, int value) throws ReflectiveOperationException {
        adapter.getClass().getMethod("set" + property, Integer.class).invoke(adapter, value);
    }

    private SshTarget target(String host, int port) {
        return SshTarget.builder().host(host).port(port).username(server.username())
                .privateKey(server.privateKeyText()).hostKeyFingerprint(server.fingerprint()).build();
    }

    @Override
    public void connectTo(String host, int port) throws Exception {
        factory.getConnection(SshConnectionSpec.builder().user("user").session("s" + sessions.incrementAndGet()).profile("p")
                .target(target(host, port)).build()).close();
    }

    @Override
    public Runnable sweep() throws Exception {
        Object first = call(call(adapter, "pool"), "probeAll");
        return () -> {
            try {
                // Without the pauses between them, which the scenario has made.
                Object step = first;
                while (step != null) {
                    step = call(call(step, "work"), "run");
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** Calls a method of the archive's classes, which the compiler does not see. */
    private static Object call(Object target, String name) throws ReflectiveOperationException {
        Method method = target.getClass().getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(target);
    }

    @Override
    public int connections() {
        return factory.sessions().totalConnections();
    }

    @Override
    public Link connect() throws Exception {
        return connect("s" + sessions.incrementAndGet());
    }

    @Override
    public Link connect(String session) throws Exception {
        SshConnectionSpec spec = SshConnectionSpec.builder().user("user").session(session).profile("p").target(target).build();
        SshConnection held = factory.getConnection(spec);
        return new Link() {
            @Override
            public int run(String command) throws Exception {
                try (SshConnection connection = factory.getConnection(spec)) {
                    return connection.exec(command).exitCode();
                }
            }

            @Override
            public long read(String command) throws Exception {
                try (SshConnection connection = factory.getConnection(spec); SshProcess process = connection.start(SshCommand.shell(command))) {
                    InputStream out = process.stdout();
                    return Peer.drain(out);
                }
            }

            @Override
            public void write(String command, long bytes) throws Exception {
                try (SshConnection connection = factory.getConnection(spec); SshProcess process = connection.start(SshCommand.shell(command))) {
                    OutputStream in = process.stdin();
                    Peer.fill(in, bytes);
                    process.waitFor();
                }
            }

            @Override
            public void upload(Path from, String to) throws Exception {
                try (SshConnection connection = factory.getConnection(spec)) {
                    connection.upload(from, to);
                }
            }

            @Override
            public void download(String from, Path to) throws Exception {
                try (SshConnection connection = factory.getConnection(spec)) {
                    connection.download(from, to);
                }
            }

            @Override
            public void uploadTree(Path from, String to) throws Exception {
                upload(from, to);
            }

            @Override
            public void downloadTree(String from, Path to) throws Exception {
                download(from, to);
            }

            @Override
            public void close() {
                held.close();
            }
        };
    }

    @Override
    public void close() {
        adapter.stop();
    }
}
