package io.sshra.ssh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sshra.ssh.Endpoint;
import io.sshra.ssh.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyAnswerFuzzTest {

    static List<Arguments> seeds() {
        return List.of(ProxyDialogTest.hex("00 0500 05000001 7f000001 1234"), ProxyDialogTest.hex("01 0502 0100 05000003 03 787878 1234 00"),
                "2HTTP/1.1 200 OK\r\n\r\nSSH".getBytes(StandardCharsets.ISO_8859_1), "3HTTP/1.1 103 x\n\nHTTP/1.0 407 y\nProxy-Authenticate: z\n\n"
                        .getBytes(StandardCharsets.ISO_8859_1)).stream().map(seed -> Arguments.of((Object) seed)).toList();
    }

    /** However it comes in pieces, the meaning is the same, and what follows the answer is not read. */
    @MethodSource("seeds")
    @FuzzTest
    void anAnswerMeansTheSameInPiecesAndAtOnce(byte[] input) {
        if (input.length > 0) {
            Proxy proxy = new Proxy(Proxy.Kind.values()[input[0] >> 1 & 1], new Endpoint("p", 1), (input[0] & 1) == 0 ? null : "u",
                    (input[0] & 1) == 0 ? null : new char[] {'p'}, true);
            byte[] answers = ByteBuffer.allocate(input.length - 1).put(input, 1, input.length - 1).array();
            assertThat(meaning(proxy, answers, 1)).isEqualTo(meaning(proxy, answers, 1000));
        }
    }

    private static String meaning(Proxy proxy, byte[] answers, int atOnce) {
        ProxyDialogTest.Run run = new ProxyDialogTest.Run(ProxyDialog.of(proxy, Destination.named("h", 22)), answers, atOnce);
        try {
            return "open, left " + HexFormat.of().formatHex(run.rest().getBytes(StandardCharsets.ISO_8859_1)) + run.sent;
        } catch (ProxyException e) {
            return e.kind() + " " + e.getMessage() + run.sent;
        }
    }
}
