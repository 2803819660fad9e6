package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPromptHandler;
import io.sshra.SshTarget;
import io.sshra.testing.Account;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.Secrets;
import io.sshra.testing.TestNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts that PAM does not let in, with OpenSSH. */
@Tag("long")
class PamTest {

    private static final String NEW_PASSWORD = Secrets.told("a new password", "another-horse-Lw6pQ2nVx8Rt3z");
    private static final String HANDLER = "java:app/new-passwords";

    @TempDir
    private Path folder;
    private Account account;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private OpenSshServer server;
    private AdapterFixture fixture;

    @BeforeEach
    void createAccount() throws Exception {
        assumeTrue("true".equals(System.getenv("CI")) || OpenSshServer.availableForAccount(),
                "needs openssh-server, libnss-wrapper and libpam-wrapper");
        account = closing(Account.create());
        fixture = closing(new AdapterFixture());
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        opened.add(resource);
        return resource;
    }

    /** @param lines of /etc/pam.d, in front of those that let the account in */
    private void start(String... lines) {
        account.addToPam(lines);
        server = closing(OpenSshServer.startFor(account));
    }

    private SshTarget.Builder target() {
        return SshTarget.builder().host(server.host()).port(server.port()).username(server.username())
                .hostKeyFingerprint(server.hostKeyFingerprint());
    }

    private SshTarget withKey() {
        return target().privateKey(account.privateKey("ed25519")).build();
    }

    private SshTarget withPassword() {
        return target().password(Account.PASSWORD.toCharArray()).build();
    }

    private SshException failure(SshTarget target) {
        SshException[] failure = new SshException[1];
        assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target)))
                .isInstanceOfSatisfying(SshException.class, e -> failure[0] = e);
        return failure[0];
    }

    private long refusedAccounts() {
        return server.log().lines().filter(line -> line.contains("by PAM account configuration")).count();
    }

    /** As in /etc/nologin, or for an account that has expired. It was "See the cause", and tried again at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAccountThatPamRefusesInWordsIsRefusedAndSuspended(boolean byKey) throws Exception {
        Path words = Files.writeString(folder.resolve("nologin"), "The system is going down for maintenance\n");
        start("account optional pam_echo.so file=" + words, "account requisite pam_deny.so");
        SshTarget target = byKey ? withKey() : withPassword();

        SshException failure = failure(target);

        assertThat(failure.code()).isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThat(failure).isInstanceOf(SshAuthenticationException.class)
                .hasMessageContaining("The server said: \"The system is going down for maintenance");
        assertThat(failure(target).code()).isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
        assertThat(refusedAccounts()).isEqualTo(1);
    }

    /** OpenSSH closes without a word. A connection that breaks looks the same, so that the second time decides. */
    @Test
    void anAccountThatPamRefusesWithoutWordsIsSuspendedAfterTwoLogIns() throws Exception {
        start("account requisite pam_deny.so");
        SshTarget target = withKey();
        for (int i = 0; i < 2; i++) {
            SshException failure = failure(target);
            assertThat(failure.code()).isEqualTo(SshErrorCode.LOGIN_CUT);
            assertThat(failure).isInstanceOf(SshAuthenticationException.class);
        }
        assertThat(failure(target).code()).isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
        await().until(() -> refusedAccounts() == 2);
    }

    // ---- expired passwords ----

    /** PAM asks for a new one in the conversation that it has begun for the log-in. */
    private void startWithExpiredPassword() {
        account.addToPam("account requisite pam_debug.so acct=new_authtok_reqd");
        server = closing(OpenSshServer.startFor(account, "PasswordAuthentication no"));
    }

    /** The configured answer fits the question for the old password, and would become the new one, too. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExpiredPasswordIsToldSoWhenPamAsksForANewOne(boolean answerConfigured) throws Exception {
        startWithExpiredPassword();
        SshTarget target = answerConfigured ? target().promptAnswer("password", Account.PASSWORD.toCharArray()).build() : withPassword();

        SshException failure = failure(target);

        assertThat(failure.code()).isEqualTo(SshErrorCode.PASSWORD_EXPIRED);
        assertThat(failure).hasMessageContaining("wants a new password: \"acct=new_authtok_reqd | Old password:\"");
        assertThat(failure(target).code()).as("not tried again at once").isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
    }

    @Test
    void somebodyWhoIsAskedCanChangeAnExpiredPassword() throws Exception {
        startWithExpiredPassword();
        List<String> asked = new CopyOnWriteArrayList<>();
        SshPromptHandler handler = (user, session, profile, target, request) -> {
            String question = request.prompts().get(0).text().strip();
            asked.add(question.substring(question.lastIndexOf('\n') + 1));
            return List.of((asked.size() <= 2 ? Account.PASSWORD : NEW_PASSWORD).toCharArray());
        };
        TestNames.bind(HANDLER, handler);
        fixture.definition.setPromptHandler(HANDLER);
        fixture.definition.setConnectTimeoutSeconds(Patience.SECONDS);
        try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p",
                target().promptAnswer("nothing of this", "x".toCharArray()).build()))) {
            assertThat(connection.info().alive()).isTrue();
        }
        assertThat(asked).hasSize(4);
        assertThat(asked.subList(1, 4)).allMatch(question -> question.toLowerCase(Locale.ROOT).contains("password"));
    }
}
