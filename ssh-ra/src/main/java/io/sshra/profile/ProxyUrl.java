package io.sshra.profile;

import io.sshra.base.SecretText;
import io.sshra.ssh.Endpoint;
import io.sshra.ssh.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a proxy is, and who logs in there. Messages show no value, as somebody may have written a password into it.
 *
 * @param user null for no log-in
 */
record ProxyUrl(Proxy.Kind kind, String user, String host, int port) {

    private static final Pattern FORM = Pattern.compile(
            "(?<kind>[A-Za-z0-9+.-]+)://(?:(?<user>.+)@)?(?:\\[(?<address>[0-9A-Fa-f:.%]+)]|(?<name>[^\\s\\[\\]:@/]+)):(?<port>\\d{1,9})/?");
    private static final String EXPECTED = ", expected socks5://[user@]host:port or http://[user@]host:port";
    /** RFC 1929 has one byte for the length. */
    private static final int MOST_BYTES = 255;

    /** @throws IllegalArgumentException whose message says what is wrong */
    static ProxyUrl of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("invalid proxy" + EXPECTED);
        }
        Proxy.Kind kind = Arrays.stream(Proxy.Kind.values()).filter(each -> each.scheme().equalsIgnoreCase(parts.group("kind"))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind of proxy" + EXPECTED));
        Keyword.PORT.check(List.of(parts.group("port")));
        return new ProxyUrl(kind, user(parts.group("user")), parts.group("name") == null ? parts.group("address") : parts.group("name"),
                Integer.parseInt(parts.group("port")));
    }

    private static String user(String user) {
        if (user == null) {
            return null;
        }
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the user of a proxy has a colon, and a password does not belong here" + EXPECTED);
        }
        if (user.isBlank() || user.chars().anyMatch(Character::isISOControl) || bytes(user.toCharArray()) > MOST_BYTES) {
            throw new IllegalArgumentException("the user of a proxy is empty, too long or has control characters");
        }
        return user;
    }

    private static int bytes(char[] text) {
        byte[] encoded = SecretText.utf8(text);
        Arrays.fill(encoded, (byte) 0);
        return encoded.length;
    }

    /**
     * Checks that it has a user if and only if there is a password, which must fit.
     *
     * @throws IllegalArgumentException whose message says what is wrong
     */
    void check(char[] password) {
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException(user == null ? "there is a password for the proxy, and no user in front of its host"
                    : "there is a user for the proxy, and no password");
        }
        if (password != null && (password.length == 0 || bytes(password) > MOST_BYTES)) {
            throw new IllegalArgumentException("the password for the proxy must have 1 to " + MOST_BYTES + " bytes");
        }
    }

    /**
     * The proxy itself.
     *
     * @param password taken over; null for none
     * @throws IllegalArgumentException as {@link #check}
     */
    Proxy with(char[] password, boolean resolvesNames) {
        check(password);
        return new Proxy(kind, new Endpoint(host, port), user, password, resolvesNames);
    }
}
