package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshSessions;
import io.sshra.adapter.handle.HandleControl;
import io.sshra.pool.Admission;
import io.sshra.pool.SessionKey;
import io.sshra.profile.Profile;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The methods that a container calls, called by the test. */
class LeaseLifecycleTest {

    private EmbeddedSshServer server;
    private AdapterFixture fixture;
    private Profile profile;
    private Admission admission;
    private SshRequestInfo request;
    private final List<Object> closedHandles = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start();
        fixture = new AdapterFixture();
        profile = fixture.definition.profiles().resolve("p", AdapterFixture.target(server).build());
        admission = fixture.definition.pool().admit(SessionKey.of("alice", "s"), "definition", profile, true, fixture.definition.pool().nanos());
        request = new SshRequestInfo(admission.key());
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private ManagedConnection lease() throws ResourceException {
        ManagedConnection lease = fixture.definition.createManagedConnection(null, request);
        lease.addConnectionEventListener(listener(event -> closedHandles.add(event.getConnectionHandle())));
        return lease;
    }

    private static ConnectionEventListener listener(Consumer<ConnectionEvent> closed) {
        return new ConnectionEventListener() {
            @Override
            public void connectionClosed(ConnectionEvent event) {
                closed.accept(event);
            }

            @Override
            public void localTransactionStarted(ConnectionEvent event) {
                throw new AssertionError("there are none");
            }

            @Override
            public void localTransactionCommitted(ConnectionEvent event) {
                throw new AssertionError("there are none");
            }

            @Override
            public void localTransactionRolledback(ConnectionEvent event) {
                throw new AssertionError("there are none");
            }

            @Override
            public void connectionErrorOccurred(ConnectionEvent event) {
                throw new AssertionError("the container would log it with a stack trace");
            }
        };
    }

    private Set<?> invalid(ManagedConnection... leases) {
        return fixture.definition.getInvalidConnections(Set.of(leases));
    }

    @Test
    void aLeaseConnectsWhenItIsCheckedOutNotBefore() throws Exception {
        ManagedConnection lease = lease();
        assertThat(server.authenticatedSessions()).isZero();
        SshConnection handle = (SshConnection) lease.getConnection(null, request);
        assertThat(server.authenticatedSessions()).isEqualTo(1);
        assertThat(handle.exec("true").succeeded()).isTrue();
        assertThat(lease.getMetaData().getEISProductName()).isEqualTo("SSH");
        assertThat(lease.getMetaData().getUserName()).isEqualTo(EmbeddedSshServer.USER);
        assertThat(lease.getMetaData().getEISProductVersion()).startsWith("SSH-2.0-");

        handle.close();
        handle.close();

        assertThat(closedHandles).containsExactly(handle);
    }

    @Test
    void aContainerThatSkipsMatchingCannotHandALeaseToAnotherKey() throws Exception {
        ManagedConnection lease = lease();
        try (Admission other = fixture.definition.pool().admit(SessionKey.of("bob", "s"), "definition", profile, false, fixture.definition.pool().nanos())) {
            SshRequestInfo wrong = new SshRequestInfo(other.key());
            assertThatThrownBy(() -> lease.getConnection(null, wrong)).isInstanceOf(SshException.class)
                    .extracting("code").isEqualTo(SshErrorCode.WRONG_LEASE);
            assertThatThrownBy(() -> lease.getConnection(null, null)).isInstanceOf(SshException.class);
            assertThat(fixture.definition.matchManagedConnections(Set.of(lease), null, wrong)).isNull();
            assertThat(fixture.definition.matchManagedConnections(Set.of(lease), null, request)).isSameAs(lease);
        }
        assertThat(server.authenticatedSessions()).isZero();
    }

    /**
     * For example, a class that is missing during an undeployment. The other listeners are called, and what the caller ends is
     * ended.
     */
    @Test
    void anErrorOfAListenerAffectsNobodyElse() throws Exception {
        ManagedConnection lease = fixture.definition.createManagedConnection(null, request);
        List<ConnectionEvent> heard = new ArrayList<>();
        lease.addConnectionEventListener(listener(event -> {
            throw new NoClassDefFoundError("of the test");
        }));
        lease.addConnectionEventListener(listener(heard::add));
        lease.getConnection(null, request);

        assertThat(fixture.definition.pool().closeSession("alice", "s")).isEqualTo(1);

        assertThat(heard).hasSize(1);
    }

    @Test
    void cleanupClosesHandlesWithoutAnEventAndKeepsTheConnection() throws Exception {
        ManagedConnection lease = lease();
        SshConnection handle = (SshConnection) lease.getConnection(null, request);
        lease.cleanup();
        assertThatThrownBy(() -> handle.exec("true")).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.HANDLE_CLOSED);
        handle.close();
        assertThat(closedHandles).isEmpty();
        assertThat(server.openSessions()).isEqualTo(1);
        assertThat(((SshConnection) lease.getConnection(null, request)).exec("true").succeeded()).isTrue();
        assertThat(server.authenticatedSessions()).isEqualTo(1);
    }

    @Test
    void destroyingTheLastLeaseClosesTheConnection() throws Exception {
        ManagedConnection lease = lease();
        ManagedConnection second = lease();
        SshConnection handle = (SshConnection) lease.getConnection(null, request);
        admission.granted(HandleControl.of(handle));
        admission.close();
        assertThat(invalid(lease, second)).isEmpty();
        server.cutConnections();
        await().until(() -> invalid(lease, second).size() == 2);
        assertThat(handle.exec("true").succeeded()).isTrue();
        assertThat(invalid(lease, second)).isEmpty();

        lease.destroy();
        assertThat(server.openSessions()).isEqualTo(1);
        second.destroy();
        await().until(() -> server.openSessions() == 0);
        assertThat(closedHandles).as("destroy is the container's own doing").isEmpty();
    }

    @Test
    void theEndOfTheSessionGivesTheContainerItsPermitBackOnce() throws Exception {
        ManagedConnection lease = lease();
        SshConnection handle = (SshConnection) lease.getConnection(null, request);
        fixture.factory.sessions().closeSession("alice", "s");
        assertThat(closedHandles).containsExactly(handle);
        assertThatThrownBy(() -> handle.exec("true")).extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
        handle.close();
        lease.cleanup();
        assertThat(closedHandles).hasSize(1);
        assertThat(invalid(lease)).hasSize(1);
        ManagedConnection late = lease();
        assertThatThrownBy(() -> late.getConnection(null, request)).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
        late.destroy();
    }

    @Test
    void aHandleMovesToAnotherLeaseOfItsKeyOnly() throws Exception {
        ManagedConnection first = lease();
        ManagedConnection second = lease();
        SshConnection handle = (SshConnection) first.getConnection(null, request);
        second.associateConnection(handle);
        first.cleanup();
        assertThat(handle.exec("true").succeeded()).isTrue();
        second.cleanup();
        assertThatThrownBy(() -> handle.exec("true")).isInstanceOf(SshConnectionClosedException.class);
        assertThatThrownBy(() -> first.associateConnection(handle)).isInstanceOf(ResourceException.class);
        assertThatThrownBy(() -> first.associateConnection("no handle")).isInstanceOf(ResourceException.class);
    }

    @Test
    void theLogWriterIsUsedAndRequestsShowNoSecret() throws Exception {
        StringWriter written = new StringWriter();
        fixture.definition.setLogWriter(new PrintWriter(written));
        ManagedConnection lease = lease();
        assertThat(lease.getLogWriter()).isSameAs(fixture.definition.getLogWriter());
        lease.getConnection(null, request);
        assertThat(written.toString()).as("nothing for ordinary events").isEmpty();
        assertThatThrownBy(() -> lease.getConnection(null, null)).isInstanceOf(SshException.class);
        assertThat(written.toString()).contains("user=alice session=s profile=p").doesNotContain(EmbeddedSshServer.PASSWORD);
        assertThat(request.toString() + lease).doesNotContain(EmbeddedSshServer.PASSWORD, profile.revision());
        lease.setLogWriter(null);
        lease.destroy();
    }

    @Test
    void thereAreNoTransactions() throws Exception {
        ManagedConnection lease = lease();
        assertThatThrownBy(lease::getLocalTransaction).isInstanceOf(NotSupportedException.class);
        assertThatThrownBy(lease::getXAResource).isInstanceOf(NotSupportedException.class);
    }

    private void setOwnProfile(int port) {
        fixture.close();
        try {
            fixture = new AdapterFixture(adapter -> { }, definition -> {
                definition.setProfile("own");
                definition.setHost(server.host());
                definition.setPort(port);
                definition.setUsername(EmbeddedSshServer.USER);
                definition.setPassword(EmbeddedSshServer.PASSWORD);
                definition.setHostKeyFingerprints(server.hostKeyFingerprint());
            });
        } catch (ResourceException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aContainersTestConnectsLogsInAndCloses() throws Exception {
        setOwnProfile(server.port());
        int before = server.authenticatedSessions();

        ManagedConnection tested = fixture.definition.createManagedConnection(null, null);

        assertThat(server.authenticatedSessions()).isEqualTo(before + 1);
        assertThat(tested.getMetaData().getUserName()).isEqualTo(EmbeddedSshServer.USER);
        assertThat(fixture.factory.sessions().totalConnections()).isZero();
        assertThat((Object) fixture.definition.getInvalidConnections(Set.of(tested))).as("the container drops it").isEqualTo(Set.of(tested));
        assertThat(fixture.definition.matchManagedConnections(Set.of(tested), null, null)).as("the next test connects").isNull();
    }

    @Test
    void aContainersTestThatFailsSaysWhy() {
        setOwnProfile(HostileServer.closedPort());

        assertThatThrownBy(() -> fixture.definition.createManagedConnection(null, null)).isInstanceOf(SshConnectException.class)
                .hasMessageContaining("SSHRA001202: refused by 127.0.0.1:");
    }

    @Test
    void whatIsLeftOfATestGivesNoHandle() throws Exception {
        setOwnProfile(server.port());
        ManagedConnection tested = fixture.definition.createManagedConnection(null, null);

        assertThatThrownBy(() -> tested.getConnection(null, null)).isInstanceOf(SshException.class)
                .hasMessageContaining("min-pool-size");
    }

    @Test
    void aChangedProfileFileRetiresTheConnection(@TempDir Path folder) throws Exception {
        try (var key = Files.newOutputStream(folder.resolve("id"))) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(server.clientKey(), "", null, key);
        }
        Files.writeString(folder.resolve("known_hosts"), "[" + server.host() + "]:" + server.port() + " "
                + PublicKeyEntry.toString(server.hostKey().getPublic()) + "\n");
        String text = "Host web\n HostName " + server.host() + "\n Port " + server.port() + "\n User " + EmbeddedSshServer.USER
                + "\n IdentityFile id\n UserKnownHostsFile known_hosts\n";
        Path file = Files.writeString(folder.resolve("profiles"), text);
        try (AdapterFixture other = new AdapterFixture(adapter -> { }, definition -> definition.setProfilesFile(file.toString()))) {
            SshConnectionSpec spec = SshConnectionSpec.of("alice", "s", "web");
            SshConnection old = other.factory.getConnection(spec);
            assertThat(old.exec("true").succeeded()).isTrue();
            Files.writeString(file, text + " ServerAliveInterval 77\n");
            Files.setLastModifiedTime(file, FileTime.fromMillis(12_345_678));
            await().until(() -> {
                other.factory.getConnection(spec).close();
                return server.authenticatedSessions() > 1;
            });
            assertThatThrownBy(() -> old.exec("true")).isInstanceOf(SshConnectionClosedException.class)
                    .extracting("code").isEqualTo(SshErrorCode.PROFILE_CHANGED);
            old.close();
        }
        await().until(() -> server.openSessions() == 0);
    }

    /** Runs its steps with a lease that has returned its handle, then fails or returns the handle to the caller. */
    private static ConnectionManager container(Step afterwards) {
        return (factory, request) -> {
            ManagedConnection lease = factory.createManagedConnection(null, request);
            Object handle = lease.getConnection(null, request);
            afterwards.run(lease);
            return handle;
        };
    }

    private interface Step {

        void run(ManagedConnection lease) throws ResourceException;
    }

    private SshConnection open(ConnectionManager container, String profile) throws Exception {
        return ((SshConnectionFactory) fixture.definition.createConnectionFactory(container))
                .getConnection(AdapterFixture.spec("bob", "s", profile, AdapterFixture.target(server).build()));
    }

    @Test
    void aContainerThatFailsLateReturnsTheLeaseOnce() throws Exception {
        fixture.close();
        fixture = new AdapterFixture(adapter -> adapter.setMaxLeasesPerSession(4), definition -> { });
        List<Step> failures = List.of(
                lease -> {
                    throw new ResourceException("by the test");
                },
                lease -> {
                    lease.cleanup();
                    throw new ResourceException("by the test");
                },
                lease -> {
                    lease.cleanup();
                    throw new IllegalStateException("by the test");
                },
                lease -> {
                    lease.destroy();
                    throw new AssertionError("by the test");
                });
        for (Step failure : failures) {
            assertThatThrownBy(() -> open(container(failure), "p"));
        }
        ConnectionManager good = container(lease -> { });
        List<SshConnection> open = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            open.add(open(good, "p"));
        }
        assertThatThrownBy(() -> open(good, "p")).isInstanceOf(SshConnectionLimitException.class)
                .extracting("code").isEqualTo(SshErrorCode.LIMIT_LEASES_PER_SESSION);
        open.remove(0).close();
        open.add(open(good, "p"));
        assertThatThrownBy(() -> open(good, "p")).isInstanceOf(SshConnectionLimitException.class);
    }

    @Test
    void aLeaseThatEndsDuringItsCheckOutIsCountedOnce() throws Exception {
        fixture.close();
        fixture = new AdapterFixture(adapter -> adapter.setMaxLeasesPerSession(2), definition -> { });
        SshSessions sessions = fixture.factory.sessions();
        ConnectionManager good = container(lease -> { });
        try (SshConnection keepsTheSession = open(good, "q")) {
            for (int i = 0; i < 20; i++) {
                List<CompletableFuture<Boolean>> releases = new ArrayList<>();
                try (SshConnection handle = open(container(lease -> releases.add(CompletableFuture.supplyAsync(() -> sessions.release("bob", "s", "p")))), "p")) {
                    assertThat(releases.get(0).get()).isTrue();
                    assertThatThrownBy(() -> handle.exec("true")).isInstanceOf(SshConnectionClosedException.class);
                }
                try (SshConnection second = open(good, "p")) {
                    assertThatThrownBy(() -> open(good, "p")).isInstanceOf(SshConnectionLimitException.class);
                    assertThat(second.exec("true").succeeded()).isTrue();
                }
            }
            assertThat(keepsTheSession.exec("true").succeeded()).isTrue();
        }
    }

    @Test
    void withoutAServerALeaseThatEndsDuringItsCheckOutIsDestroyed() throws Exception {
        SshManagedConnectionFactory definition = new SshManagedConnectionFactory() {

            private static final long serialVersionUID = 1L;

            @Override
            public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo wanted) throws ResourceException {
                ManagedConnection lease = super.createManagedConnection(subject, wanted);
                return (ManagedConnection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {ManagedConnection.class},
                        (proxy, method, arguments) -> {
                            Object result = method.invoke(lease, arguments);
                            if (method.getName().equals("getConnection")) {
                                fixture.factory.sessions().closeSession("alice", "s");
                            }
                            if (method.getName().equals("destroy")) {
                                closedHandles.add("destroyed");
                            }
                            return result;
                        });
            }
        };
        definition.setResourceAdapter(fixture.adapter);
        SshConnectionFactory factory = (SshConnectionFactory) definition.createConnectionFactory();
        try (SshConnection handle = factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()))) {
            assertThat(closedHandles).containsExactly("destroyed");
            assertThatThrownBy(() -> handle.exec("true")).isInstanceOf(SshConnectionClosedException.class);
        }
        assertThat(closedHandles).containsExactly("destroyed");
    }

    @Test
    void theDefinitionsOwnProfileIsTheApplicationsOwn() throws Exception {
        try (AdapterFixture own = new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setHostKeyFingerprints(server.hostKeyFingerprint() + "=");
            definition.setPrivilegeLevel("operator");
        }); SshConnection connection = own.factory.getConnection()) {
            assertThat(connection.exec("true").succeeded()).isTrue();
            assertThat(connection.info().userId()).isEqualTo("(application)");
            assertThat(connection.info().privilegeLevel()).isEqualTo("operator");
            assertThat(own.factory.sessions().connections("(application)", "(application)")).isEmpty();
            assertThat(own.factory.sessions().totalConnections()).isEqualTo(1);
        }
    }
}
