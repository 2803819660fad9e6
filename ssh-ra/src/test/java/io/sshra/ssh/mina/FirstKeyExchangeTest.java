package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the guard alone. {@code HostileServerTest} shows that connections use it. */
class FirstKeyExchangeTest {

    private static final int NUMBERS = 256;

    /** The numbers are in RFC 4250 section 4.1.2, the rule is in RFC 4253 section 7.1. */
    @Test
    void onlyTransportAndKeyExchangeMessagesMayPrecedeTheFirstKeys() {
        int disconnect = 1;
        int ignore = 2;
        int unimplemented = 3;
        int debug = 4;
        int kexInit = 20;
        int newKeys = 21;
        List<Integer> allowed = Stream.concat(Stream.of(disconnect, ignore, unimplemented, debug, kexInit, newKeys),
                IntStream.rangeClosed(30, 49).boxed()).toList();
        assertThat(IntStream.range(0, NUMBERS).filter(FirstKeyExchange::allows).boxed()).containsExactlyElementsOf(allowed);
    }
}
