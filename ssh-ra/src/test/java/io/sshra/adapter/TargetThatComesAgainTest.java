package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.SshIdentity;
import io.sshra.SshTarget;
import io.sshra.pool.Admission;
import io.sshra.pool.Pool;
import io.sshra.pool.SessionKey;
import io.sshra.testing.EmbeddedSshServer;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application gives the same {@link SshTarget} object with each call. */
class TargetThatComesAgainTest {

    private final EmbeddedSshServer server = EmbeddedSshServer.start();
    private final SshTarget target = AdapterFixture.target(server).build();
    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new AdapterFixture(adapter -> adapter.setMaxLeasesPerSession(2), definition -> { });
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private SshConnection open(String session, SshTarget given) throws Exception {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", session, "p", given));
    }

    /** Whether the caller is admitted without a look into the target. */
    private boolean isAdmittedAgain(String session, String profile, SshTarget given) throws Exception {
        Pool pool = fixture.definition.pool();
        try (Admission again = pool.admitAgain(SessionKey.of("alice", session), fixture.definition.definition(), profile, given, pool.nanos())) {
            return again != null;
        }
    }

    @Test
    void onlyTheVeryObjectOfTheSessionIsAdmittedWithoutALook() throws Exception {
        assertThat(isAdmittedAgain("s", "p", target)).as("before the first call").isFalse();
        try (SshConnection held = open("s", target)) {
            assertThat(isAdmittedAgain("s", "p", target)).isTrue();
            assertThat(isAdmittedAgain("other", "p", target)).as("another session").isFalse();
            assertThat(isAdmittedAgain("s", "other", target)).as("another profile").isFalse();
            assertThat(isAdmittedAgain("s", "p", AdapterFixture.target(server).build())).as("an equal target").isFalse();
            try (SshConnection again = open("s", target)) {
                assertThat(again.info().number()).isEqualTo(held.info().number());
            }
        }
        assertThat(server.authenticatedSessions()).isEqualTo(1);
    }

    /** The slot's copies of the secrets are wiped with it. So the next slot needs new copies. */
    @Test
    void afterTheEndOfTheSessionItLogsInAgain() throws Exception {
        open("s", target);
        fixture.factory.sessions().closeSession("alice", "s");
        assertThat(isAdmittedAgain("s", "p", target)).isFalse();
        try (SshConnection again = open("s", target)) {
            assertThat(again.info().alive()).isTrue();
        }
    }

    @Test
    void aDestroyedTargetIsRefusedWhileItsConnectionIsOpen() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
        SshTarget withIdentity = AdapterFixture.target(server).privateKey("-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(key) + "\n-----END PRIVATE KEY-----\n").build();
        try (SshConnection first = open("s", target); SshConnection second = open("t", withIdentity)) {
            target.destroy();
            withIdentity.identities().forEach(SshIdentity::destroy);
            for (SshTarget destroyed : new SshTarget[] {target, withIdentity}) {
                assertThat(destroyed.isDestroyed()).isTrue();
                assertThatThrownBy(() -> open(destroyed == target ? "s" : "t", destroyed)).isInstanceOf(IllegalStateException.class)
                        .hasMessageEndingWith("is destroyed");
            }
            assertThat(first.info().alive() && second.info().alive()).isTrue();
        }
    }

    @Test
    void aLimitRefusesItLikeAnyCall() throws Exception {
        try (SshConnection first = open("s", target); SshConnection second = open("s", target)) {
            assertThatThrownBy(() -> open("s", target)).isInstanceOf(SshConnectionLimitException.class)
                    .extracting("code").isEqualTo(SshErrorCode.LIMIT_LEASES_PER_SESSION);
            assertThat(first.info().openHandles()).isEqualTo(second.info().openHandles());
        }
        try (SshConnection after = open("s", target)) {
            assertThat(after.info().alive()).isTrue();
        }
    }
}
