package io.sshra.profile;

import io.sshra.ssh.Target;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A profile on the way, with what is said of it there: {@code [user@]profile[:port]}, or an ssh:// URI of it. An IPv6
 * address as the profile's name stands in brackets.
 *
 * @param user null if it is the profile's
 * @param port 0 if it is the profile's
 */
record Hop(String user, String profile, int port) {

    private static final String SCHEME = "ssh://";
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<user>.+)@)?(?:\\[(?<address>[^\\[\\]]+)]|(?<name>[^\\[\\]:@]+))(?::(?<port>\\d{0,9}))?");

    /** A profile as it is. */
    Hop(String profile) {
        this(null, profile, 0);
    }

    /**
     * Several with commas between, in order.
     *
     * @throws IllegalArgumentException whose message says what is none
     */
    static List<Hop> list(String text) {
        return Stream.of(text.split(",", -1)).map(hop -> of(hop.strip())).toList();
    }

    private static Hop of(String text) {
        Matcher parts = FORM.matcher(text.startsWith(SCHEME) ? text.substring(SCHEME.length()).replaceFirst("/$", "") : text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text + " where [user@]profile[:port] is needed");
        }
        String port = parts.group("port");
        boolean hasPort = port != null && !port.isEmpty();
        if (hasPort) {
            Keyword.PORT.check(List.of(port));
        }
        return new Hop(parts.group("user"), parts.group("name") == null ? parts.group("address") : parts.group("name"),
                hasPort ? Integer.parseInt(port) : 0);
    }

    /** The profile's target, with the user and port that are said here. */
    Target of(Target target) {
        Target named = user == null ? target : target.as(user, target.credentials());
        return port == 0 ? named : named.onPort(port);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return (user == null ? "" : user + "@") + (profile.indexOf(':') < 0 ? profile : "[" + profile + "]")
                + (port == 0 ? "" : ":" + port);
    }
}
