package io.sshra.ssh.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.testing.CodedFailure;
import io.sshra.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The text of a private key, which an application may have received from its user. */
class PrivateKeyFuzzTest {

    /** Far more than the slowest machine needs for a valid key. */
    private static final Duration AT_ONCE = Patience.LIMIT;
    /** A text with this prefix is read with the passphrase of the encrypted seeds. */
    private static final char WITH_PASSPHRASE = '!';

    /** Every format and key type, newly generated: no private key is kept anywhere. */
    static Stream<Arguments> seeds() throws Exception {
        return PrivateKeyReaderTest.keys().map(key -> (key.get()[3] == null ? "" : String.valueOf(WITH_PASSPHRASE)) + key.get()[2])
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.US_ASCII)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aKeyIsReadOrReportedInvalid(byte[] input) {
        boolean withPassphrase = input.length > 0 && input[0] == WITH_PASSPHRASE;
        byte[] text = withPassphrase ? Arrays.copyOfRange(input, 1, input.length) : input;
        assertTimeout(AT_ONCE, () -> check(text, withPassphrase ? PrivateKeyReaderTest.PASSPHRASE.toCharArray() : null));
    }

    private static void check(byte[] text, char[] passphrase) {
        try {
            KeyPair key = PrivateKeyReader.read("the fuzzer's key", text, passphrase);
            assertThat(KeyUtils.getKeyType(key)).isNotEmpty();
            assertThat(PublicKeyEntry.toString(key.getPublic())).isNotEmpty();
            assertThat(key.getPrivate()).isNotNull();
        } catch (SshProfileException e) {
            CodedFailure.check(e, SshErrorCode.UNREADABLE_KEY, SshErrorCode.ENCRYPTED_KEY);
            assertThat(e.what()).contains("the fuzzer's key").doesNotContain(PrivateKeyReaderTest.PASSPHRASE);
        }
    }
}
