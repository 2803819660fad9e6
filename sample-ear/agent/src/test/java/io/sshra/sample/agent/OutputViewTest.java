package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputViewTest {

    private static final int BUDGET = 2_000;

    private final OutputLog log = new OutputLog();

    private void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        log.append(bytes, 0, bytes.length);
    }

    @Test
    void aShortOutputIsShownWhole() {
        append("one\n\ttwo\n");
        assertThat(OutputView.ends(log, BUDGET, true)).isEqualTo(new OutputView("one\n\ttwo\n", 9, false, 9));
    }

    @Test
    void controlCharactersAndInvalidBytesAreVisible() {
        append("\u001b[31m\u0000\r\u202e\u00e9\u20ac\ud83d\ude00");
        log.append(new byte[] {(byte) 0xff, (byte) 0xc3}, 0, 2);
        assertThat(OutputView.ends(log, BUDGET, true).text()).isEqualTo("\\u001b[31m\\u0000\\u000d\\u202e\u00e9\u20ac\ud83d\ude00\ufffd\ufffd");
    }

    @Test
    void anIncompleteCharacterIsLeftForTheNextPage() {
        byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
        log.append(euro, 0, 2);
        assertThat(OutputView.page(log, 0, BUDGET, false)).isEqualTo(new OutputView("", 2, true, 0));
        assertThat(OutputView.ends(log, BUDGET, false)).isEqualTo(new OutputView("", 2, false, 0));
        log.append(euro, 2, 1);
        assertThat(OutputView.page(log, 0, BUDGET, false)).isEqualTo(new OutputView("\u20ac", 3, false, 3));
    }

    @Test
    void aLongOutputIsShownByItsEndsAndPagesBringTheRest() {
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            written.append(i).append(" \u00e9\n");
        }
        append(written.toString());
        int total = written.toString().getBytes(StandardCharsets.UTF_8).length;

        OutputView ends = OutputView.ends(log, BUDGET, true);
        assertThat(ends.truncated()).isTrue();
        assertThat(ends.total()).isEqualTo(total);
        assertThat(ends.text()).startsWith("0 \u00e9\n1 \u00e9\n").endsWith("\n4999 \u00e9\n").containsPattern("\n\\[\\.\\.\\. \\d+ bytes left out, from byte \\d+ on \\.\\.\\.]\n");

        StringBuilder read = new StringBuilder();
        for (OutputView page = OutputView.page(log, 0, BUDGET, true);; page = OutputView.page(log, page.next(), BUDGET, true)) {
            assertThat(page.cost()).isBetween(1, BUDGET);
            read.append(page.text());
            if (!page.truncated()) {
                break;
            }
        }
        assertThat(read).hasToString(written.toString());
    }

    /** Binary data takes six times as much when it is visible. */
    @Test
    void theBoundHoldsForWhatIsShown() {
        byte[] binary = new byte[500_000];
        new Random(3).nextBytes(binary);
        log.append(binary, 0, binary.length);
        assertThat(OutputView.ends(log, BUDGET, true).cost()).isBetween(BUDGET / 2, BUDGET + 100);
        assertThat(OutputView.page(log, 400_000, BUDGET, true).cost()).isBetween(BUDGET / 2, BUDGET);
    }
}
