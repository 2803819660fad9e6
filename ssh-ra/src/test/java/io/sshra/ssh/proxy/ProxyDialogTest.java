package io.sshra.ssh.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.ssh.Endpoint;
import io.sshra.ssh.Proxy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said to a proxy, byte by byte, and what is made of its answers. */
class ProxyDialogTest {

    /** What an SSH server says first, right behind the proxy's answer. */
    private static final String AFTER = "SSH-2.0-x\r\n";

    private static Proxy proxy(Proxy.Kind kind, boolean withLogIn) {
        return new Proxy(kind, new Endpoint("proxy.example.org", 1080), withLogIn ? "alice" : null, withLogIn ? "wörd".toCharArray() : null, false);
    }

    private static Destination address(String text) throws Exception {
        return Destination.at(InetAddress.getByName(text), 2222);
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** A dialog to its end. */
    static final class Run {

        final List<String> sent = new ArrayList<>();
        private final ProxyDialog dialog;
        private final ByteBuffer answers;
        private final int atOnce;

        /** @param atOnce the most bytes that a read returns */
        Run(ProxyDialog dialog, byte[] answers, int atOnce) {
            this.dialog = dialog;
            this.answers = ByteBuffer.wrap(answers);
            this.atOnce = atOnce;
        }

        /** @return what has not been read */
        String rest() throws ProxyException {
            dialog.begin();
            for (;;) {
                ByteBuffer message = dialog.outgoing();
                if (message.hasRemaining()) {
                    byte[] bytes = new byte[message.remaining()];
                    message.duplicate().get(bytes);
                    sent.add(HexFormat.of().formatHex(bytes));
                }
                byte[] array = message.array();
                dialog.sent();
                assertThat(array).as("what was sent is wiped").containsOnly(new byte[array.length]);
                int wanted = Math.min(dialog.wanted(), atOnce);
                if (wanted == 0) {
                    byte[] left = new byte[answers.remaining()];
                    answers.get(left);
                    return new String(left, StandardCharsets.ISO_8859_1);
                }
                if (!answers.hasRemaining()) {
                    throw dialog.closed();
                }
                byte[] part = new byte[Math.min(wanted, answers.remaining())];
                answers.get(part);
                dialog.take(ByteBuffer.wrap(part));
            }
        }
    }

    private static byte[] followed(byte[] answer) {
        byte[] after = AFTER.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(answer.length + after.length).put(answer).put(after).array();
    }

    private static byte[] text(String lines) {
        return lines.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Stream<Arguments> openings() throws Exception {
        String request = "05010001 c0000201 08ae";
        return Stream.of(
                Arguments.of(proxy(Proxy.Kind.SOCKS5, false), address("192.0.2.1"), hex("0500 05000001 7f000001 1234"), "050100 " + request),
                Arguments.of(proxy(Proxy.Kind.SOCKS5, false), address("2001:db8::1"), hex("0500 05000004 20010db8000000000000000000000001 1234"),
                        "050100 05010004 20010db8000000000000000000000001 08ae"),
                Arguments.of(proxy(Proxy.Kind.SOCKS5, false), Destination.named("web-1", 2222), hex("0500 05000003 03 787878 1234"),
                        "050100 05010003 05 7765622d31 08ae"),
                Arguments.of(proxy(Proxy.Kind.SOCKS5, false), Destination.named("web-1", 65_535), hex("0500 05000003 00 1234"),
                        "050100 05010003 05 7765622d31 ffff"),
                Arguments.of(proxy(Proxy.Kind.SOCKS5, true), address("192.0.2.1"), hex("0502 0100 05000001 00000000 0000"),
                        "05020002 01 05 616c696365 05 77c3b67264 " + request),
                // Status of the log-in with the version of SOCKS.
                Arguments.of(proxy(Proxy.Kind.SOCKS5, true), address("192.0.2.1"), hex("0502 0500 05000001 00000000 0000"),
                        "05020002 01 05 616c696365 05 77c3b67264 " + request),
                // A proxy that wants no log-in does not get one.
                Arguments.of(proxy(Proxy.Kind.SOCKS5, true), address("192.0.2.1"), hex("0500 05000001 00000000 0000"), "05020002 " + request),
                Arguments.of(proxy(Proxy.Kind.HTTP, false), address("192.0.2.1"), text("HTTP/1.1 200 OK\r\n\r\n"),
                        asHex("CONNECT 192.0.2.1:2222 HTTP/1.1\r\nHost: 192.0.2.1:2222\r\n\r\n")),
                Arguments.of(proxy(Proxy.Kind.HTTP, false), address("2001:db8::1"), text("HTTP/1.0 200 Connection established\r\nVia: x\r\n\r\n"),
                        asHex("CONNECT [2001:db8:0:0:0:0:0:1]:2222 HTTP/1.1\r\nHost: [2001:db8:0:0:0:0:0:1]:2222\r\n\r\n")),
                Arguments.of(proxy(Proxy.Kind.HTTP, true), Destination.named("web-1", 22), text("HTTP/1.1 299\n\n"),
                        asHex("CONNECT web-1:22 HTTP/1.1\r\nHost: web-1:22\r\nProxy-Authorization: Basic YWxpY2U6d8O2cmQ=\r\n\r\n")),
                // Another answer before, and a successful one that says it has content.
                Arguments.of(proxy(Proxy.Kind.HTTP, false), Destination.named("web-1", 22),
                        text("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\nTransfer-Encoding: chunked\r\n\r\n"),
                        asHex("CONNECT web-1:22 HTTP/1.1\r\nHost: web-1:22\r\n\r\n")));
    }

    private static String asHex(String text) {
        return HexFormat.of().formatHex(text(text));
    }

    /** In one piece with what follows it, and in pieces of any length. */
    @ParameterizedTest
    @MethodSource("openings")
    void anAnswerIsReadToItsLastByteAndNotFurther(Proxy proxy, Destination destination, byte[] answers, String sent) throws Exception {
        for (int atOnce : new int[] {1, 2, 3, 5, 1000}) {
            Run run = new Run(ProxyDialog.of(proxy, destination), followed(answers), atOnce);
            assertThat(run.rest()).isEqualTo(AFTER);
            assertThat(String.join("", run.sent)).isEqualTo(sent.replace(" ", ""));
        }
    }

    private static Arguments refusal(Proxy.Kind kind, boolean withLogIn, byte[] answers, ProxyException.Kind expected, String message, String heard) {
        return Arguments.of(proxy(kind, withLogIn), answers, expected, message, heard);
    }

    static Stream<Arguments> refusals() {
        Proxy.Kind socks = Proxy.Kind.SOCKS5;
        Proxy.Kind http = Proxy.Kind.HTTP;
        ProxyException.Kind could = ProxyException.Kind.COULD_NOT_CONNECT;
        ProxyException.Kind refused = ProxyException.Kind.REFUSED;
        ProxyException.Kind logIn = ProxyException.Kind.LOG_IN_REFUSED;
        ProxyException.Kind broken = ProxyException.Kind.BROKEN;
        String long16 = "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(3000);
        String hints = "HTTP/1.1 103 Hints\r\n\r\n".repeat(1000);
        return Stream.of(
                refusal(socks, false, hex(""), broken, "closed the connection without an answer to the greeting", ""),
                refusal(socks, false, hex("05"), broken, "closed the connection within its answer to the greeting", ""),
                refusal(socks, false, hex("05ff"), logIn, "wants a log-in", ""),
                refusal(socks, true, hex("05ff"), logIn, "takes neither a log-in by user name and password nor none", ""),
                refusal(socks, false, hex("0502"), broken, "chose the log-in method 2, which was not offered", ""),
                refusal(socks, true, hex("0501"), broken, "chose the log-in method 1, which was not offered", ""),
                refusal(socks, false, hex("0400"), broken, "does not answer like a SOCKS 5 proxy", "\4\0"),
                refusal(socks, false, text("HTTP/1.1 400 Bad Request\r\n\r\n"), broken, "does not answer like a SOCKS 5 proxy", "HT"),
                refusal(socks, true, hex("0502 0101"), logIn, "refuses the log-in as alice: status 1", ""),
                refusal(socks, true, hex("0502"), broken, "closed the connection without an answer to the log-in as alice", ""),
                refusal(socks, false, hex("0500"), broken, "closed the connection without an answer to the request", ""),
                refusal(socks, false, hex("0500 0501"), broken, "closed the connection within its answer to the request", ""),
                refusal(socks, false, hex("0500 04000001"), broken, "does not answer like a SOCKS 5 proxy", "\4\0\0\1"),
                refusal(socks, false, hex("0500 05000002"), broken, "answers with an address of the unknown type 2", ""),
                refusal(socks, false, hex("0500 05000001 7f"), broken, "closed the connection within its answer to the request", ""),
                refusal(socks, false, hex("0500 05010001"), could, "could not connect: general failure (code 1)", ""),
                refusal(socks, false, hex("0500 05020001"), refused, "does not allow it by its rules (code 2)", ""),
                refusal(socks, false, hex("0500 05030001"), could, "could not connect: network unreachable (code 3)", ""),
                refusal(socks, false, hex("0500 05040001"), could, "could not connect: host unreachable (code 4)", ""),
                refusal(socks, false, hex("0500 05050001"), could, "could not connect: connection refused (code 5)", ""),
                refusal(socks, false, hex("0500 05060001"), could, "could not connect: time to live expired (code 6)", ""),
                refusal(socks, false, hex("0500 05070001"), refused, "does not support the command CONNECT (code 7)", ""),
                refusal(socks, false, hex("0500 05080001"), could, "could not connect: address type not supported (code 8)", ""),
                refusal(socks, false, hex("0500 05990001"), refused, "refuses it (unknown code 153)", ""),
                refusal(http, false, text(""), broken, "closed the connection without an answer", ""),
                refusal(http, false, text("HTTP/1.1 20"), broken, "closed the connection within its answer", "HTTP/1.1 20"),
                refusal(http, false, text("HTTP/1.1 200 OK\r\nA: b\r\n"), broken, "closed the connection within its answer", "HTTP/1.1 200 OK\r\nA: b\r\n"),
                refusal(http, false, text("SSH-2.0-OpenSSH_9.2\r\n"), broken, "does not answer like an HTTP proxy", "S"),
                refusal(http, false, text("HTTP/1.1 yes\r\n\r\n"), broken, "does not answer like an HTTP proxy", "HTTP/1.1 yes"),
                refusal(http, false, text("HTTP/1.1 301 Moved\r\n\r\n"), refused, "refuses it", "HTTP/1.1 301 Moved"),
                refusal(http, false, text("HTTP/1.1 403 Filtered\r\nContent-Length: 5\r\n\r\n<xml>"), refused, "refuses it", "HTTP/1.1 403 Filtered"),
                refusal(http, false, text("HTTP/1.1 502 Bad Gateway\r\n\r\n"), could, "could not connect", "HTTP/1.1 502 Bad Gateway"),
                refusal(http, false, text("HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nproxy-authenticate:Basic realm=\"a\"\r\n\r\n"), logIn,
                        "wants a log-in", "HTTP/1.1 407 No | NTLM | Basic realm=\"a\""),
                refusal(http, true, text("HTTP/1.0 401 Unauthorized\r\n\r\n"), logIn, "refuses the log-in as alice, which is of the kind Basic",
                        "HTTP/1.0 401 Unauthorized"),
                refusal(http, true, text("HTTP/1.1 407 No\r\n\r\n"), logIn, "refuses the log-in as alice, which is of the kind Basic", "HTTP/1.1 407 No"),
                refusal(http, false, text(long16), broken, "says more than 16384 bytes before it connects", null),
                refusal(http, false, text(hints), broken, "says more than 16384 bytes before it connects", null));
    }

    /** What was heard is compared for reads of one byte, where it is shortest. */
    @ParameterizedTest
    @MethodSource("refusals")
    void eachRefusalSaysWhatTheProxyHasDone(Proxy proxy, byte[] answers, ProxyException.Kind kind, String message, String heard) throws Exception {
        for (int atOnce : new int[] {1, 3, 1000}) {
            assertThatThrownBy(() -> new Run(ProxyDialog.of(proxy, address("192.0.2.1")), answers, atOnce).rest())
                    .isInstanceOfSatisfying(ProxyException.class, failure -> {
                        assertThat(failure).hasMessage(message);
                        assertThat(failure.kind()).isEqualTo(kind);
                        if (heard != null) {
                            assertThat(failure.heard()).startsWith(heard);
                        }
                    });
        }
    }

    @Test
    void aNameThatCouldBeMistakenForAnotherPartOfARequestIsRefused() {
        for (String name : new String[] {"", "a b", "a\r\nHost: b", "a:22", "a@b", "a/b", "a?b", "münchen", "x".repeat(256)}) {
            assertThatThrownBy(() -> Destination.named(name, 22)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Destination.named("x".repeat(255), 22).nameBytes()).hasSize(255);
    }

    /** The scope is a number of an interface of this machine. */
    @Test
    void anAddressIsGivenToTheProxyWithoutItsScope() throws Exception {
        InetAddress scoped = java.net.Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 7);
        assertThat(Destination.at(scoped, 22)).hasToString("[fe80:0:0:0:0:0:0:1]:22");
    }
}
