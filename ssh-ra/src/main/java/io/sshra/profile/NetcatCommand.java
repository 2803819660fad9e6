package io.sshra.profile;

import io.sshra.ssh.Proxy;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code ProxyCommand} of ssh_config(5) that goes through a proxy by nc(1) of OpenBSD: {@code nc -X 5 -x proxy:1080 %h %p}. Nothing is
 * run. The proxy gets the name, as it does from nc.
 *
 * @param proxy       without a log-in
 * @param destination where it leads, with its tokens: host, port
 */
record NetcatCommand(ProxyUrl proxy, List<String> destination) {

    private static final Set<String> PROGRAMS = Set.of("nc", "netcat", "nc.openbsd");
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[(?<address>[0-9A-Fa-f:.]+)]|(?<name>[A-Za-z0-9._-]+))(?::(?<port>\\d{1,5}))?");
    private static final int SOCKS_PORT = 1080;
    private static final int HTTP_PORT = 3128;

    /** Whether this is its program, in whatever folder. */
    static boolean isProgram(String name) {
        return PROGRAMS.contains(name);
    }

    /**
     * @param words behind the program
     * @throws IllegalArgumentException whose message says why it can't be honoured
     */
    static NetcatCommand of(List<String> words) {
        String protocol = "5";
        String address = null;
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            String option = words.get(at++);
            switch (option) {
                case "-v", "-vv" -> { }
                case "-X" -> protocol = value(words, at++, option);
                case "-x" -> address = value(words, at++, option);
                default -> throw new IllegalArgumentException("the option " + option.substring(0, Math.min(2, option.length()))
                        + " of nc can't be honoured");
            }
        }
        List<String> destination = words.subList(at, words.size());
        if (address == null) {
            throw new IllegalArgumentException("nc has no -x with a proxy");
        }
        if (destination.size() != 2) {
            throw new IllegalArgumentException("nc leads to something else than %h %p");
        }
        return new NetcatCommand(proxy(protocol, address), List.copyOf(destination));
    }

    private static String value(List<String> words, int at, String option) {
        if (at >= words.size()) {
            throw new IllegalArgumentException("the option " + option + " of nc has no value");
        }
        return words.get(at);
    }

    private static ProxyUrl proxy(String protocol, String address) {
        Proxy.Kind kind = switch (protocol) {
            case "5" -> Proxy.Kind.SOCKS5;
            case "connect" -> Proxy.Kind.HTTP;
            default -> throw new IllegalArgumentException("the -X of nc is neither 5 nor connect");
        };
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the -x of nc is not host:port");
        }
        int port = parts.group("port") != null ? Integer.parseInt(parts.group("port")) : kind == Proxy.Kind.HTTP ? HTTP_PORT : SOCKS_PORT;
        Keyword.PORT.check(List.of(String.valueOf(port)));
        return new ProxyUrl(kind, null, parts.group("name") == null ? parts.group("address") : parts.group("name"), port);
    }

    /** Whether its tokens are known, see {@link Tokens#check}. */
    void check() {
        destination.forEach(Tokens.IN_JUMPS::check);
    }

    /** Whether it leads to this host and port. */
    boolean leadsTo(String host, String port, UnaryOperator<String> tokens) {
        return tokens.apply(destination.get(0)).equalsIgnoreCase(host) && tokens.apply(destination.get(1)).equals(port);
    }
}
