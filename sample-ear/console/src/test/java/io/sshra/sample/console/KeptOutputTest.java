package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeptOutputTest {

    @Test
    void partsOfStandardErrorAreKnown() {
        KeptOutput output = new KeptOutput(1000);
        assertThat(output.errors()).isEmpty();
        output.add("ab", true);
        output.add("c", true);
        output.add("", false);
        output.add("de", false);
        output.add("f", true);

        assertThat(output.text()).isEqualTo("abcdef");
        assertThat(output.errors()).containsExactly(0, 3, 5, 6);
    }

    @Test
    void theLastPartIsKeptWithItsStreams() {
        KeptOutput output = new KeptOutput(64);
        output.add("x".repeat(60), false);
        output.add("e".repeat(10), true);
        assertThat(output.text()).isEqualTo("x".repeat(54) + "e".repeat(10));
        assertThat(output.errors()).containsExactly(54, 64);

        output.add("o".repeat(60), false);
        assertThat(output.text()).isEqualTo("e".repeat(4) + "o".repeat(60));
        assertThat(output.errors()).containsExactly(0, 4);

        output.add("o".repeat(4), false);
        assertThat(output.errors()).isEmpty();
    }

    @Test
    void noHalfOfACharacterIsKept() {
        KeptOutput output = new KeptOutput(4);
        output.add("a\ud83d\ude00bcd", false);

        assertThat(output.text()).isEqualTo("bcd");
    }

    /** Each change takes memory of its own. */
    @Test
    void outputThatChangesItsStreamAllTheTimeIsBounded() {
        KeptOutput output = new KeptOutput(6400);
        for (int i = 0; i < 100_000; i++) {
            output.add(i % 2 == 0 ? "o" : "e", i % 2 == 1);
        }

        assertThat(output.errors()).hasSizeBetween(190, 202);
        assertThat(output.text()).hasSizeBetween(190, 202).endsWith("oe");
        for (int i = 0; i < output.errors().size(); i += 2) {
            assertThat(output.text().substring(output.errors().get(i), output.errors().get(i + 1))).isEqualTo("e");
        }
    }
}
