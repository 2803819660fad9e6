package io.sshra.ssh;

import io.sshra.ssh.algorithm.AlgorithmRule;
import java.time.Duration;
import java.util.List;

/**
 * How to connect to a target, and how to keep the connection alive.
 *
 * @param connectTimeout how long name resolution, TCP, key exchange and authentication may take together
 * @param keepalive      how to detect a dead connection
 * @param methods        how to authenticate
 * @param addresses      which addresses to connect to, and from which one
 * @param algorithms     which algorithms to offer
 * @param compression    whether to offer {@code zlib@openssh.com}
 */
public record ConnectSettings(Duration connectTimeout, Keepalive keepalive, LoginMethods methods, Addresses addresses,
        AlgorithmRule algorithms, boolean compression) {

    /**
     * All authentication methods, in the order in which they are tried. The password comes first by its own method: otherwise a
     * server with both methods would count two failures for one wrong password.
     */
    public static final List<String> AUTHENTICATIONS = List.of("publickey", "password", "keyboard-interactive");

    /** Which addresses of a host are tried. */
    public enum AddressFamily {
        ANY, INET, INET6
    }

    /**
     * How to detect a dead connection.
     *
     * @param interval  between two keepalive requests; zero sends none
     * @param maxMissed unanswered keepalive requests after which the connection counts as lost
     * @param answered  whether the server answers requests at all. If not, neither keepalive nor health check sends any, and only the
     *                  operating system notices that the server is dead
     */
    public record Keepalive(Duration interval, int maxMissed, boolean answered) {

        /** For servers that answer. */
        public Keepalive(Duration interval, int maxMissed) {
            this(interval, maxMissed, true);
        }
    }

    /**
     * How to authenticate (RFC 4252).
     *
     * @param names           the methods, in the order in which they are tried
     * @param passwordPrompts how many times a person may be asked by keyboard-interactive authentication
     */
    public record LoginMethods(List<String> names, int passwordPrompts) {

        /** All methods; a person is asked once. */
        public static final LoginMethods ALL = new LoginMethods(AUTHENTICATIONS, 1);

        public LoginMethods {
            names = List.copyOf(names);
        }
    }

    /**
     * Which addresses to use.
     *
     * @param family       which addresses of a host are tried
     * @param bindAddress  the address of this machine to connect from; null for any
     * @param destinations the addresses that connections are allowed to
     */
    public record Addresses(AddressFamily family, String bindAddress, DestinationRule destinations) {

        /** From anywhere to anywhere. */
        public static final Addresses ANY = new Addresses(AddressFamily.ANY, null, DestinationRule.ANY);
    }

    /** The defaults with these times. */
    public ConnectSettings(Duration connectTimeout, Keepalive keepalive) {
        this(connectTimeout, keepalive, LoginMethods.ALL, Addresses.ANY, AlgorithmRule.DEFAULTS, false);
    }

    /** The same with other times. */
    public ConnectSettings with(Duration otherTimeout, Keepalive otherKeepalive) {
        return new ConnectSettings(otherTimeout, otherKeepalive, methods, addresses, algorithms, compression);
    }

    /** The same with other authentication methods. */
    public ConnectSettings with(LoginMethods other) {
        return new ConnectSettings(connectTimeout, keepalive, other, addresses, algorithms, compression);
    }

    /** The same with other addresses. */
    public ConnectSettings with(Addresses other) {
        return new ConnectSettings(connectTimeout, keepalive, methods, other, algorithms, compression);
    }

    /** The same with other algorithms. */
    public ConnectSettings with(AlgorithmRule other) {
        return new ConnectSettings(connectTimeout, keepalive, methods, addresses, other, compression);
    }

    /** The same with or without compression. */
    public ConnectSettings withCompression(boolean offered) {
        return new ConnectSettings(connectTimeout, keepalive, methods, addresses, algorithms, offered);
    }

    /** The same, to these addresses only. */
    public ConnectSettings to(DestinationRule rule) {
        return with(new Addresses(addresses.family(), addresses.bindAddress(), rule));
    }

    public Duration keepaliveInterval() {
        return keepalive.interval();
    }

    public int keepaliveMaxMissed() {
        return keepalive.maxMissed();
    }

    public List<String> authentications() {
        return methods.names();
    }

    public int passwordPrompts() {
        return methods.passwordPrompts();
    }

    public AddressFamily addressFamily() {
        return addresses.family();
    }

    public String bindAddress() {
        return addresses.bindAddress();
    }

    public DestinationRule destinations() {
        return addresses.destinations();
    }
}
