package io.sshra.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.testing.CodedFailure;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DestinationRuleFuzzTest {

    static List<Arguments> seeds() {
        return List.of("10.0.0.0/8, 192.168.0.0/16", "127.0.0.0/8,::1", "fe80::/10", "169.254.0.0/16,fe80::/10", "0.0.0.0/0", "::/0",
                "::ffff:10.0.0.1/32", "10.0.0.1/33", "300.1.1.1", "10.0.0.0/", "web.example/8", "", " ", "fe80::1%eth0", "1:2:3:4:5:6:7:8/128")
                .stream().map(seed -> Arguments.of((Object) seed.getBytes(StandardCharsets.UTF_8))).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void aListIsParsedOrTheInvalidPartIsNamed(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        List<DestinationRule.Network> networks;
        try {
            networks = DestinationRule.Network.list(text);
        } catch (IllegalArgumentException e) {
            CodedFailure.check(new SshProfileException(SshErrorCode.INVALID_DEFINITION, "allowedTargetNetworks: " + e.getMessage()),
                    SshErrorCode.INVALID_DEFINITION);
            return;
        }
        assertThat(networks).hasSize(text.isBlank() ? 0 : text.split(",", -1).length);
        for (DestinationRule.Network network : networks) {
            InetAddress address = network.address();
            int bits = 8 * address.getAddress().length;
            assertThat(network.prefix()).isBetween(0, bits);
            assertThat(network.contains(address)).isTrue();
            assertThat(DestinationRule.Network.list(address.getHostAddress() + "/" + network.prefix())).containsExactly(network);
            for (int bit = 0; bit < bits; bit++) {
                byte[] other = address.getAddress();
                other[bit / 8] ^= (byte) (0x80 >> bit % 8);
                InetAddress neighbour = InetAddress.getByAddress(other);
                // The unspecified address also counts as loopback, and an IPv4-mapped address as the IPv4 address.
                if (!neighbour.isAnyLocalAddress() && neighbour.getClass() == address.getClass()) {
                    assertThat(network.contains(neighbour)).as(network + " has " + neighbour).isEqualTo(bit >= network.prefix());
                }
            }
        }
    }
}
