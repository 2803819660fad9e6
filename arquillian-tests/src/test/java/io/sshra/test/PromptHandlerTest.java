package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionLostException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshPrompt;
import io.sshra.SshPromptHandler;
import io.sshra.SshTarget;
import io.sshra.test.CodeHandler.Call;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.naming.InitialContext;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.as.arquillian.api.ServerSetupTask;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wildfly.security.auth.server.SecurityDomain;

/** Questions of a server, answered by the application on the thread that gets the connection. */
@ServerSetup(PromptHandlerTest.Login.class)
@Tag("long")
class PromptHandlerTest extends LoginTest {

    private static final String CONTEXT = "ssh-asked-login";
    private static final String BOUND = "java:global/ssh-prompt-handler";
    /** Longer than the test may take, so what ends earlier has not waited for it. */
    private static final int CONNECT_SECONDS = 3600;

    @Resource(lookup = "java:/eis/ssh-bound")
    private SshConnectionFactory bound;

    @Resource(lookup = "java:/eis/ssh-unbound")
    private SshConnectionFactory unbound;

    @Resource(lookup = "java:/eis/ssh-with-login")
    private SshConnectionFactory withContainersLogin;

    @Inject
    private RequestMark mark;

    /** The container's part of a login with a password and a code. */
    static final class Login implements ServerSetupTask {

        @Override
        public void setup(ManagementClient client, String container) {
            new ElytronLogin(client.getControllerClient(), CONTEXT).add("asked-container", "good-container");
        }

        @Override
        public void tearDown(ManagementClient client, String container) {
            new ElytronLogin(client.getControllerClient(), CONTEXT).remove();
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        StringBuilder profiles = new StringBuilder("""
                Host *
                  HostName 127.0.0.1
                  Port PORT
                  UserKnownHostsFile FOLDER/known_hosts
                """);
        for (String name : new String[] {"two-steps", "throws", "silent", "curt", "wrong"}) {
            profiles.append("Host ").append(name).append("\n  User asked-").append(name).append('\n');
        }
        profiles.append("Host sealed\n  User asked-sealed\n  CertificateSource java:app/tests/SealedSource\n");
        String properties = Archives.property("profilesFile", LoginServer.shared().profilesFile(profiles.toString()))
                + Archives.property("connectTimeoutSeconds", CONNECT_SECONDS);
        String bean = Archives.property("promptHandler", "java:app/tests/CodeHandler");
        return Archives.rarWithDefinitions("", Archives.definition("java:/eis/ssh", properties + bean)
                + Archives.definition("java:/eis/ssh-bound", properties + Archives.property("promptHandler", BOUND))
                + Archives.definition("java:/eis/ssh-unbound", properties + Archives.property("promptHandler", "java:app/tests/Nobody"))
                + Archives.definition("java:/eis/ssh-with-login", properties + bean, "<application/>",
                        "<security-domain-and-application>" + CONTEXT + "</security-domain-and-application>"), "");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.loginWar(PromptHandlerTest.class, CodeHandler.class, RequestMark.class, SealedSource.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    @BeforeEach
    void forget() {
        CodeHandler.CALLS.clear();
    }

    /** The calls of the bean by this test. */
    private List<Call> calls() {
        return CodeHandler.CALLS.stream().filter(call -> call.session().equals(session)).toList();
    }

    /** Runs the action with such a handler in JNDI. */
    private static <T> T withBound(Object handler, Callable<T> call) throws Exception {
        InitialContext jndi = new InitialContext();
        jndi.rebind(BOUND, handler);
        try {
            return call.call();
        } finally {
            jndi.unbind(BOUND);
        }
    }

    @Test
    void anApplicationsBeanIsAskedForACertificateOnTheCallersThread() {
        assertThatThrownBy(() -> login(ssh, spec("alice", "sealed"))).isInstanceOf(SshException.class)
                .hasStackTraceContaining("java.io.IOException: sealed for user=alice session=" + session + " profile=sealed")
                .extracting("code").isEqualTo(SshErrorCode.CERTIFICATE_NOT_ISSUED);
        assertThat(SealedSource.CALLERS).containsExactly(Thread.currentThread());
    }

    @Test
    void anApplicationsBeanAnswersOnTheCallersThreadAsTheCaller() throws Exception {
        String connected = SecurityDomain.getCurrent().createAdHocIdentity("carol")
                .runAs((Callable<String>) () -> login(ssh, spec("alice", "two-steps")));

        assertThat(connected).isEqualTo("asked-two-steps:good-asked");
        assertThat(calls()).singleElement().satisfies(call -> {
            assertThat(call.thread()).isSameAs(Thread.currentThread());
            assertThat(call.principal()).isEqualTo("carol");
            assertThat(call.request()).isEqualTo(mark.value());
            assertThat(call.user()).isEqualTo("alice");
            assertThat(call.profile()).isEqualTo("two-steps");
            assertThat(call.target()).startsWith("asked-two-steps@127.0.0.1:");
            assertThat(call.question().name()).isEqualTo("Two steps");
            assertThat(call.question().instruction()).isEqualTo("For asked-two-steps");
            assertThat(call.question().prompts()).containsExactly(new SshPrompt("Password: ", false), new SshPrompt("Code: ", true));
        });
    }

    @Test
    void onlyOneOfTheCallersOfAConnectionIsAsked() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            List<Future<String>> callers = new ArrayList<>();
            SshPromptHandler handler = (user, of, profile, target, request) -> {
                CodeHandler.CALLS.add(new Call(Thread.currentThread(), null, null, user, of, profile, target, request));
                return List.of("good-asked".toCharArray(), "123456".toCharArray());
            };
            withBound(handler, () -> {
                for (int i = 0; i < 5; i++) {
                    callers.add(threads.submit(() -> login(bound, spec("alice", "two-steps"))));
                }
                for (Future<String> caller : callers) {
                    assertThat(ContainerTest.result(caller)).isEqualTo("asked-two-steps:good-asked");
                }
                return null;
            });
            assertThat(calls()).singleElement().satisfies(call -> assertThat(call.thread().getName()).startsWith("pool-"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anOpenHandleDoesNotReconnectButTheNextGetConnectionAsksAgain() throws Exception {
        try (SshConnection held = ssh.getConnection(spec("alice", "two-steps"))) {
            drop("asked-two-steps");
            await().until(() -> !held.info().alive());

            assertThatThrownBy(() -> held.exec("true")).isInstanceOf(SshConnectionLostException.class)
                    .hasMessageContaining("SSHRA001303");
            assertThat(calls()).hasSize(1);

            assertThat(login(ssh, spec("alice", "two-steps"))).isEqualTo("asked-two-steps:good-asked");
            assertThat(calls()).hasSize(2);
            assertThat(held.exec("true").succeeded()).as("on the new connection of its key").isTrue();
        }
    }

    /** The server cuts this login's connections. */
    private void drop(String login) throws SshException {
        SshTarget asker = target().username("asker").password("good".toCharArray()).build();
        try (SshConnection connection = ssh.getConnection(new SshConnectionSpec("asker", session, "drop", asker))) {
            connection.exec("drop " + login);
        }
    }

    @Test
    void theContainersPasswordAndTheApplicationsCodeLogInTogether() throws Exception {
        try (SshConnection connection = withContainersLogin.getConnection(spec("alice", "two-steps"))) {
            assertThat(login(connection)).isEqualTo("asked-container:good-asked");
            assertThat(calls()).hasSize(1);
        }
    }

    @Test
    void theExceptionOfAHandlerReachesTheCallerAsACause() {
        assertThatThrownBy(() -> ssh.getConnection(spec("alice", "throws"))).isInstanceOf(SshAuthenticationException.class)
                .hasMessageContaining("SSHRA001305").hasMessageContaining("asked-throws@")
                .hasRootCauseInstanceOf(IllegalArgumentException.class).hasRootCauseMessage("no code today");
    }

    @Test
    void missingAnswersOfAHandlerAreACodedExceptionAtOnce() {
        assertThatThrownBy(() -> ssh.getConnection(spec("alice", "silent"))).isInstanceOf(SshAuthenticationException.class)
                .hasMessageContaining("SSHRA001305").hasMessageContaining("nobody answered");
        assertThatThrownBy(() -> ssh.getConnection(spec("alice", "curt"))).isInstanceOf(SshAuthenticationException.class)
                .hasMessageContaining("SSHRA001305").hasMessageContaining("1 answers to 2 questions");
    }

    @Test
    void aWrongAnswerIsARefusalAndSuspendsTheProfileForThisUserOnly() throws Exception {
        assertThatThrownBy(() -> ssh.getConnection(spec("alice", "wrong"))).extracting("code")
                .isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThatThrownBy(() -> ssh.getConnection(spec("alice", "wrong"))).extracting("code")
                .isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
        assertThatThrownBy(() -> ssh.getConnection(spec("bob", "wrong"))).extracting("code")
                .isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThat(counts("asked-wrong")).isEqualTo("accepted=0 refused=2 open=0");
    }

    @Test
    void aMissingOrInvalidHandlerIsReportedByName() throws Exception {
        // As a user of her own: a question that nobody answers suspends the profile for the user.
        assertThatThrownBy(() -> unbound.getConnection(spec("carol", "two-steps"))).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("SSHRA001102").hasMessageContaining("java:app/tests/Nobody");
        withBound("no handler", () -> assertThatThrownBy(() -> bound.getConnection(spec("carol", "two-steps")))
                .isInstanceOf(SshProfileException.class).hasMessageContaining("SSHRA001102").hasMessageContaining(BOUND));
    }
}
