package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextEditTest {

    @Test
    void textThatIsThereOnceIsReplacedAsItIs() {
        assertThat(TextEdit.replace("a $1 b\r\nc", " b\r\n", " \\2$0\n")).isEqualTo("a $1 \\2$0\nc");
        assertThat(TextEdit.replace("abc", "abc", "")).isEmpty();
    }

    @Test
    void textThatIsMissingOrThereMoreThanOnceIsRefused() {
        assertThatThrownBy(() -> TextEdit.replace("abc", "B", "x")).isInstanceOf(Refusal.class).hasMessageContaining("does not have");
        assertThatThrownBy(() -> TextEdit.replace("abab", "ab", "x")).isInstanceOf(Refusal.class).hasMessageContaining("more than once");
        assertThatThrownBy(() -> TextEdit.replace("aaa", "aa", "x")).isInstanceOf(Refusal.class).hasMessageContaining("more than once");
        assertThatThrownBy(() -> TextEdit.replace("abc", "", "x")).isInstanceOf(Refusal.class).hasMessageContaining("empty");
    }
}
