package io.sshra.adapter;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Timer;
import java.util.function.Consumer;

/** The adapter without an application server: every handle has its own lease. */
final class AdapterFixture implements AutoCloseable {

    final SshResourceAdapter adapter = new SshResourceAdapter();
    final SshManagedConnectionFactory definition = new SshManagedConnectionFactory();
    final SshConnectionFactory factory;

    AdapterFixture() throws ResourceException {
        this(adapter -> { }, definition -> { });
    }

    AdapterFixture(Consumer<SshResourceAdapter> adapterSettings, Consumer<SshManagedConnectionFactory> settings)
            throws ResourceException {
        adapterSettings.accept(adapter);
        settings.accept(definition);
        adapter.start(new Bootstrap());
        definition.setResourceAdapter(adapter);
        factory = (SshConnectionFactory) definition.createConnectionFactory();
    }

    /** The factory of another definition of the same adapter. */
    SshConnectionFactory withConnectTimeoutSeconds(int seconds) throws ResourceException {
        SshManagedConnectionFactory another = new SshManagedConnectionFactory();
        another.setConnectTimeoutSeconds(seconds);
        another.setResourceAdapter(adapter);
        return (SshConnectionFactory) another.createConnectionFactory();
    }

    static SshConnectionSpec spec(String user, String session, String profile, SshTarget target) {
        return SshConnectionSpec.builder().user(user).session(session).profile(profile).target(target).build();
    }

    static SshTarget.Builder target(EmbeddedSshServer server) {
        return SshTarget.builder().host(server.host()).port(server.port()).username(EmbeddedSshServer.USER)
                .password(EmbeddedSshServer.PASSWORD.toCharArray()).hostKeyFingerprint(server.hostKeyFingerprint());
    }

    static SshTarget.Builder target(OpenSshServer server) {
        return SshTarget.builder().host(server.host()).port(server.port()).username(server.username())
                .privateKey(server.privateKey()).hostKeyFingerprint(server.hostKeyFingerprint());
    }

    @Override
    public void close() {
        adapter.stop();
    }

    /** A container that only has timers. */
    private static final class Bootstrap implements BootstrapContext {

        @Override
        public WorkManager getWorkManager() {
            throw new UnsupportedOperationException();
        }

        @Override
        public XATerminator getXATerminator() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Timer createTimer() {
            return new Timer("test-timer", true);
        }

        @Override
        public boolean isContextSupported(Class<? extends WorkContext> type) {
            return false;
        }

        @Override
        public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
            throw new UnsupportedOperationException();
        }
    }
}
