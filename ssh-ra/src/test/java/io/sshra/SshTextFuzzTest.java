package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sshra.testing.CodedFailure;

class SshTextFuzzTest {

    /** In any encoding, so that there are all characters and unpaired surrogates. */
    @FuzzTest
    void visibleTextHasNothingInvisibleAndIsOtherwiseUnchanged(byte[] input) {
        String text = new String(input, java.nio.charset.StandardCharsets.UTF_16BE);
        String visible = SshText.visible(text);
        assertThat(visible.codePoints().noneMatch(CodedFailure::isInvisible)).isTrue();
        assertThat(visible.length()).isLessThanOrEqualTo(6 * text.length());
        assertThat(SshText.visible(visible)).isEqualTo(visible);
        if (text.codePoints().noneMatch(CodedFailure::isInvisible)) {
            assertThat(visible).isEqualTo(text);
        }
    }
}
