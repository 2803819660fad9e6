package io.sshra.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnectionInfo;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages as bytes. */
class CodecTest {

    private static final SshConnectionInfo FULL = SshConnectionInfo.builder().profile("p").host("h").port(22).username("u").userId("alice")
            .sessionId("s ü").connectedAt(Instant.ofEpochMilli(5)).lastActivity(Instant.ofEpochMilli(6)).commandCount(7).privilegeLevel("root")
            .relayMode(true).proxy("socks5://p:1080").alive(true).idleSeconds(8).openChannels(9).keyExchange("k").cipher("c").hostKeyFingerprint("SHA256:x")
            .serverVersion("SSH-2.0-x").certificateSerial("18446744073709551615").bytesReceived(10).bytesSent(11).number(12).openHandles(13).build();

    static Stream<Message> messages() {
        Message.End end = new Message.End(-5, 7, "alice", "s-1 ü", 1_000_000_007);
        return Stream.of(new Message.Digest(5, true, Map.of(1L, 2L, -3L, 4L)), new Message.Bye(), new Message.News(end),
                new Message.Pull(1, Map.of(2L, 3L)), new Message.Ask(4, 5), new Message.Ends(6, List.of(end, end), Map.of(7L, 8L), true),
                new Message.Done(9, 10), new Message.View(11), new Message.Connections(12, List.of(FULL, SshConnectionInfo.builder().build())),
                new Message.Close(13, 14), new Message.Closed(15, true));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageComesAsItWasSent(Message message) {
        assertThat(Codec.decode(Codec.encode(message))).isEqualTo(message);
    }

    @Test
    void allKindsAreTested() {
        assertThat(messages().map(Object::getClass).distinct()).hasSameSizeAs(Message.class.getPermittedSubclasses());
    }

    /** Each is refused, and none needs memory for elements that are not there. */
    @ParameterizedTest
    @MethodSource("messages")
    void aBrokenMessageIsRefused(Message message) {
        byte[] bytes = Codec.encode(message);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Codec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Codec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isInstanceOf(IllegalArgumentException.class);
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                assertThat(Codec.decode(changed)).isNotNull();
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageNotContaining("alice");
            }
        }
    }

    @Test
    void aMessageOfAnotherVersionIsRefused() {
        byte[] bytes = Codec.encode(new Message.Bye());
        bytes[0]++;
        assertThatThrownBy(() -> Codec.decode(bytes)).isInstanceOf(IllegalArgumentException.class).hasMessage("a message of version 2, not 1");
    }
}
