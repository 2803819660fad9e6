package io.sshra.profile;

import io.sshra.SshProfileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file in the format of ssh_config(5) says for one alias: the first value of each keyword, or all of them. */
final class HostSettings {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    private final String alias;
    private final Map<Keyword, List<SshConfigFile.Value>> values = new EnumMap<>(Keyword.class);

    HostSettings(String alias) {
        this.alias = alias;
    }

    void add(Keyword keyword, List<SshConfigFile.Value> more) {
        if (keyword.accumulates()) {
            values.computeIfAbsent(keyword, absent -> new ArrayList<>()).addAll(more);
        } else {
            values.putIfAbsent(keyword, more);
        }
    }

    String alias() {
        return alias;
    }

    /** The host to connect to: {@code HostName} with {@code %h} for the alias, or the alias. */
    String host() {
        return text(Keyword.HOST_NAME, "%h").replace("%%", "\0").replace("%h", alias).replace('\0', '%');
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

    Duration seconds(Keyword keyword, Duration otherwise) {
        List<SshConfigFile.Value> found = values(keyword);
        return found.isEmpty() ? otherwise : Duration.ofSeconds(Keyword.seconds(found.get(0).text()));
    }

    /** {@code SetEnv}, and what {@code SendEnv} names of the server process's own variables. */
    Map<String, String> environment() {
        List<String> sent = new ArrayList<>();
        for (SshConfigFile.Value value : values(Keyword.SEND_ENV)) {
            if (value.text().startsWith("-")) {
                sent.removeIf(pattern -> Patterns.matches(List.of(value.text().substring(1)), pattern));
            } else {
                sent.add(value.text());
            }
        }
        Map<String, String> environment = new LinkedHashMap<>();
        System.getenv().forEach((name, value) -> {
            if (Patterns.matches(sent, name)) {
                environment.put(name, value);
            }
        });
        for (SshConfigFile.Value value : values(Keyword.SET_ENV)) {
            int equals = value.text().indexOf('=');
            environment.put(value.text().substring(0, equals), value.text().substring(equals + 1));
        }
        return environment;
    }

    // ---- paths ----

    /** The paths of a keyword, relative ones in the folder of the file where they stand; empty for {@code none}. */
    List<Path> paths(Keyword keyword) throws SshProfileException {
        List<Path> paths = new ArrayList<>();
        for (SshConfigFile.Value value : values(keyword)) {
            if (!value.text().equalsIgnoreCase("none")) {
                paths.add(value.folder().resolve(variables(tokens(value), value.place())));
            }
        }
        return paths;
    }

    /** Replaces the tokens of ssh_config(5) that a path may have. */
    private String tokens(SshConfigFile.Value value) throws SshProfileException {
        StringBuilder out = new StringBuilder();
        String text = value.text();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                out.append(text.charAt(i));
                continue;
            }
            i++;
            char token = i < text.length() ? text.charAt(i) : ' ';
            out.append(switch (token) {
                case '%' -> "%";
                case 'h' -> host();
                case 'n' -> alias;
                case 'p' -> text(Keyword.PORT, "22");
                case 'r' -> text(Keyword.USER, "");
                case 'u' -> System.getProperty("user.name");
                default -> throw SshConfigFile.invalid(value.place(), "has the token %" + token
                        + "; understood are %h, %n, %p, %r, %u and %%");
            });
        }
        return out.toString();
    }

    private static String variables(String text, String place) throws SshProfileException {
        Matcher names = VARIABLE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (names.find()) {
            String value = System.getenv(names.group(1));
            if (value == null) {
                throw SshConfigFile.invalid(place, "names the variable " + names.group(1) + ", which is not set");
            }
            names.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return names.appendTail(out).toString();
    }
}
