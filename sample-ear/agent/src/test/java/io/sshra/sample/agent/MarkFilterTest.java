package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkFilterTest {

    private static final String MARK = "abcabd";

    private final OutputLog log = new OutputLog();
    private final MarkFilter filter = new MarkFilter(log::append, MARK);

    private String text() {
        return new String(log.read(0, 1_000).bytes(), StandardCharsets.UTF_8);
    }

    private void take(String text, int chunk) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += chunk) {
            byte[] part = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + chunk));
            filter.take(part, part.length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 100})
    void theMarkIsFoundHoweverTheStreamIsCut(int chunk) {
        take("abcabcab abcabx out" + MARK + " 127\nlate", chunk);
        assertThat(text()).isEqualTo("abcabcab abcabx outlate");
        assertThat(filter.isFound()).isTrue();
        assertThat(filter.number()).isEqualTo(127);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 100})
    void aMarkWithSomethingElseBehindItIsOutput(int chunk) {
        String others = MARK + " x\n" + MARK + "\n" + MARK + " 12345\n" + MARK + " 1 and so on, without an end of the line";
        take(others, chunk);
        assertThat(text()).isEqualTo(others);
        assertThat(filter.isFound()).isFalse();
        take(MARK + " 7\n", chunk);
        assertThat(text()).isEqualTo(others);
        assertThat(filter.number()).isEqualTo(7);
    }

    @Test
    void onlyWhatMayBecomeTheMarkIsHeldBack() {
        take("prompt? abcab", 100);
        assertThat(text()).isEqualTo("prompt? ");
        take("y", 1);
        assertThat(text()).isEqualTo("prompt? abcaby");
        take("abc", 3);
        assertThat(filter.isFound()).isFalse();
        filter.end();
        assertThat(text()).isEqualTo("prompt? abcabyabc");
    }
}
