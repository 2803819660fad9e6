package io.sshra.policy;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a stream or a forwarding may lead. Names of hosts are compared as they are written: nothing is resolved. */
@FunctionalInterface
interface PlacePattern {

    Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^:\\s*]+):(\\d{1,5}|\\*)");

    boolean matches(Use.Place place);

    /**
     * Reads {@code any}, {@code host:port}, {@code host:*} or the path of a socket.
     *
     * @throws IllegalArgumentException whose message says what is wrong
     */
    static PlacePattern of(String text) {
        if (text.equals("any")) {
            return place -> true;
        }
        if (text.startsWith("/")) {
            PathPattern path = PathPattern.of(text);
            return place -> place.socket() != null && path.matches(place.socket());
        }
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("invalid destination " + text + ", expected host:port, host:*, the path of a socket, or any");
        }
        String host = parts.group(1).replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
        int port = parts.group(2).equals("*") ? 0 : Integer.parseInt(parts.group(2));
        return place -> place.socket() == null && place.host().toLowerCase(Locale.ROOT).equals(host) && (port == 0 || place.port() == port);
    }
}
