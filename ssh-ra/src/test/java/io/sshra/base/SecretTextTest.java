package io.sshra.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "Pässwörter", "密码密码密码", "\ud83d\ude00\ud83d\ude00", "a\ud800b", "\0\n"})
    void aSecretHasTheBytesThatItsStringHas(String secret) {
        assertThat(SecretText.utf8(secret.toCharArray())).isEqualTo(secret.getBytes(StandardCharsets.UTF_8));
    }
}
