package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputLogTest {

    private final OutputLog log = new OutputLog();

    /** Bytes of which each position has its own. */
    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private void append(byte[] bytes, int chunk) {
        for (int i = 0; i < bytes.length; i += chunk) {
            log.append(bytes, i, Math.min(chunk, bytes.length - i));
        }
    }

    private static byte[] part(byte[] bytes, long from, long to) {
        return Arrays.copyOfRange(bytes, (int) from, (int) to);
    }

    @Test
    void whateverFitsIsKeptAcrossBothParts() {
        byte[] written = bytes(OutputLog.HEAD + OutputLog.TAIL);
        append(written, 10_007);
        assertThat(log.total()).isEqualTo(written.length);
        for (int offset : new int[] {0, 1, OutputLog.HEAD - 5, OutputLog.HEAD, OutputLog.HEAD + 5, written.length - 5}) {
            OutputLog.Piece piece = log.read(offset, 4_000);
            assertThat(piece.offset()).isEqualTo(offset);
            assertThat(piece.bytes()).isEqualTo(part(written, offset, Math.min(written.length, offset + 4_000)));
        }
        assertThat(log.kept()).isEqualTo("All bytes are kept");
    }

    @Test
    void ofMoreTheBeginningAndTheEndAreKept() {
        byte[] written = bytes(OutputLog.HEAD + 2 * OutputLog.TAIL + 123);
        append(written, 9_001);
        long tail = written.length - OutputLog.TAIL;
        OutputLog.Piece[] ends = log.ends(5_000);
        assertThat(ends[0].bytes()).isEqualTo(part(written, 0, 5_000));
        assertThat(ends[1].bytes()).isEqualTo(part(written, written.length - 5_000, written.length));
        assertThat(log.read(OutputLog.HEAD - 10, 100).bytes()).isEqualTo(part(written, OutputLog.HEAD - 10, OutputLog.HEAD));
        OutputLog.Piece next = log.read(OutputLog.HEAD, 100);
        assertThat(next.offset()).as("a reader goes on after the gap").isEqualTo(tail);
        assertThat(next.bytes()).isEqualTo(part(written, tail, tail + 100));
        assertThat(log.kept()).isEqualTo("Bytes 0 to " + (OutputLog.HEAD - 1) + " and " + tail + " to " + (written.length - 1) + " are kept");
    }

    @Test
    void whatNobodyHasKeptCounts() {
        append(bytes(OutputLog.HEAD + 5), 10_007);
        log.lose(1_000);
        assertThat(log.total()).isEqualTo(OutputLog.HEAD + 1_005);
        assertThat(log.kept()).isEqualTo("Bytes 0 to " + (OutputLog.HEAD - 1) + " are kept");
        assertThat(log.read(OutputLog.HEAD - 5, 100).bytes()).hasSize(5);
        assertThat(log.read(OutputLog.HEAD, 100)).satisfies(piece -> {
            assertThat(piece.offset()).isEqualTo(log.total());
            assertThat(piece.bytes()).isEmpty();
        });
        assertThat(OutputView.ends(log, 4_000, true).truncated()).isTrue();
    }

    @Test
    void nothingIsAfterTheEnd() {
        append("abc".getBytes(StandardCharsets.UTF_8), 2);
        assertThat(log.read(3, 10)).satisfies(piece -> assertThat(piece.end()).isEqualTo(3));
        assertThat(log.read(1_000, 10)).satisfies(piece -> assertThat(piece.end()).isEqualTo(3));
    }
}
