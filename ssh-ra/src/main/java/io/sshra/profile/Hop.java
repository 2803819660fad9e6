package io.sshra.profile;

import io.sshra.ssh.Target;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A profile on the route to a target, as {@code [user@]profile[:port]} or an ssh:// URI. A profile whose name is an IPv6
 * address stands in brackets.
 *
 * @param user null for that of the profile
 * @param port 0 for that of the profile
 */
record Hop(String user, String profile, int port) {

    static final String SCHEME = "ssh://";
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<user>.+)@)?(?:\\[(?<address>[^\\[\\]]+)]|(?<name>[^\\[\\]:@]+))(?::(?<port>\\d{0,9}))?");

    /** A profile with its own user and port. */
    Hop(String profile) {
        this(null, profile, 0);
    }

    /**
     * A list with commas, in order.
     *
     * @throws IllegalArgumentException whose message says what is wrong
     */
    static List<Hop> list(String text) {
        return Stream.of(text.split(",", -1)).map(hop -> of(hop.strip())).toList();
    }

    /** @throws IllegalArgumentException whose message says what is wrong */
    static Hop of(String text) {
        Matcher parts = FORM.matcher(text.startsWith(SCHEME) ? text.substring(SCHEME.length()).replaceFirst("/$", "") : text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("invalid jump host \"" + text + "\", expected [user@]profile[:port]");
        }
        String port = parts.group("port");
        boolean hasPort = port != null && !port.isEmpty();
        if (hasPort) {
            Keyword.PORT.check(List.of(port));
        }
        return new Hop(parts.group("user"), parts.group("name") == null ? parts.group("address") : parts.group("name"),
                hasPort ? Integer.parseInt(port) : 0);
    }

    /** The target of the profile, with the user and port of this hop. */
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
