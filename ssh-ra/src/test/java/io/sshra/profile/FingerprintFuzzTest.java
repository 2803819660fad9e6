package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.ssh.HostKeyRule;
import io.sshra.testing.CodedFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pinned fingerprints of a profile. */
class FingerprintFuzzTest {

    private static final String ONE = "SHA256:" + "A".repeat(42) + "w";

    static List<Arguments> seeds() {
        return List.of(ONE, ONE + "=", ONE + "," + ONE, ONE + "\n" + ONE.replace('A', '/'), " " + ONE + " ", ONE + "==", "SHA256:", "MD5:00:11:22",
                ONE.toLowerCase(java.util.Locale.ROOT), ONE + ",", "SHA256:" + "\u0391".repeat(43), ONE + "\0", ",")
                .stream().map(seed -> Arguments.of((Object) seed.getBytes(StandardCharsets.UTF_8))).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void aPinnedFingerprintIsValidOrTheProfileIsRefused(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        ProfileSettings own = ProfileSettings.named("own").with(new ProfileSettings.Route("host", 22, null))
                .with(new ProfileSettings.AcceptedHostKeys(text, null));
        DefinitionSettings settings = Definitions.of(new DefinitionSettings.Sources(own, Definitions.objects(Map.of()), null),
                new DefinitionSettings.HostKeyDefaults(null, HostKeyRule.Policy.ACCEPT_NEW));
        try {
            HostKeyRule rule = HostKeys.rule(own, settings);
            assertThat(rule.policy()).isEqualTo(HostKeyRule.Policy.STRICT);
            assertThat(rule.fingerprints()).isNotEmpty().allSatisfy(FingerprintFuzzTest::isDigest);
        } catch (SshProfileException e) {
            CodedFailure.check(e, SshErrorCode.INVALID_PROFILE);
            assertThat(e).hasMessageContaining("profile own");
        }
    }

    private static void isDigest(String fingerprint) {
        assertThat(fingerprint).startsWith("SHA256:");
        assertThat(Base64.getDecoder().decode(fingerprint.substring("SHA256:".length()))).hasSize(32);
    }
}
