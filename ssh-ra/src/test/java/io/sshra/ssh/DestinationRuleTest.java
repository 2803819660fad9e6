package io.sshra.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationRuleTest {

    private static boolean permits(String allowed, String denied, String address) throws Exception {
        return new DestinationRule(DestinationRule.Network.list(allowed), DestinationRule.Network.list(denied))
                .permits(InetAddress.getByName(address));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10.0.0.0/8|10.255.0.1|true", "10.0.0.0/8|11.0.0.1|false", "10.0.0.0/8|::a00:1|false", "10.1.2.3|10.1.2.3|true",
        "10.1.2.3|10.1.2.2|false", "10.1.2.128/25|10.1.2.127|false", "10.1.2.128/25|10.1.2.255|true", "0.0.0.0/0|192.0.2.1|true",
        "0.0.0.0/0|2001:db8::1|false", "::/0|2001:db8::1|true", "fe80::/10|febf::1|true", "fe80::/10|fec0::1|false",
        "2001:db8::/33|2001:db8:8000::|false", "2001:db8::/33|2001:db8:7fff::|true", "192.0.2.0/24 , 10.0.0.1|10.0.0.1|true",
        "127.0.0.0/8|0.0.0.0|true", "::1|::|true", "10.0.0.0/8|0.0.0.0|false", "192.0.2.1|::ffff:192.0.2.1|true"})
    void anAddressIsInANetworkOrNot(String networks, String address, boolean isIn) throws Exception {
        assertThat(permits(networks, null, address)).isEqualTo(isIn);
        assertThat(permits("", networks, address)).isEqualTo(!isIn);
    }

    @Test
    void aDeniedAddressIsDeniedEvenIfItIsAllowed() throws Exception {
        assertThat(permits("10.0.0.0/8", "10.1.0.0/16", "10.2.0.1")).isTrue();
        assertThat(permits("10.0.0.0/8", "10.1.0.0/16", "10.1.0.1")).isFalse();
        assertThat(permits("10.1.0.0/16", "10.0.0.0/8", "10.1.0.1")).isFalse();
    }

    /** A name would be resolved when the configuration is read, and might have another address later. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "::/129", "10.0.0/8", "10", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/-1",
        "10.0.0.0/ 8", "256.0.0.1", "10.0.0.1,", ",10.0.0.1", "fe80::1%lo", ":::", "[::1]", "10.0.0.0/4294967304"})
    void anInvalidNetworkIsAnError(String text) {
        assertThatThrownBy(() -> DestinationRule.Network.list(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid network");
    }
}
