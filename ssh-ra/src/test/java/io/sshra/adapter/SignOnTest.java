package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.TestNames;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container that passes a Subject, and keeps a lease for each call. */
class SignOnTest {

    private static final SshConnectionSpec SPEC = SshConnectionSpec.of("alice", "s", "default");

    private EmbeddedSshServer server;
    private AdapterFixture fixture;
    private SshConnectionFactory factory;
    private final List<ManagedConnection> leases = new ArrayList<>();
    private Subject subject;
    private RuntimeException failure;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start(mina ->
                mina.setPasswordAuthenticator((login, password, session) -> password.equals("for " + login)));
        fixture = new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername("configured");
            definition.setPassword("for configured");
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
        });
        factory = (SshConnectionFactory) fixture.definition.createConnectionFactory(new Container());
    }

    @AfterEach
    void stop() throws Exception {
        for (ManagedConnection lease : leases) {
            lease.destroy();
        }
        fixture.close();
        server.close();
    }

    private final class Container implements ConnectionManager {

        private static final long serialVersionUID = 1L;

        @Override
        public Object allocateConnection(ManagedConnectionFactory definition, ConnectionRequestInfo request) throws ResourceException {
            if (failure != null) {
                throw failure;
            }
            ManagedConnection lease = definition.createManagedConnection(subject, request);
            leases.add(lease);
            return lease.getConnection(subject, request);
        }
    }

    private void signOn(ManagedConnectionFactory definition, String login) {
        signOn(definition, login, "for " + login);
    }

    private void signOn(ManagedConnectionFactory definition, String login, String password) {
        PasswordCredential credential = new PasswordCredential(login, password.toCharArray());
        credential.setManagedConnectionFactory(definition);
        subject = new Subject();
        subject.getPrivateCredentials().add(credential);
    }

    private void signOn(String login) {
        signOn(fixture.definition, login);
    }

    private String login() throws SshException {
        try (SshConnection connection = factory.getConnection(SPEC)) {
            assertThat(connection.exec("true").succeeded()).isTrue();
            return connection.info().username();
        }
    }

    @Test
    void theSameLoginInANewSubjectKeepsTheConnection() throws Exception {
        signOn("c");
        assertThat(login()).isEqualTo("c");
        signOn("c");
        assertThat(login()).isEqualTo("c");
        assertThat(server.authenticatedSessions()).isEqualTo(1);
    }

    @Test
    void aCallerWithANewLoginGetsAConnectionWithoutAnError() throws Exception {
        signOn("before");
        assertThat(login()).isEqualTo("before");
        signOn("after");
        assertThat(login()).isEqualTo("after");
        await().until(() -> server.openSessions() == 1);
        subject = null;
        assertThat(login()).isEqualTo("configured");
        await().until(() -> server.openSessions() == 1);
        assertThat(server.authenticatedSessions()).isEqualTo(3);
    }

    @Test
    void aCredentialForAnotherDefinitionIsIgnored() throws Exception {
        SshManagedConnectionFactory other = new SshManagedConnectionFactory();
        signOn(other, "c");
        assertThat(login()).isEqualTo("configured");
        signOn(null, "c");
        assertThat(login()).isEqualTo("configured");
    }

    /** What GlassFish and Payara pass where an application is not said to sign on by itself. */
    @Test
    void aCredentialWithoutAPasswordIsIgnored() throws Exception {
        signOn(fixture.definition, "", "");
        assertThat(login()).isEqualTo("configured");
        signOn(fixture.definition, "other", "");
        assertThat(login()).isEqualTo("configured");
        assertThat(server.authenticatedSessions()).isEqualTo(1);
    }

    /** They make it of the definition's properties with these names. */
    @Test
    void theDefinitionsOwnLoginIsNotUsedForOtherProfiles() throws Exception {
        SshProfileObject other = new SshProfileObject();
        other.setHost(server.host());
        other.setPort(server.port());
        other.setUsername("other");
        other.setPassword("for other");
        other.setHostKeyFingerprints(server.hostKeyFingerprint());
        TestNames.bind("java:/sign-on/other", other);
        fixture.definition.setProfilesContext("java:/sign-on");
        signOn("configured");
        assertThat(login()).isEqualTo("configured");
        try (SshConnection connection = factory.getConnection(SshConnectionSpec.of("alice", "s", "other"))) {
            assertThat(connection.info().username()).isEqualTo("other");
        }
    }

    @Test
    void theApplicationsTargetWinsOverTheContainersLogin() throws Exception {
        SshConnectionSpec own = AdapterFixture.spec("alice", "s", "default", AdapterFixture.target(server).username("application")
                .password("for application".toCharArray()).build());
        for (String login : List.of("before", "after")) {
            signOn(login);
            try (SshConnection connection = factory.getConnection(own)) {
                assertThat(connection.info().username()).isEqualTo("application");
            }
        }
        assertThat(server.authenticatedSessions()).isEqualTo(1);
    }

    @Test
    void aTargetThatIsEqualToAConfiguredProfileIsAnotherConnection() throws Exception {
        signOn("c");
        assertThat(login()).isEqualTo("c");
        try (SshConnection connection = factory.getConnection(AdapterFixture.spec("alice", "s", "default",
                AdapterFixture.target(server).username("configured").password("for configured".toCharArray()).build()))) {
            assertThat(connection.info().username()).isEqualTo("configured");
        }
        assertThat(login()).isEqualTo("c");
    }

    @Test
    void exceptionsOfTheContainerGetACode() {
        failure = new IllegalStateException("no such context");
        assertThatThrownBy(() -> factory.getConnection(SPEC)).isInstanceOf(SshException.class).hasRootCause(failure)
                .extracting("code").isEqualTo(SshErrorCode.CONTAINER_REFUSED);
    }

    /** In a server: DefaultUserTest. */
    @Test
    void outsideAServerThereIsNoCaller() {
        signOn("somebody");
        assertThatThrownBy(() -> factory.getConnection(SshConnectionSpec.builder().session("s").profile("default").build()))
                .isInstanceOf(SshInputException.class).extracting("code").isEqualTo(SshErrorCode.NO_CALLER);
        assertThat(leases).isEmpty();
    }
}
