package io.sshra.ssh.hostkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshHostKeyException;
import io.sshra.SshProfileException;
import io.sshra.ssh.Endpoint;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.algorithm.KeyStrength;
import io.sshra.ssh.algorithm.SecurityProviders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeyVerifierTest {

    private static final Endpoint WEB = new Endpoint("web.example", 22);

    @TempDir
    private Path folder;
    private final PublicKey key = key().getPublic();
    private final PublicKey other = key().getPublic();

    private static KeyPair key() {
        try {
            SecurityProviders.init();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(String names, PublicKey key) {
        return names + " " + PublicKeyEntry.toString(key);
    }

    private HostKeyVerifier verifier(Endpoint endpoint, String... lines) throws Exception {
        Path file = Files.write(folder.resolve("known_hosts"), List.of(lines));
        return new HostKeyVerifier(new HostKeyRule(List.of(file), Set.of()), endpoint);
    }

    private static void refused(HostKeyVerifier verifier, PublicKey key, SshErrorCode code) {
        assertThatThrownBy(() -> verifier.check(key)).isInstanceOf(SshHostKeyException.class)
                .extracting("code").isEqualTo(code);
    }

    @Test
    void aKnownKeyIsAcceptedAndAnotherCountsAsChanged() throws Exception {
        HostKeyVerifier verifier = verifier(WEB, "# comment", "", line("web.example,10.0.0.1", key));
        assertThatCode(() -> verifier.check(key)).doesNotThrowAnyException();
        assertThatThrownBy(() -> verifier.check(other)).isInstanceOf(SshHostKeyException.class)
                .hasMessageContaining("known_hosts:3").hasMessageContaining("SHA256:").extracting("code")
                .isEqualTo(SshErrorCode.HOST_KEY_CHANGED);
        assertThat(verifier.knownKeyTypes()).containsExactly("ecdsa-sha2-nistp256");
    }

    /** A line ends where it ends for ssh, and anything may follow a key. */
    @Test
    void nothingInACommentIsAKey() throws Exception {
        HostKeyVerifier verifier = verifier(WEB, "# comment\r" + line("web.example", other), line("web.example", key) + " a\rb\u0085c\u2028d");
        refused(verifier, other, SshErrorCode.HOST_KEY_CHANGED);
        assertThatCode(() -> verifier.check(key)).doesNotThrowAnyException();
    }

    @Test
    void aHostWithoutAnEntryIsUnknown() throws Exception {
        refused(verifier(WEB, line("db.example", key)), key, SshErrorCode.HOST_KEY_UNKNOWN);
    }

    /**
     * As in ssh: the key of port 22 is accepted on another port that has no key of its own, and any other key there is just
     * unknown.
     */
    @Test
    void aKeyWithoutAPortCountsForPortsWithoutAKey() throws Exception {
        Endpoint otherPort = new Endpoint("web.example", 2222);
        HostKeyVerifier verifier = verifier(otherPort, line("web.example", key));
        verifier.check(key);
        refused(verifier, other, SshErrorCode.HOST_KEY_UNKNOWN);
        HostKeyVerifier own = verifier(otherPort, line("web.example", key), line("[web.example]:2222", other));
        own.check(other);
        refused(own, key, SshErrorCode.HOST_KEY_CHANGED);
        refused(verifier(WEB, line("[web.example]:2222", key)), key, SshErrorCode.HOST_KEY_UNKNOWN);
    }

    @Test
    void anAliasReplacesHostAndPort() throws Exception {
        Path file = Files.write(folder.resolve("aliases"), List.of(line("cluster", key), line("[web.example]:2222", other)));
        HostKeyVerifier verifier = new HostKeyVerifier(new HostKeyRule(List.of(file), Set.of(), HostKeyRule.Policy.STRICT, "cluster", false,
                KeyStrength.DEFAULTS),
                new Endpoint("web.example", 2222));
        verifier.check(key);
        assertThatThrownBy(() -> verifier.check(other)).isInstanceOf(SshHostKeyException.class)
                .hasMessageContaining("web.example:2222, known as cluster,").extracting("code").isEqualTo(SshErrorCode.HOST_KEY_CHANGED);
    }

    @Test
    void aPatternForAllCountsForEveryPort() throws Exception {
        Endpoint other = new Endpoint("web.example", 2222);
        refused(verifier(other, line("@revoked *", key), line("[web.example]:2222", key)), key, SshErrorCode.HOST_KEY_REVOKED);
        verifier(other, line("[*]:2222", key)).check(key);
        verifier(other, line("[WEB.example]:22??", key)).check(key);
        verifier(new Endpoint("WEB.Example", 22), line("web.example", key)).check(key);
    }

    /** As ssh does. */
    @Test
    void anInvalidLineDoesNotAffectTheOthers() throws Exception {
        for (String invalid : List.of("web.example", line("@trusted web.example", other), "web.example ecdsa-sha2-nistp256 AAAA",
                line("|2|AAAA|BBBB", other), "web.example new-type@example AAAA", "other.example ecdsa-sha2-nistp256 AAAA")) {
            HostKeyVerifier verifier = verifier(WEB, invalid, line("web.example", key));
            verifier.check(key);
            refused(verifier, other, SshErrorCode.HOST_KEY_CHANGED);
            refused(verifier(WEB, invalid), other, SshErrorCode.HOST_KEY_UNKNOWN);
        }
    }

    @Test
    void revokedKeysAndAuthoritiesCountForAllPortsOfAHost() throws Exception {
        Endpoint otherPort = new Endpoint("web.example", 2222);
        refused(verifier(otherPort, line("[web.example]:2222", key), line("@revoked *", key)), key, SshErrorCode.HOST_KEY_REVOKED);
        assertThat(verifier(otherPort, line("@cert-authority *.example", key)).knowsAuthority()).isTrue();
        assertThat(verifier(otherPort, line("@cert-authority *.example.org", key)).knowsAuthority()).isFalse();
    }

    @Test
    void hashedNamesAndPatternsMatch() throws Exception {
        byte[] salt = new byte[20];
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(salt, "HmacSHA1"));
        String hashed = "|1|" + Base64.getEncoder().encodeToString(salt) + "|"
                + Base64.getEncoder().encodeToString(mac.doFinal("web.example".getBytes(StandardCharsets.US_ASCII)));
        verifier(WEB, line(hashed, key)).check(key);
        verifier(WEB, line("*.example", key)).check(key);
        refused(verifier(WEB, line("*.example,!web.example", key)), key, SshErrorCode.HOST_KEY_UNKNOWN);
    }

    @Test
    void aRevokedKeyIsRefusedEvenIfItIsPinned() throws Exception {
        Path file = Files.write(folder.resolve("revoked"), List.of(line("@revoked web.example", key)));
        HostKeyVerifier verifier = new HostKeyVerifier(new HostKeyRule(List.of(file),
                Set.of(KeyUtils.getFingerPrint(BuiltinDigests.sha256, key))), WEB);
        refused(verifier, key, SshErrorCode.HOST_KEY_REVOKED);
    }

    @Test
    void aPinnedKeyIsAcceptedAndNoOther() throws Exception {
        HostKeyVerifier verifier = new HostKeyVerifier(new HostKeyRule(List.of(),
                Set.of(KeyUtils.getFingerPrint(BuiltinDigests.sha256, key))), WEB);
        verifier.check(key);
        refused(verifier, other, SshErrorCode.HOST_KEY_CHANGED);
    }

    /** Even where any key is accepted. */
    @Test
    void aShortRsaKeyIsRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        PublicKey rsa = generator.generateKeyPair().getPublic();
        Path file = Files.write(folder.resolve("short"), List.of(line("web.example", rsa), line("web.example", key)));
        for (HostKeyRule.Policy policy : HostKeyRule.Policy.values()) {
            new HostKeyVerifier(new HostKeyRule(List.of(file), Set.of(), policy), WEB).check(rsa);
            HostKeyVerifier strict = new HostKeyVerifier(new HostKeyRule(List.of(file), Set.of(), policy, null, false,
                    new KeyStrength(1025, List.of())), WEB);
            refused(strict, rsa, SshErrorCode.HOST_KEY_TOO_SHORT);
            strict.check(key);
        }
        generator.initialize(512);
        refused(new HostKeyVerifier(new HostKeyRule(List.of(file), Set.of(), HostKeyRule.Policy.INSECURE, null, false,
                new KeyStrength(0, List.of())), WEB), generator.generateKeyPair().getPublic(), SshErrorCode.HOST_KEY_TOO_SHORT);
    }

    @Test
    void aMissingFileIsAnErrorOfTheProfile() {
        assertThatThrownBy(() -> new HostKeyVerifier(new HostKeyRule(List.of(folder.resolve("none")), Set.of()), WEB))
                .isInstanceOf(SshProfileException.class).extracting("code").isEqualTo(SshErrorCode.UNREADABLE_KNOWN_HOSTS);
    }
}
