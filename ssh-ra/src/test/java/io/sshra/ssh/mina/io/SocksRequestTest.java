package io.sshra.ssh.mina.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests in hexadecimal digits: RFC 1928, and the documents of versions 4 and 4a. */
class SocksRequestTest {

    private static final String GREETING = "050100";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer taken(SocksRequest request, byte[] bytes) {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        request.take(input);
        return input;
    }

    /** What the client is told, and then where it is connected. */
    private static String outcome(SocksRequest request) {
        return HexFormat.of().formatHex(request.answer()) + (request.isRefused() ? " refused"
                : " " + request.wanted().getHostString() + " " + request.wanted().getPort());
    }

    @ParameterizedTest
    @CsvSource({
        "0401 1f90 7f000001 6d65 00,                                 ' 127.0.0.1 8080'",
        "0401 0050 00000001 00 612e6578616d706c65 00,                ' a.example 80'",
        "0401 0050 00000000 00,                                      ' 0.0.0.0 80'",
        "050100 05010001 7f000001 1f90,                              0500 127.0.0.1 8080",
        "05020200 05010003 09 612e6578616d706c65 0050,               0500 a.example 80",
        "050100 05010004 20010db8000000000000000000000001 01bb,      0500 2001:db8:0:0:0:0:0:1 443",
        "050100 05010004 00000000000000000000ffff7f000001 01bb,      0500 127.0.0.1 443"
    })
    void aRequestIsUnderstoodInAnyPieces(String sent, String expected) {
        byte[] all = bytes(sent);
        for (int split = 0; split <= all.length; split++) {
            SocksRequest request = new SocksRequest();
            taken(request, Arrays.copyOf(all, split));
            assertThat(request.isOver()).isEqualTo(split == all.length);
            ByteBuffer rest = taken(request, Arrays.copyOfRange(all, split, all.length + 3));
            assertThat(outcome(request)).isEqualTo(expected);
            assertThat(rest.remaining()).as("what follows the request").isEqualTo(3);
        }
        assertThat(HexFormat.of().formatHex(granted(all))).isEqualTo(all[0] == 4 ? "005a000000000000" : "05000001000000000000");
    }

    private static byte[] granted(byte[] all) {
        SocksRequest request = new SocksRequest();
        taken(request, all);
        return request.granted();
    }

    @ParameterizedTest
    @CsvSource({
        "neither version,              47,                                  ''",
        "version 6,                    06,                                  ''",
        "only with a log-in,           050102,                              05ff",
        "no way to log in,             0500,                                05ff",
        "another version after that,   050100 04,                           0500",
        "version 4: to listen,         0402 0050 7f000001 00,               005b000000000000",
        "version 4: no port,           0401 0000 7f000001 00,               005b000000000000",
        "version 4a: no name,          0401 0050 00000001 00 00,            005b000000000000",
        "to listen,                    050100 05020001 7f000001 0050,       0500 05070001000000000000",
        "by UDP,                       050100 05030001 7f000001 0050,       0500 05070001000000000000",
        "another kind of address,      050100 05010002,                     0500 05080001000000000000",
        "no port,                      050100 05010001 7f000001 0000,       0500 05010001000000000000",
        "no name,                      050100 05010003 00 0050,             0500 05010001000000000000",
        "a name with a line end,       050100 05010003 02 0a61 0050,        0500 05010001000000000000"
    })
    void whatIsNotGrantedIsRefusedWithACode(String what, String sent, String answer) {
        SocksRequest request = new SocksRequest();
        taken(request, bytes(sent));
        assertThat(outcome(request)).as(what).isEqualTo(answer.replace(" ", "") + " refused");
        assertThat(taken(request, new byte[5]).remaining()).as("nothing more is taken").isEqualTo(5);
    }

    @Test
    void aRequestWithoutAnEndIsRefused() {
        SocksRequest request = new SocksRequest();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes("0401005000000001"));
        all.writeBytes("a".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        assertThat(taken(request, all.toByteArray()).hasRemaining()).isTrue();
        assertThat(outcome(request)).isEqualTo("005b000000000000 refused");
    }

    @Test
    void theLongestNameIsTaken() {
        String name = "a".repeat(255);
        SocksRequest request = new SocksRequest();
        taken(request, bytes(GREETING + "05010003ff" + hex(name) + "0016"));
        assertThat(request.wanted()).isEqualTo(InetSocketAddress.createUnresolved(name, 22));
    }

    @Test
    void eachRefusalHasItsCode() {
        SocksRequest request = new SocksRequest();
        taken(request, bytes(GREETING + "05010001 7f000001 1f90"));
        assertThat(request.refusal(SocksClient.Refusal.FAILED)[1]).isEqualTo((byte) 1);
        assertThat(request.refusal(SocksClient.Refusal.NOT_ALLOWED)[1]).isEqualTo((byte) 2);
        assertThat(request.refusal(SocksClient.Refusal.NOT_REACHED)[1]).isEqualTo((byte) 5);
    }
}
