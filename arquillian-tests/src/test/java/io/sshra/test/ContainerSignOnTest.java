package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import jakarta.annotation.Resource;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.as.arquillian.api.ServerSetupTask;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Container-managed sign-on (Connectors 2.1, security management) with an authentication context of Elytron. In
 * ironjacamar.xml {@code <security-domain-and-application>} names it.
 */
@ServerSetup(ContainerSignOnTest.Logins.class)
@Tag("long")
class ContainerSignOnTest extends LoginTest {

    private static final String CONTEXT = "ssh-login";
    private static final String CHANGING = "ssh-changing-login";
    private static final String NO_PASSWORD = "ssh-no-password";

    @Resource(lookup = "java:/eis/ssh-plain")
    private SshConnectionFactory withoutSignOn;

    @Resource(lookup = "java:/eis/ssh-changing")
    private SshConnectionFactory changing;

    @Resource(lookup = "java:/eis/ssh-no-password")
    private SshConnectionFactory withoutPassword;

    @Resource(lookup = "java:/eis/ssh-no-context")
    private SshConnectionFactory withoutContext;

    @Resource(lookup = "java:/eis/ssh-by-subject")
    private SshConnectionFactory bySubject;

    @Resource(name = "ssh/application", lookup = "java:/eis/ssh",
            authenticationType = Resource.AuthenticationType.APPLICATION)
    private SshConnectionFactory applicationManaged;

    /** Creates the contexts before the adapter is deployed. */
    static final class Logins implements ServerSetupTask {

        @Override
        public void setup(ManagementClient client, String container) {
            new ElytronLogin(client.getControllerClient(), CONTEXT).add("container", "good-container");
            new ElytronLogin(client.getControllerClient(), CHANGING).add("before", "good-before");
            new ElytronLogin(client.getControllerClient(), NO_PASSWORD).add("nobody", null);
        }

        @Override
        public void tearDown(ManagementClient client, String container) {
            for (String name : List.of(CONTEXT, CHANGING, NO_PASSWORD)) {
                new ElytronLogin(client.getControllerClient(), name).remove();
            }
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        LoginServer server = LoginServer.shared();
        String profiles = server.profilesFile("""
                Host *
                  HostName 127.0.0.1
                  Port PORT
                  UserKnownHostsFile FOLDER/known_hosts
                Host filed
                  User tester
                  IdentityFile FOLDER/id
                Host bare
                  User bare
                """).toString();
        String properties = Archives.property("profile", "own") + Archives.property("host", "127.0.0.1")
                + Archives.property("port", server.port()) + Archives.property("username", "configured")
                + Archives.property("password", "good-configured")
                + Archives.property("hostKeyFingerprints", server.hostKeyFingerprint())
                + Archives.property("profilesFile", profiles);
        return Archives.rarWithDefinitions("", definition("ssh", properties, CONTEXT)
                + Archives.definition("java:/eis/ssh-plain", properties)
                + definition("ssh-changing", properties, CHANGING)
                + definition("ssh-no-password", properties, NO_PASSWORD)
                + definition("ssh-no-context", properties, "is-not-there")
                + Archives.definition("java:/eis/ssh-by-subject", properties, "<application/>",
                        "<security-domain>" + CONTEXT + "</security-domain>"), "");
    }

    private static String definition(String name, String properties, String context) {
        return Archives.definition("java:/eis/" + name, properties, "<application/>",
                "<security-domain-and-application>" + context + "</security-domain-and-application>");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.loginWar(ContainerSignOnTest.class);
    }

    @Test
    void theContainersLoginAndPasswordWinOverTheDefinitionsProperties() throws Exception {
        assertThat(login(ssh, spec("alice", "own"))).isEqualTo("container:good-container");
        assertThat(login(withoutSignOn, spec("alice", "own"))).isEqualTo("configured:good-configured");
        assertThat(ssh.sessions().connections("alice", session)).extracting(SshConnectionInfo::username)
                .containsExactlyInAnyOrder("container", "configured");
    }

    @Test
    void theContainersLoginWinsOverTheProfilesFileToo() throws Exception {
        assertThat(login(ssh, spec("alice", "filed"))).isEqualTo("container:good-container");
        assertThat(login(withoutSignOn, spec("alice", "filed"))).as("by the key of the file").isEqualTo("tester:null");
    }

    @Test
    void theContainersLoginIsUsedForTheApplicationsOwnConnectionToo() throws Exception {
        try (SshConnection connection = ssh.getConnection()) {
            assertThat(login(connection)).isEqualTo("container:good-container");
        }
    }

    @Test
    void theApplicationsTargetWinsOverTheContainersLogin() throws Exception {
        SshTarget target = target().username("application").password("good-application".toCharArray()).build();
        assertThat(login(ssh, new SshConnectionSpec("alice", session, "own", target))).isEqualTo("application:good-application");
        assertThat(login(ssh, spec("alice", "own"))).as("without a target").isEqualTo("container:good-container");
    }

    @Test
    void aTargetThatEqualsAConfiguredProfileIsStillTheApplications() throws Exception {
        SshTarget same = target().username("configured").password("good-configured".toCharArray()).build();
        assertThat(login(ssh, spec("alice", "own"))).isEqualTo("container:good-container");
        assertThat(login(ssh, new SshConnectionSpec("alice", session, "own", same))).isEqualTo("configured:good-configured");
    }

    @Test
    void twoUsersWithTheContainersOneLoginNeverShareAConnection() throws Exception {
        int before = accepted("container");
        try (ContainerPool pool = new ContainerPool(); SshConnection alice = ssh.getConnection(spec("alice", "own"));
                SshConnection again = ssh.getConnection(spec("alice", "own"));
                SshConnection bob = ssh.getConnection(spec("bob", "own"))) {
            assertThat(alice.info().userId()).isEqualTo("alice");
            assertThat(bob.info().userId()).isEqualTo("bob");
            assertThat(accepted("container")).isEqualTo(before + 2);
            assertThat(again.info().connectedAt()).isEqualTo(alice.info().connectedAt());
            assertThat(pool.inUse()).isEqualTo(3);

            ssh.sessions().closeSession("alice", session);

            assertThat(login(bob)).isEqualTo("container:good-container");
            assertThat(ssh.sessions().connections("alice", session)).isEmpty();
        }
        assertThat(log.complaints()).as("leases matched in sub-pools of their own").isEmpty();
    }

    private int accepted(String login) throws SshException {
        return Integer.parseInt(counts(login).split(" ")[0].substring("accepted=".length()));
    }

    @Test
    void aChangedLoginEndsTheOldConnectionAndTheNextCallMakesANewOne() throws Exception {
        try (ModelControllerClient management = Management.here(); SshConnection old = changing.getConnection(spec("alice", "own"))) {
            String oldLogin = login(old).split(":")[0];
            String newLogin = "after-" + session;
            new ElytronLogin(management, CHANGING).change(newLogin, "good-after");

            assertThat(login(old)).as("nobody has asked for a connection since").startsWith(oldLogin);
            try (SshConnection renewed = changing.getConnection(spec("alice", "own"))) {
                assertThat(login(renewed)).isEqualTo(newLogin + ":good-after");
                assertThatThrownBy(() -> old.exec("true")).isInstanceOf(SshConnectionClosedException.class)
                        .extracting("code").isEqualTo(SshErrorCode.CREDENTIAL_CHANGED);
                assertThat(ssh.sessions().connections("alice", session)).singleElement().extracting(SshConnectionInfo::username).isEqualTo(newLogin);
            }
            await().until(() -> counts(newLogin).endsWith("open=1") && counts(oldLogin).endsWith("open=0"));
        }
        assertThat(log.withCode("SSHRA000102")).filteredOn(line -> line.contains("user=alice")).singleElement().asString()
                .contains("reason=profile_changed");
        assertThat(log.complaints()).isEmpty();
    }

    @Test
    void aRefusedPasswordOfTheContainerIsNotOfferedAgainUntilItChanges() throws Exception {
        try (ModelControllerClient management = Management.here()) {
            String login = "typo-" + session;
            ElytronLogin elytron = new ElytronLogin(management, CHANGING);
            elytron.change(login, "bad");
            assertThatThrownBy(() -> changing.getConnection(spec("alice", "own"))).isInstanceOf(SshException.class)
                    .extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
            assertThatThrownBy(() -> changing.getConnection(spec("alice", "own"))).isInstanceOf(SshException.class)
                    .extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
            assertThat(counts(login)).isEqualTo("accepted=0 refused=1 open=0");

            elytron.change(login, "good");

            assertThat(login(changing, spec("alice", "own"))).isEqualTo(login + ":good");
        }
    }

    @Test
    void aMissingCredentialIsReportedBeforeAnyConnect() throws Exception {
        assertThatThrownBy(() -> withoutSignOn.getConnection(spec("alice", "bare"))).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("SSHRA001102").hasMessageContaining("bare").hasMessageContaining("container");
        assertThatThrownBy(() -> withoutPassword.getConnection(spec("alice", "bare"))).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("SSHRA001102");
        assertThat(counts("bare")).isEqualTo("accepted=0 refused=0 open=0");
        assertThat(login(ssh, spec("alice", "bare"))).isEqualTo("container:good-container");
    }

    @Test
    void aContextWithoutAPasswordLeavesTheLoginToTheConfiguration() throws Exception {
        assertThat(login(withoutPassword, spec("alice", "own"))).isEqualTo("configured:good-configured");
    }

    @Test
    void aMissingContextIsACodedExceptionOfTheFactory() {
        assertThatThrownBy(() -> withoutContext.getConnection(spec("alice", "own"))).isInstanceOf(SshException.class)
                .extracting("code").isEqualTo(SshErrorCode.CONTAINER_REFUSED);
    }

    /** WildFly signs on as the definition says, not as the reference says. */
    @Test
    void applicationManagedReferencesGetTheContainersLoginToo() throws Exception {
        assertThat(login(applicationManaged, spec("alice", "own"))).isEqualTo("container:good-container");
    }

    /** Slow, but correct. */
    @Test
    void aPoolForEachLoginAloneGivesNobodyAConnectionOfAnotherUser() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (String user : List.of("alice", "bob")) {
                try (SshConnection connection = bySubject.getConnection(spec(user, "own"))) {
                    assertThat(connection.info().userId()).isEqualTo(user);
                    assertThat(login(connection)).isEqualTo("container:good-container");
                }
            }
        }
        assertThat(log.withCode("SSHRA000004")).singleElement().asString().contains("<security-domain-and-application>");
    }
}
