package io.sshra.ssh;

import io.sshra.ssh.algorithm.AlgorithmRule;
import java.time.Duration;
import java.util.List;

/**
 * How a target is connected to and kept.
 *
 * @param connectTimeout     bound of the whole: name resolution, TCP, key exchange, authentication
 * @param keepaliveInterval  between two keepalive requests; zero sends none
 * @param keepaliveMaxMissed unanswered keepalive requests after which the transport counts as lost
 * @param authentications    methods of authentication (RFC 4252) in the order in which they are tried
 * @param passwordPrompts    how often somebody may be asked by keyboard-interactive authentication
 * @param compression        whether {@code zlib@openssh.com} is offered
 * @param addressFamily      which addresses of a host are tried
 * @param bindAddress        the address of this machine to connect from; null for any
 * @param algorithms         what is offered
 * @param destinations       the addresses that may be connected to
 */
public record ConnectSettings(Duration connectTimeout, Duration keepaliveInterval, int keepaliveMaxMissed,
        List<String> authentications, int passwordPrompts, boolean compression, AddressFamily addressFamily,
        String bindAddress, AlgorithmRule algorithms, DestinationRule destinations) {

    /**
     * The methods that there are, in the order in which they are tried. The password goes first by its own method: a server
     * that has both would otherwise count two failures for one wrong password.
     */
    public static final List<String> AUTHENTICATIONS = List.of("publickey", "password", "keyboard-interactive");

    /** Which addresses of a host are tried. */
    public enum AddressFamily {
        ANY, INET, INET6
    }

    public ConnectSettings {
        authentications = List.copyOf(authentications);
    }

    /** The usual ones with these times, to anywhere. */
    public ConnectSettings(Duration connectTimeout, Duration keepaliveInterval, int keepaliveMaxMissed) {
        this(connectTimeout, keepaliveInterval, keepaliveMaxMissed, AUTHENTICATIONS, 1, false, AddressFamily.ANY, null,
                AlgorithmRule.DEFAULTS, DestinationRule.ANY);
    }

    /** The same, to these addresses only. */
    public ConnectSettings to(DestinationRule rule) {
        return new ConnectSettings(connectTimeout, keepaliveInterval, keepaliveMaxMissed, authentications, passwordPrompts,
                compression, addressFamily, bindAddress, algorithms, rule);
    }
}
