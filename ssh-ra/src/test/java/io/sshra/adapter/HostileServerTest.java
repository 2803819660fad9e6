package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.AllLogging;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Secrets;
import io.sshra.testing.TcpService;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Malicious servers, before the log-in. The caller gets a coded exception within the connect time-out, little is read from the
 * server, nothing stays open, the server can't forge a log line, and another server is not affected.
 */
class HostileServerTest {

    private static final String PASSWORD = Secrets.word("the password for hostile servers");

    /**
     * A short time-out for servers where nothing else ends the attempt. Other servers have the default, which is too long for
     * that.
     */
    private static final int SHORT_SECONDS = 2;
    private static final String FORGED = "2026-01-01 00:00:00,000 ERROR [io.sshra] forged";
    private static final String HOSTILE_TEXT = "bye\r\n" + FORGED + "\u001b[2J\u0007\u202e";
    private static final String VERSION = "SSH-2.0-Hostile\r\n";
    private static final int IGNORE = 2;
    /** A message number for private use (RFC 4250 section 4.1.2). */
    private static final int PRIVATE_USE = 192;
    private static final String[] STRICT_OFFER = {"curve25519-sha256,kex-strict-s-v00@openssh.com", "ssh-ed25519", "aes128-gcm@openssh.com",
        "aes128-gcm@openssh.com", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-256-etm@openssh.com", "none", "none", "", ""};

    /** What the server sends. */
    enum Server {

        SENDS_GARBAGE(SshErrorCode.NOT_AN_SSH_SERVER, out -> endless(out, Content.random(8192))),
        SENDS_ENDLESS_LINES(SshErrorCode.NOT_AN_SSH_SERVER, out -> endless(out, ascii("Welcome\r\n".repeat(1000)))),
        SENDS_ONE_ENDLESS_LINE(SshErrorCode.NOT_AN_SSH_SERVER, out -> endless(out, ascii("x".repeat(8192)))),
        SENDS_ZEROS(SshErrorCode.NOT_AN_SSH_SERVER, out -> endless(out, new byte[8192])),
        HAS_AN_OLD_PROTOCOL(SshErrorCode.NOT_AN_SSH_SERVER, out -> out.write(ascii("SSH-1.5-old\r\n"))),
        HAS_A_HOSTILE_VERSION(SshErrorCode.CONNECT_FAILED, out -> {
            out.write(("SSH-2.0-x\u001b[2J" + "\u0007\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(disconnect(2, HOSTILE_TEXT));
        }),
        ANNOUNCES_A_PACKET_OF_4_GIB(SshErrorCode.CONNECT_FAILED, out -> announce(out, 0xFFFFFFFF)),
        ANNOUNCES_A_PACKET_OF_2_GIB(SshErrorCode.CONNECT_FAILED, out -> announce(out, 0x7FFFFFFF)),
        ANNOUNCES_A_PACKET_OF_NOTHING(SshErrorCode.CONNECT_FAILED, out -> announce(out, 0)),
        HAS_MORE_PADDING_THAN_PACKET(SshErrorCode.CONNECT_FAILED, out -> {
            out.write(ascii(VERSION));
            out.write(ByteBuffer.allocate(16).putInt(12).put((byte) 255).array());
        }),
        SENDS_A_SHORT_KEXINIT(SshErrorCode.CONNECT_FAILED, out -> {
            out.write(ascii(VERSION));
            out.write(packet(ByteBuffer.allocate(21).put((byte) 20).array()));
        }),
        SENDS_A_KEXINIT_WITH_A_LENGTH_OF_2_GIB(SshErrorCode.CONNECT_FAILED, out -> {
            out.write(ascii(VERSION));
            out.write(packet(ByteBuffer.allocate(60).put((byte) 20).putInt(17, 0x7FFFFFFF).array()));
        }),
        HAS_NOTHING_IN_COMMON(SshErrorCode.NO_COMMON_ALGORITHM, out -> {
            out.write(ascii(VERSION));
            out.write(kexInit(Collections.nCopies(10, "one@example\u001b[2J\r\n" + FORGED).toArray(String[]::new)));
        }),
        SENDS_ANOTHER_MESSAGE_BEFORE_THE_FIRST_KEYS(SshErrorCode.CONNECT_FAILED, out -> {
            out.write(ascii(VERSION));
            out.write(message(PRIVATE_USE));
        }),
        SENDS_A_PACKET_BEFORE_A_STRICT_KEY_EXCHANGE(SshErrorCode.CONNECT_FAILED, out -> {
            out.write(ascii(VERSION));
            out.write(message(IGNORE));
            out.write(kexInit(STRICT_OFFER));
        }),
        SENDS_ANOTHER_PACKET_IN_A_STRICT_KEY_EXCHANGE(SshErrorCode.CONNECT_FAILED, out -> {
            out.write(ascii(VERSION));
            out.write(kexInit(STRICT_OFFER));
            out.write(message(IGNORE));
        }),
        SENDS_ENDLESS_IGNORED_PACKETS(SshErrorCode.CONNECT_TIMEOUT, out -> {
            out.write(ascii(VERSION));
            endless(out, packet(ByteBuffer.allocate(30_000).put((byte) 2).array()));
        }),
        DISCONNECTS_WITH_HOSTILE_TEXT(SshErrorCode.CONNECT_FAILED, out -> {
            out.write(ascii(VERSION));
            out.write(disconnect(2, HOSTILE_TEXT));
        }),
        SENDS_HOSTILE_TEXT_ONLY(SshErrorCode.CONNECT_TIMEOUT,
                out -> out.write((HOSTILE_TEXT + "\r\n").getBytes(StandardCharsets.UTF_8)));

        private final SshErrorCode code;
        private final Speech speech;

        Server(SshErrorCode code, Speech speech) {
            this.code = code;
            this.speech = speech;
        }

        private interface Speech {
            void say(OutputStream out) throws IOException;
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        private static void endless(OutputStream out, byte[] bytes) throws IOException {
            for (;;) {
                out.write(bytes);
            }
        }

        private static void announce(OutputStream out, int length) throws IOException {
            out.write(ascii(VERSION));
            endless(out, ByteBuffer.allocate(8192).putInt(length).array());
        }

        /** RFC 4253 section 6, before the first keys. */
        private static byte[] packet(byte[] payload) {
            int padding = 4 + (8 - (payload.length + 9) % 8) % 8;
            return ByteBuffer.allocate(4 + 1 + payload.length + padding).putInt(1 + payload.length + padding)
                    .put((byte) padding).put(payload).array();
        }

        /** RFC 4253 section 11.1. */
        private static byte[] disconnect(int reason, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return packet(ByteBuffer.allocate(1 + 4 + 4 + bytes.length + 4).put((byte) 1).putInt(reason).putInt(bytes.length)
                    .put(bytes).putInt(0).array());
        }

        private static byte[] message(int number) {
            return packet(new byte[] {(byte) number});
        }

        /** A KEXINIT (RFC 4253 section 7.1) with these lists. */
        private static byte[] kexInit(String... lists) {
            int length = Stream.of(lists).mapToInt(list -> 4 + list.getBytes(StandardCharsets.UTF_8).length).sum();
            ByteBuffer payload = ByteBuffer.allocate(17 + length + 5).put((byte) 20).position(17);
            for (String list : lists) {
                byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
                payload.putInt(bytes.length).put(bytes);
            }
            return packet(payload.array());
        }
    }

    /** Counts what the client has read. */
    private static final class Counting extends OutputStream {

        private final OutputStream out;
        private final AtomicLong taken;

        Counting(OutputStream out, AtomicLong taken) {
            this.out = out;
            this.taken = taken;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            taken.addAndGet(length);
        }
    }

    private static SshTarget at(int port) {
        return SshTarget.builder().host("127.0.0.1").port(port).username("u").password(PASSWORD.toCharArray())
                .hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
    }

    @ParameterizedTest
    @EnumSource
    void theCallerGetsACodedErrorAndOthersAreUnaffected(Server kind) throws Exception {
        AtomicLong taken = new AtomicLong();
        AtomicLong open = new AtomicLong();
        try (AllLogging log = new AllLogging(); EmbeddedSshServer good = EmbeddedSshServer.start();
                AdapterFixture fixture = new AdapterFixture();
                SshConnection other = fixture.factory.getConnection(
                        AdapterFixture.spec("bob", "s", "p", AdapterFixture.target(good).build()));
                TcpService hostile = TcpService.of(socket -> {
                    open.incrementAndGet();
                    try {
                        converse(kind, socket, taken);
                    } finally {
                        open.decrementAndGet();
                    }
                })) {
            SshConnectionFactory factory = kind.code == SshErrorCode.CONNECT_TIMEOUT
                    ? fixture.withConnectTimeoutSeconds(SHORT_SECONDS) : fixture.factory;
            SshException failure = catchThrowableOfType(SshException.class, () ->
                    factory.getConnection(AdapterFixture.spec("alice", "s", "p", at(hostile.port()))));
            assertThat(failure).isNotNull();
            assertThat(failure.code()).as(String.valueOf(failure)).isEqualTo(kind.code);
            await("its connection is closed").untilAtomic(open, org.hamcrest.Matchers.equalTo(0L));
            if (kind != Server.SENDS_ENDLESS_IGNORED_PACKETS) {
                assertThat(taken.get()).as("bytes that were taken from it, buffers of the network included").isLessThan(32 << 20);
            }
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertNoForgery(trace.toString());
            log.lines().forEach(HostileServerTest::assertNoForgery);
            assertThat(other.exec("echo here").stdout()).isEqualTo("here\n");
            assertThat(fixture.factory.sessions().totalConnections()).isEqualTo(1);
        }
    }

    private static void converse(Server kind, Socket socket, AtomicLong taken) throws IOException {
        try {
            kind.speech.say(new Counting(socket.getOutputStream(), taken));
            // The server reads, and never closes first.
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // By the client.
        }
    }

    private static void assertNoForgery(String text) {
        assertThat(text.lines()).noneMatch(line -> line.startsWith(FORGED));
        assertThat(text).doesNotContain("\u001b", "\u0007", "\u202e");
    }
}
