package io.sshra.profile;

import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.base.Wildcards;
import io.sshra.ssh.algorithm.AlgorithmKind;
import io.sshra.ssh.algorithm.KeyStrength;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The settings of one alias in a file in the format of ssh_config(5): the first value of each keyword, or all of them. */
final class HostSettings {

    /** What says how to get to the host. */
    private static final List<Keyword> WAYS = List.of(Keyword.PROXY_JUMP, Keyword.PROXY_COMMAND, Keyword.PROXY);

    private final String alias;
    private final Map<Keyword, List<SshConfigFile.Value>> values = new EnumMap<>(Keyword.class);
    /** As found by the first pass; null until that has ended. */
    private String finalHost;

    /** @param hop an alias, with the user and port that take precedence */
    HostSettings(Hop hop) {
        alias = hop.profile();
        if (hop.user() != null) {
            add(Keyword.USER, List.of(new SshConfigFile.Value(hop.user(), hop.toString(), null)));
        }
        if (hop.port() != 0) {
            add(Keyword.PORT, List.of(new SshConfigFile.Value(String.valueOf(hop.port()), hop.toString(), null)));
        }
    }

    /** @return whether it says something that no line has said before */
    boolean add(Keyword keyword, List<SshConfigFile.Value> more) {
        if (keyword.isUnset(more.get(0).text()) || !lacks(keyword)) {
            return false;
        }
        values.computeIfAbsent(keyword, absent -> new ArrayList<>()).addAll(more);
        return true;
    }

    /** Whether a line with this keyword says something. The first of two lines on the way to the host counts, whichever it is. */
    boolean lacks(Keyword keyword) {
        return switch (keyword) {
            case PROXY_JUMP, PROXY_COMMAND, PROXY -> WAYS.stream().noneMatch(values::containsKey);
            default -> keyword.accumulates() || !values.containsKey(keyword);
        };
    }

    /** From now on {@code Host} matches the host that was found, as for ssh when it reads a file a second time. */
    void startFinalPass() {
        finalHost = host();
    }

    boolean isFinalPass() {
        return finalHost != null;
    }

    String alias() {
        return alias;
    }

    /** What {@code Host} patterns are matched against. */
    String name() {
        return isFinalPass() ? finalHost : alias;
    }

    /** The host to connect to, in lower case: {@code HostName} with {@code %h} for the alias, or the alias. */
    String host() {
        return isFinalPass() ? finalHost
                : Tokens.IN_HOST_NAMES.expand(text(Keyword.HOST_NAME, "%h"), token -> alias).toLowerCase(Locale.ROOT);
    }

    /** In lower case; null if there is none. */
    String hostKeyAlias() {
        String text = text(Keyword.HOST_KEY_ALIAS, null);
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** In order; empty if there are none. */
    List<SshConfigFile.Value> values(Keyword keyword) {
        return values.getOrDefault(keyword, List.of());
    }

    String text(Keyword keyword, String otherwise) {
        List<SshConfigFile.Value> found = values(keyword);
        return found.isEmpty() ? otherwise : found.get(0).text();
    }

    int number(Keyword keyword, int otherwise) {
        List<SshConfigFile.Value> found = values(keyword);
        return found.isEmpty() ? otherwise : Integer.parseInt(found.get(0).text());
    }

    boolean isYes(Keyword keyword, boolean otherwise) {
        List<SshConfigFile.Value> found = values(keyword);
        return found.isEmpty() ? otherwise : !Keyword.isNo(found.get(0).text());
    }

    Duration seconds(Keyword keyword, Duration otherwise) {
        List<SshConfigFile.Value> found = values(keyword);
        return found.isEmpty() ? otherwise : Duration.ofSeconds(Keyword.seconds(found.get(0).text()));
    }

    /** Which keys are strong enough, of the host and to log in with. */
    KeyStrength keyStrength() throws SshProfileException {
        List<SshConfigFile.Value> signatures = values(Keyword.CA_SIGNATURE_ALGORITHMS);
        return new KeyStrength(number(Keyword.REQUIRED_RSA_SIZE, 0), signatures.isEmpty() ? List.of() : caSignatures(signatures.get(0)));
    }

    private List<String> caSignatures(SshConfigFile.Value value) throws SshProfileException {
        try {
            return AlgorithmKind.HOST_KEYS.parseAccepted(value.text(), isYes(Keyword.LEGACY_ALGORITHMS, false));
        } catch (IllegalArgumentException e) {
            throw SshConfigFile.invalid(value.place(), Keyword.CA_SIGNATURE_ALGORITHMS.spelling() + ": " + e.getMessage());
        }
    }

    // ---- environment ----

    /** The variables of {@code SetEnv}, and those of the server process that {@code SendEnv} names. */
    Map<String, String> environment() {
        List<String> sent = sentVariables();
        Map<String, String> environment = new LinkedHashMap<>();
        System.getenv().forEach((name, value) -> {
            if (sent.stream().anyMatch(pattern -> Wildcards.match(pattern, name))) {
                environment.put(name, value);
            }
        });
        environment.putAll(setVariables());
        return environment;
    }

    /** Patterns of names. */
    List<String> sentVariables() {
        List<String> sent = new ArrayList<>();
        for (SshConfigFile.Value value : values(Keyword.SEND_ENV)) {
            if (value.text().startsWith("-")) {
                sent.removeIf(pattern -> Wildcards.match(value.text().substring(1), pattern));
            } else {
                sent.add(value.text());
            }
        }
        return sent;
    }

    private Map<String, String> setVariables() {
        Map<String, String> set = new LinkedHashMap<>();
        for (SshConfigFile.Value value : values(Keyword.SET_ENV)) {
            int equals = value.text().indexOf('=');
            set.putIfAbsent(value.text().substring(0, equals), value.text().substring(equals + 1));
        }
        return set;
    }

    // ---- values with tokens ----

    /** The paths of a keyword without duplicates and {@code none}. Relative ones are resolved against the folder of their file. */
    List<Path> paths(Keyword keyword) throws SshProfileException {
        List<Path> paths = new ArrayList<>();
        for (SshConfigFile.Value value : values(keyword)) {
            if (!Keyword.isNone(value.text())) {
                paths.add(value.folder().resolve(expand(value.text(), Tokens.IN_PATHS, value.place())));
            }
        }
        return paths.stream().distinct().toList();
    }

    /**
     * The jump hosts of {@code ProxyJump} or {@code ProxyCommand}, in order; empty if there are none.
     *
     * @throws SshProfileException if the way can't be honoured
     */
    List<Hop> jumps() throws SshProfileException {
        return way(value -> values.containsKey(Keyword.PROXY_COMMAND) ? jumps(ProxyCommand.of(value))
                : values.containsKey(Keyword.PROXY) ? List.of() : Hop.list(value).stream().map(this::expanded).toList(), List.of());
    }

    /**
     * The proxy of {@code Proxy} or {@code ProxyCommand}; null if there is none.
     *
     * @throws SshProfileException if the way can't be honoured
     */
    ProxyUrl proxy() throws SshProfileException {
        return way(value -> values.containsKey(Keyword.PROXY_COMMAND) ? ProxyCommand.of(value).proxy()
                : values.containsKey(Keyword.PROXY) ? ProxyUrl.of(value) : null, null);
    }

    /** Whether the proxy gets the host's name. That of a {@code ProxyCommand} gets it, as from nc. */
    boolean isResolvedByProxy() {
        return values.containsKey(Keyword.PROXY_COMMAND) || isYes(Keyword.PROXY_RESOLVES_NAMES, false);
    }

    private <T> T way(Function<String, T> meaning, T none) throws SshProfileException {
        SshConfigFile.Value value = way();
        if (value == null || Keyword.isNone(value.text())) {
            return none;
        }
        try {
            return meaning.apply(value.text());
        } catch (IllegalArgumentException e) {
            throw SshConfigFile.invalid(value.place(), e.getMessage());
        }
    }

    private List<Hop> jumps(ProxyCommand command) {
        if (!command.leadsTo(host(), String.valueOf(port()), this::expandedInJumps)) {
            throw new IllegalArgumentException("the ProxyCommand leads elsewhere than to " + host() + ":" + port());
        }
        return command.hops(this::expandedInJumps);
    }

    private Hop expanded(Hop hop) {
        return new Hop(hop.user() == null ? null : expandedInJumps(hop.user()), expandedInJumps(hop.profile()), hop.port());
    }

    private String expandedInJumps(String text) {
        return Tokens.IN_JUMPS.expand(text, this::token);
    }

    /** The line with the jump hosts or the proxy; null if there are none. */
    String placeOfWay() {
        return way() == null ? null : way().place();
    }

    private SshConfigFile.Value way() {
        return WAYS.stream().flatMap(keyword -> values(keyword).stream()).findFirst().orElse(null);
    }

    int port() {
        return number(Keyword.PORT, SshTarget.DEFAULT_PORT);
    }

    private String expand(String text, Tokens tokens, String place) throws SshProfileException {
        try {
            return tokens.expand(text, this::token);
        } catch (IllegalArgumentException e) {
            throw SshConfigFile.invalid(place, e.getMessage());
        }
    }

    private String token(char token) {
        return switch (token) {
            case 'h' -> host();
            case 'k' -> hostKeyAlias() == null ? alias : hostKeyAlias();
            case 'n' -> alias;
            case 'p' -> String.valueOf(port());
            case 'u' -> System.getProperty("user.name");
            case 'r' -> {
                if (values(Keyword.USER).isEmpty()) {
                    throw new IllegalArgumentException("the token %r needs a User for " + alias);
                }
                yield text(Keyword.USER, null);
            }
            default -> throw new IllegalArgumentException("unknown token %" + token);
        };
    }
}
