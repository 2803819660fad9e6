package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.profile.Profile;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.Target;
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

/** The container's login: which connections use it, what happens when it changes, and how long it is kept. */
class ContainerLoginTest {

    private static final Profile WEB = PoolFixture.profile("web", "configured", "host", "1");

    private final PoolFixture fixture = new PoolFixture();
    private final Pool pool = fixture.pool;
    private final FakeConnector connector = fixture.connector;

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ContainerLogin login(String name) {
        return new ContainerLogin(name, ("password of " + name).toCharArray(), "fingerprint of " + name);
    }

    /** Like a container, keeps a lease whose check-out fails. */
    private FakeHandle open(String user, Profile profile, boolean ownsCredentials, ContainerLogin login) throws SshException {
        try (Admission admission = pool.admit(SessionKey.of(user, "s"), PoolFixture.DEFINITION, profile, ownsCredentials, pool.nanos())) {
            FakeHandle handle = fixture.new FakeHandle(admission.key());
            handle.lease.checkOut(login, null);
            admission.granted(handle);
            return handle;
        }
    }

    private FakeHandle open(String user, ContainerLogin login) throws SshException {
        return open(user, WEB, false, login);
    }

    private void assertChanged(ContainerLogin login) {
        assertThatThrownBy(() -> open("u", login)).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.CREDENTIAL_CHANGED);
    }

    private static String whoami(FakeHandle handle) throws SshException {
        return handle.exec("whoami").stdout();
    }

    // ---- which login is used ----

    @Test
    void reconnectsUseTheFirstCallersLogin() throws Exception {
        FakeHandle handle = open("u", login("c"));
        assertThat(whoami(handle)).isEqualTo("c");
        assertThat(fixture.only("u", "s").username()).isEqualTo("c");

        connector.open().get(0).abort();

        assertThat(whoami(handle)).isEqualTo("c");
        assertThat(whoami(open("u", login("c")))).isEqualTo("c");
        assertThat(connector.made).hasSize(2);
    }

    @Test
    void twoUsersWithOneLoginHaveTwoConnections() throws Exception {
        FakeHandle alice = open("alice", login("c"));
        FakeHandle bob = open("bob", login("c"));

        pool.closeSession("alice", "s");

        assertThat(alice.ended).isTrue();
        assertThat(whoami(bob)).isEqualTo("c");
        assertThat(connector.made).hasSize(2);
    }

    @Test
    void theApplicationsCredentialWinsAndTheContainersIsWiped() throws Exception {
        char[] password = "container's".toCharArray();
        assertThat(whoami(open("u", WEB, true, new ContainerLogin("c", password, "f")))).isEqualTo("configured");
        assertThat(password).containsOnly('\0');
    }

    @Test
    void aLoginWithoutANameUsesTheProfilesName() throws Exception {
        assertThat(whoami(open("u", new ContainerLogin(null, "x".toCharArray(), "f")))).isEqualTo("configured");
        assertThat(whoami(open("v", new ContainerLogin("", "x".toCharArray(), "f")))).isEqualTo("configured");
    }

    @Test
    void theContainersPasswordReplacesTheProfilesButNotItsHandler() {
        Credentials asking = new Credentials("configured".toCharArray(), List.of(), Map.of("code", "1".toCharArray()), true);
        Target target = login("c").appliedTo(WEB.target().as("configured", asking));
        assertThat(target.username()).isEqualTo("c");
        assertThat(target.credentials().password()).isEqualTo("password of c".toCharArray());
        assertThat(target.credentials().promptAnswers()).isEmpty();
        assertThat(target.isInteractive()).isTrue();
        assertThat(login("c").appliedTo(WEB.target()).isInteractive()).isFalse();
        assertThat(ContainerLogin.NONE.appliedTo(WEB.target())).isSameAs(WEB.target());
    }

    @Test
    void withoutACredentialNoConnectIsMade() throws Exception {
        Target bare = WEB.target().as("", new Credentials(null, List.of()));
        Profile profile = new Profile("web", bare, null, Profile.Limits.NONE, "1", null);

        assertThatThrownBy(() -> open("u", profile, false, ContainerLogin.NONE)).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("SSHRA001102").hasMessageContaining("container");

        assertThat(connector.attempts).hasValue(0);
        assertChangedThen(profile, login("c"), "c");
    }

    private void assertChangedThen(Profile profile, ContainerLogin login, String name) throws SshException {
        assertThatThrownBy(() -> open("u", profile, false, login)).extracting("code").isEqualTo(SshErrorCode.CREDENTIAL_CHANGED);
        assertThat(whoami(open("u", profile, false, login(name)))).isEqualTo(name);
    }

    // ---- changes ----

    @Test
    void anotherLoginEndsTheConnectionAndTheNextCallGetsANewOne() throws Exception {
        FakeHandle old = open("u", login("before"));

        assertChanged(login("after"));

        assertThat(old.ended).isTrue();
        assertThat(connector.open()).isEmpty();
        assertThatThrownBy(() -> old.exec("whoami")).extracting("code").isEqualTo(SshErrorCode.CREDENTIAL_CHANGED);
        assertThat(whoami(open("u", login("after")))).isEqualTo("after");
        assertThat(fixture.only("u", "s").username()).isEqualTo("after");
    }

    @Test
    void addingOrRemovingALoginIsAChangeToo() throws Exception {
        assertThat(whoami(open("u", ContainerLogin.NONE))).isEqualTo("configured");
        assertChangedThen(WEB, login("c"), "c");
        assertChanged(ContainerLogin.NONE);
        assertThat(whoami(open("u", ContainerLogin.NONE))).isEqualTo("configured");
        assertThat(connector.open()).hasSize(1);
    }

    @Test
    void callersThatWaitWithTheOldLoginAreToldOfTheChange() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        connector.behaviour = target -> awaitQuietly(goOn);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<FakeHandle> waiting = threads.submit(() -> open("u", login("before")));
            await().until(() -> connector.attempts.get() == 1);

            assertChanged(login("after"));

            assertThatThrownBy(() -> waiting.get(Patience.SECONDS, TimeUnit.SECONDS)).cause()
                    .extracting("code").isEqualTo(SshErrorCode.CREDENTIAL_CHANGED);
        } finally {
            goOn.countDown();
            threads.shutdownNow();
        }
        await().until(() -> connector.open().isEmpty());
    }

    @Test
    void anAdmittedCallerIsToldWhyItsSlotEnded() throws Exception {
        try (Admission admission = pool.admit(SessionKey.of("u", "s"), PoolFixture.DEFINITION, WEB, false, pool.nanos())) {
            open("u", PoolFixture.profile("web", "configured", "host", "2"), false, login("c"));
            assertThatThrownBy(() -> fixture.new FakeHandle(admission.key()).lease.checkOut(login("c"), null))
                    .as("the session goes on").extracting("code").isEqualTo(SshErrorCode.PROFILE_CHANGED);
        }
        try (Admission admission = pool.admit(SessionKey.of("u", "s"), PoolFixture.DEFINITION, WEB, false, pool.nanos())) {
            pool.release("u", "s", "web");
            assertThatThrownBy(() -> fixture.new FakeHandle(admission.key()).lease.checkOut(login("c"), null))
                    .extracting("code").isEqualTo(SshErrorCode.CONNECTION_RELEASED);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each caller retries once when the login has changed, as the factory does. */
    @RepeatedTest(100)
    void noCallerRunsACommandWithAnotherCallersLogin() throws Exception {
        int callers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            String name = "login" + i % 3;
            running.add(threads.submit(() -> {
                start.await();
                for (int round = 0; round < 10; round++) {
                    runAs(name);
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> caller : running) {
            caller.get(Patience.SECONDS, TimeUnit.SECONDS);
        }
        threads.shutdownNow();
        assertThat(runAs("last")).as("a caller after all others have gone").isTrue();
        pool.closeSession("u", "s");
        await().until(() -> connector.open().isEmpty());
        assertThat(pool.totalConnections()).isZero();
    }

    /** Whether a command ran. */
    private boolean runAs(String name) throws SshException {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                FakeHandle handle = open("u", login(name));
                try {
                    assertThat(whoami(handle)).isEqualTo(name);
                } finally {
                    handle.destroy();
                }
                return true;
            } catch (SshConnectionClosedException e) {
                assertThat(e.code()).isEqualTo(SshErrorCode.CREDENTIAL_CHANGED);
            }
        }
        return false;
    }

    // ---- secrets ----

    private interface Step {
        void run(FakeHandle handle) throws SshException;
    }

    private void assertWipedAfter(Step end) throws SshException {
        char[] password = "container's".toCharArray();
        FakeHandle handle = open("u", new ContainerLogin("c", password, "f"));
        assertThat(password).doesNotContain('\0');
        end.run(handle);
        assertThat(password).containsOnly('\0');
    }

    @Test
    void thePasswordIsWipedOnceTheSlotCannotReconnect() throws Exception {
        assertWipedAfter(handle -> pool.closeSession("u", "s"));
        assertWipedAfter(handle -> pool.release("u", "s", "web"));
        assertWipedAfter(FakeHandle::destroy);
        assertWipedAfter(handle -> assertChanged(login("another")));
        assertWipedAfter(handle -> open("u", PoolFixture.profile("web", "configured", "host", "2"), false, ContainerLogin.NONE));
    }

    @Test
    void thePasswordIsKeptToReconnectALostConnection() throws Exception {
        char[] password = "container's".toCharArray();
        FakeHandle handle = open("u", new ContainerLogin("c", password, "f"));
        connector.open().get(0).abort();
        handle.giveBack();
        assertThat(password).doesNotContain('\0');
    }

    @Test
    void anUnneededPasswordIsWipedAtOnce() throws Exception {
        open("u", login("c"));
        char[] same = "password of c".toCharArray();
        open("u", new ContainerLogin("c", same, "fingerprint of c"));
        assertThat(same).as("the slot has a login already").containsOnly('\0');
        char[] other = "other".toCharArray();
        assertChanged(new ContainerLogin("d", other, "other"));
        assertThat(other).as("this login ended the connection").containsOnly('\0');
    }

    @Test
    void aLeaseOfAnEndedSessionWipesThePasswordToo() throws Exception {
        char[] password = "container's".toCharArray();
        try (Admission admission = pool.admit(SessionKey.of("u", "s"), PoolFixture.DEFINITION, WEB, false, pool.nanos())) {
            FakeHandle early = fixture.new FakeHandle(admission.key());
            pool.closeSession("u", "s");
            FakeHandle late = fixture.new FakeHandle(admission.key());
            for (FakeHandle handle : List.of(early, late)) {
                char[] copy = password.clone();
                assertThatThrownBy(() -> handle.lease.checkOut(new ContainerLogin("c", copy, "f"), null))
                        .extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
                assertThat(copy).containsOnly('\0');
            }
        }
    }

    /** The server would count it as a failed attempt of the user. */
    @Test
    void aWipedPasswordIsNotOfferedToAServer() throws Exception {
        Target[] seen = new Target[1];
        connector.behaviour = target -> seen[0] = target;
        open("u", login("c"));
        assertThat(seen[0].credentials().password()).isEqualTo("password of c".toCharArray());
        pool.closeSession("u", "s");
        assertThat(seen[0].credentials().password()).isNull();
    }

    @Test
    void noMessageContainsThePassword() {
        assertThat(login("c")).hasToString("ContainerLogin[c]");
    }

    // ---- refused logins ----

    private void refuse(String... names) {
        connector.behaviour = target -> {
            if (List.of(names).contains(target.username())) {
                throw new SshAuthenticationException(SshErrorCode.AUTHENTICATION_REFUSED, "refused by the test");
            }
        };
    }

    private void assertFails(String user, ContainerLogin login, SshErrorCode code) {
        assertThatThrownBy(() -> open(user, login)).isInstanceOf(SshAuthenticationException.class).extracting("code").isEqualTo(code);
    }

    @Test
    void aRefusedLoginIsSuspended() throws Exception {
        refuse("c");
        assertFails("u", login("c"), SshErrorCode.AUTHENTICATION_REFUSED);
        assertFails("u", login("c"), SshErrorCode.AUTHENTICATION_SUSPENDED);
        assertFails("u", login("c"), SshErrorCode.AUTHENTICATION_SUSPENDED);
        assertThat(connector.attempts).hasValue(1);

        fixture.clock.advance(Duration.ofSeconds(31));
        refuse();

        assertThat(whoami(open("u", login("c")))).isEqualTo("c");
    }

    @Test
    void aRefusedLoginIsRememberedAfterItsLeasesAreGone() throws Exception {
        refuse("c");
        assertFails("u", login("c"), SshErrorCode.AUTHENTICATION_REFUSED);
        pool.closeSession("u", "s");
        assertFails("u", login("c"), SshErrorCode.AUTHENTICATION_SUSPENDED);
        assertThat(connector.attempts).hasValue(1);
    }

    @Test
    void aRefusedLoginSuspendsNoOtherLoginAndNoOtherUser() throws Exception {
        refuse("c");
        assertFails("u", login("c"), SshErrorCode.AUTHENTICATION_REFUSED);

        assertChanged(login("d"));
        assertThat(whoami(open("u", login("d")))).isEqualTo("d");
        assertChanged(ContainerLogin.NONE);
        assertThat(whoami(open("u", ContainerLogin.NONE))).isEqualTo("configured");
        assertFails("v", login("c"), SshErrorCode.AUTHENTICATION_REFUSED);
    }

    @Test
    void anOpenHandleDoesNotReconnectWithARefusedLogin() throws Exception {
        FakeHandle held = open("u", login("c"));
        refuse("c");
        connector.open().get(0).abort();
        assertThatThrownBy(() -> held.exec("whoami")).extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThatThrownBy(() -> held.exec("whoami")).extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
        assertThat(connector.attempts).hasValue(2);
    }

    @Test
    void aSuspendedLoginDoesNotCountInTheLimits() throws Exception {
        refuse("c");
        assertFails("u", login("c"), SshErrorCode.AUTHENTICATION_REFUSED);
        for (int i = 0; i < 50; i++) {
            assertFails("u", login("c"), SshErrorCode.AUTHENTICATION_SUSPENDED);
        }
        for (String profile : List.of("a", "b", "c2", "d", "e")) {
            fixture.open("u", "s", profile);
        }
        assertThat(connector.open()).as("the limit of a session").hasSize(5);
    }
}
