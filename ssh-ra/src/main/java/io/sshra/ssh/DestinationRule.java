package io.sshra.ssh;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which addresses may be connected to. It is checked after a name has been resolved, with the address that is then used, so
 * that a name can't bypass it. A denied address is refused even if it is also allowed.
 *
 * @param allowed empty for all
 */
public record DestinationRule(List<Network> allowed, List<Network> denied) {

    /** Any address. */
    public static final DestinationRule ANY = new DestinationRule(List.of(), List.of());

    public DestinationRule {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    public boolean permits(InetAddress address) {
        return (allowed.isEmpty() || isIn(allowed, address)) && !isIn(denied, address);
    }

    private static boolean isIn(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /** An address and the number of its leading bits that count (RFC 4632 section 3.1, RFC 4291 section 2.3). */
    public record Network(InetAddress address, int prefix) {

        private static final String OCTET = "(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)";
        /**
         * Address literals, for which the JDK asks no name service. It would ask one for four numbers of which one is too
         * large.
         */
        private static final Pattern LITERAL = Pattern.compile(OCTET + "(\\." + OCTET + "){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

        /**
         * Reads a list.
         *
         * @param text networks or addresses, separated by commas; null or blank for none
         * @throws IllegalArgumentException if one is invalid; the message says which
         */
        public static List<Network> list(String text) {
            List<Network> networks = new ArrayList<>();
            for (String word : text == null || text.isBlank() ? new String[0] : text.split(",", -1)) {
                networks.add(of(word.strip()));
            }
            return networks;
        }

        private static Network of(String word) {
            String[] parts = word.split("/", -1);
            InetAddress address = address(parts[0]);
            int bits = address == null ? 0 : 8 * address.getAddress().length;
            if (address == null || parts.length > 2 || parts.length == 2 && !parts[1].matches("\\d{1,3}")
                    || parts.length == 2 && Integer.parseInt(parts[1]) > bits) {
                throw new IllegalArgumentException("invalid network \"" + word + "\", expected one such as 10.0.0.0/8 or fe80::/10");
            }
            return new Network(address, parts.length == 2 ? Integer.parseInt(parts[1]) : bits);
        }

        /** Parses the literal of an address; null for anything else. Resolves no names. */
        private static InetAddress address(String text) {
            try {
                return LITERAL.matcher(text).matches() ? InetAddress.getByName(text) : null;
            } catch (UnknownHostException e) {
                return null;
            }
        }

        /** The unspecified address, 0.0.0.0 or ::, connects to this machine, so it also counts as its loopback address. */
        boolean contains(InetAddress other) {
            return covers(other.getAddress())
                    || other.isAnyLocalAddress() && covers(loopback(other.getAddress().length));
        }

        private static byte[] loopback(int length) {
            byte[] loopback = new byte[length];
            loopback[length - 1] = 1;
            if (length == 4) {
                loopback[0] = 127;
            }
            return loopback;
        }

        private boolean covers(byte[] other) {
            byte[] own = address.getAddress();
            if (own.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                if (((own[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
