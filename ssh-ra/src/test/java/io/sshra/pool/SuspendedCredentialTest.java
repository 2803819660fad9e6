package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.profile.Profile;
import io.sshra.ssh.Credentials;
import io.sshra.testing.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For whom a refused credential is suspended, and what counts as refused. */
class SuspendedCredentialTest {

    private final PoolFixture fixture = new PoolFixture();
    private final Pool pool = fixture.pool;
    private final FakeConnector connector = fixture.connector;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        fixture.close();
        threads.shutdownNow();
    }

    /** Each user's attempt counts at the server, which bans the address of all after some of them. */
    @Test
    void aRefusedCredentialOfTheProfileIsSuspendedForAllUsers() throws Exception {
        connector.behaviour = FakeConnector.refusing("p");
        assertFails("u", "p", SshErrorCode.AUTHENTICATION_REFUSED);
        for (int i = 0; i < 10; i++) {
            assertFails("other" + i, "p", SshErrorCode.AUTHENTICATION_SUSPENDED);
        }
        assertThat(connector.attempts).hasValue(1);
        fixture.open("other", "s", "another profile");
        fixture.clock.advance(Duration.ofSeconds(31));
        connector.behaviour = target -> { };
        fixture.open("other", "s", "p");
    }

    /** The application made it for this user, or the user answers the server's questions. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusedCredentialOfAUserIsSuspendedForThisUser(boolean answersQuestions) throws Exception {
        Profile profile = PoolFixture.profile("p");
        Credentials own = new Credentials("secret".toCharArray(), List.of(), Map.of(), answersQuestions);
        Profile asked = new Profile("p", profile.target().as("p", own), null, Profile.Limits.NONE, "1", null);
        connector.behaviour = FakeConnector.refusing("p");
        for (String user : List.of("u", "other")) {
            for (SshErrorCode code : List.of(SshErrorCode.AUTHENTICATION_REFUSED, SshErrorCode.AUTHENTICATION_SUSPENDED)) {
                assertThatThrownBy(() -> openOwn(user, asked, !answersQuestions)).extracting("code").isEqualTo(code);
            }
        }
        assertThat(connector.attempts).hasValue(2);
    }

    private FakeHandle openOwn(String user, Profile profile, boolean ownsCredentials) throws SshException {
        try (Admission admission = pool.admit(SessionKey.of(user, "s"), PoolFixture.DEFINITION, profile, ownsCredentials, pool.nanos())) {
            FakeHandle handle = fixture.new FakeHandle(admission.key());
            handle.checkOut();
            admission.granted(handle);
            return handle;
        }
    }

    private void assertFails(String user, String profile, SshErrorCode code) {
        assertThatThrownBy(() -> fixture.open(user, "s", profile)).isInstanceOf(SshException.class).extracting("code").isEqualTo(code);
    }

    // ---- log-ins that the server ends without an answer ----

    private void ending(SshErrorCode code) {
        connector.behaviour = target -> {
            throw code == SshErrorCode.CONNECTION_REFUSED ? FakeConnector.refusal() : new SshAuthenticationException(code, "ended by the test");
        };
    }

    @Test
    void theSecondOfTwoCutLogInsInARowSuspendsTheCredential() {
        ending(SshErrorCode.LOGIN_CUT);
        assertFails("u", "p", SshErrorCode.LOGIN_CUT);
        assertFails("other", "p", SshErrorCode.LOGIN_CUT);
        assertThatThrownBy(() -> fixture.open("u", "s", "p")).isInstanceOf(SshAuthenticationException.class)
                .hasMessageContaining("ended two log-ins in a row without an answer")
                .extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
        assertThat(connector.attempts).hasValue(2);
    }

    /** A network that breaks again and again lets somebody in meanwhile, or fails in another way. */
    @Test
    void cutLogInsThatAreNotInARowSuspendNoCredential() throws Exception {
        for (int i = 0; i < 5; i++) {
            ending(SshErrorCode.LOGIN_CUT);
            assertFails("u", "p", SshErrorCode.LOGIN_CUT);
            connector.behaviour = target -> { };
            fixture.open("other" + i, "s", "p");
            ending(SshErrorCode.LOGIN_CUT);
            assertFails("u", "p", SshErrorCode.LOGIN_CUT);
            ending(SshErrorCode.CONNECTION_REFUSED);
            assertFails("u", "p", SshErrorCode.CONNECTION_REFUSED);
        }
    }

    @RepeatedTest(5)
    void logInsThatAreCutTogetherSuspendNoCredential() throws Exception {
        CountDownLatch all = new CountDownLatch(8);
        connector.behaviour = target -> {
            all.countDown();
            try {
                all.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            fixture.clock.advance(Duration.ofNanos(1));
            throw new SshAuthenticationException(SshErrorCode.LOGIN_CUT, "cut by the test");
        };
        List<Future<SshErrorCode>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String user = "user" + i;
            callers.add(threads.submit(() -> codeOf(user)));
        }
        for (Future<SshErrorCode> caller : callers) {
            assertThat(caller.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(SshErrorCode.LOGIN_CUT);
        }
        connector.behaviour = target -> { };
        fixture.open("another", "s", "p");
    }

    private SshErrorCode codeOf(String user) {
        try {
            fixture.open(user, "s", "p");
            return null;
        } catch (SshException e) {
            return e.code();
        }
    }

    @Test
    void aCutLogInIsForgottenAfterTheTimeOfASuspension() {
        ending(SshErrorCode.LOGIN_CUT);
        for (int i = 0; i < 5; i++) {
            assertFails("u", "p", SshErrorCode.LOGIN_CUT);
            fixture.clock.advance(Duration.ofSeconds(31));
        }
    }
}
