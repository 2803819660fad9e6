package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.log.AdapterLog;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in the format of OpenSSH's ssh_config(5), with the files that it includes: blocks of {@code Host} and {@code Match},
 * in which the first value for an alias wins. Nothing is run: {@code Match exec} is refused. A keyword that is not known is
 * an error with file and line, unless {@code IgnoreUnknown} names it; one that has no effect here is logged.
 */
final class SshConfigFile {

    private static final int MAX_DEPTH = 16;
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\s*=\\s*|\\s+)(.+)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"]+)");

    private final Path file;
    private final WatchedFiles files;
    private final List<Item> items = new ArrayList<>();
    private final List<String> ignored;

    /** What stands in a file, in its order. */
    private sealed interface Item permits HostLine, MatchLine, Included, Setting {
    }

    private record HostLine(List<String> patterns) implements Item {
    }

    private record MatchLine(List<Criterion> criteria) implements Item {
    }

    /** One of {@code Match}: the patterns are empty for {@code all}. */
    private record Criterion(String attribute, boolean negated, List<String> patterns) {
    }

    private record Included(SshConfigFile config) implements Item {
    }

    private record Setting(Keyword keyword, List<Value> values) implements Item {
    }

    /** A value, the line where it stands, and the folder of its file. */
    record Value(String text, String place, Path folder) {
    }

    private SshConfigFile(Path file, WatchedFiles files, List<String> ignored) {
        this.file = file;
        this.files = files;
        this.ignored = ignored;
    }

    /** @throws SshProfileException with file and line, if a line can't be understood */
    static SshConfigFile read(Path file, WatchedFiles files) throws SshProfileException {
        SshConfigFile config = new SshConfigFile(file, files, new ArrayList<>());
        config.read(0);
        return config;
    }

    // ---- reading ----

    private void read(int depth) throws SshProfileException {
        List<String> lines = files.text(file, SshErrorCode.INVALID_PROFILES_FILE).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                line(line, file + ":" + (i + 1), depth);
            }
        }
    }

    private void line(String line, String place, int depth) throws SshProfileException {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw invalid(place, "is not a keyword and its value: " + line);
        }
        String keyword = parts.group(1);
        List<String> words = words(parts.group(2), place);
        switch (keyword.toLowerCase(Locale.ROOT)) {
            case "host" -> items.add(new HostLine(words));
            case "match" -> items.add(new MatchLine(criteria(words, place)));
            case "include" -> include(words, place, depth);
            case "ignoreunknown" -> words.forEach(word -> ignored.addAll(List.of(word.split(","))));
            default -> setting(keyword, words, place);
        }
    }

    private void setting(String name, List<String> words, String place) throws SshProfileException {
        Keyword keyword = Keyword.of(name).orElse(null);
        if (keyword != null) {
            try {
                keyword.check(words);
            } catch (IllegalArgumentException e) {
                throw invalid(place, "has for " + keyword.spelling() + " " + e.getMessage());
            }
            items.add(new Setting(keyword, words.stream().map(word -> new Value(word, place, folder())).toList()));
        } else if (Keyword.isWithoutEffect(name)) {
            AdapterLog.LOG.keywordWithoutEffect(place, name);
        } else if (!Patterns.anyMatches(ignored, name.toLowerCase(Locale.ROOT))) {
            throw invalid(place, "has the keyword " + name + ", which is not known; IgnoreUnknown would leave it aside");
        }
    }

    private static List<Criterion> criteria(List<String> words, String place) throws SshProfileException {
        List<Criterion> criteria = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean negated = word.startsWith("!");
            String attribute = (negated ? word.substring(1) : word).toLowerCase(Locale.ROOT);
            switch (attribute) {
                case "all" -> {
                    if (words.size() > 1 || negated) {
                        throw invalid(place, "has Match all together with something else");
                    }
                    criteria.add(new Criterion(attribute, false, List.of()));
                }
                case "host", "originalhost", "user" -> {
                    if (++i == words.size()) {
                        throw invalid(place, "has Match " + attribute + " without a pattern");
                    }
                    criteria.add(new Criterion(attribute, negated, List.of(words.get(i).split(","))));
                }
                default -> throw invalid(place, "has Match " + attribute + "; understood are all, host, originalhost and user");
            }
        }
        return criteria;
    }

    private void include(List<String> words, String place, int depth) throws SshProfileException {
        if (depth == MAX_DEPTH) {
            throw invalid(place, "includes files more than " + MAX_DEPTH + " deep");
        }
        for (String word : words) {
            if (word.startsWith("~")) {
                throw invalid(place, "has a path in the home directory of the server's own account, which is not read: " + word);
            }
            for (Path path : matching(folder().resolve(word), place)) {
                SshConfigFile included = new SshConfigFile(path, files, ignored);
                included.read(depth + 1);
                items.add(new Included(included));
            }
        }
    }

    /** The files that a name with wildcards in its last part stands for, in order; none if there are none. */
    private List<Path> matching(Path pattern, String place) throws SshProfileException {
        Path folder = pattern.getParent();
        files.watch(folder);
        if (!Patterns.hasWildcard(pattern.getFileName().toString())) {
            return Files.exists(pattern) ? List.of(pattern) : List.of();
        }
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern.getFileName().toString())) {
                entries.forEach(found::add);
            } catch (IOException e) {
                throw new SshProfileException(SshErrorCode.INVALID_PROFILES_FILE, "line " + place + " includes " + pattern
                        + ", and the folder can't be read", e);
            }
        }
        found.removeIf(path -> Files.isDirectory(path) || path.getFileName().toString().startsWith("."));
        return found.stream().sorted().toList();
    }

    private static List<String> words(String text, String place) throws SshProfileException {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (!text.substring(end, matcher.start()).isBlank()) {
                throw invalid(place, "has a quote that does not end");
            }
            if (matcher.group(2) != null && matcher.group(2).startsWith("#") && !words.isEmpty()) {
                return words;
            }
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw invalid(place, "has a quote that does not end");
        }
        if (words.isEmpty() || words.contains("")) {
            throw invalid(place, "has an empty value");
        }
        return words;
    }

    static SshProfileException invalid(String place, String what) {
        return new SshProfileException(SshErrorCode.INVALID_PROFILES_FILE, "line " + place + " " + what);
    }

    // ---- what it says ----

    /** The aliases without wildcards, in the order of the file. */
    Set<String> aliases() {
        Set<String> aliases = new LinkedHashSet<>();
        for (Item item : items) {
            if (item instanceof HostLine host) {
                host.patterns().stream().filter(pattern -> !Patterns.hasWildcard(pattern) && !pattern.startsWith("!"))
                        .forEach(aliases::add);
            } else if (item instanceof Included included) {
                aliases.addAll(included.config().aliases());
            }
        }
        return aliases;
    }

    /** What counts for an alias. */
    HostSettings settings(String alias) {
        HostSettings settings = new HostSettings(alias);
        apply(settings, true);
        return settings;
    }

    /** An included file has blocks of its own, within the one that includes it. */
    private void apply(HostSettings settings, boolean activeAround) {
        boolean active = activeAround;
        for (Item item : items) {
            if (item instanceof HostLine host) {
                active = activeAround && Patterns.matches(host.patterns(), settings.alias());
            } else if (item instanceof MatchLine match) {
                active = activeAround && match.criteria().stream().allMatch(criterion -> matches(criterion, settings));
            } else if (active && item instanceof Included included) {
                included.config().apply(settings, true);
            } else if (active && item instanceof Setting setting) {
                settings.add(setting.keyword(), setting.values());
            }
        }
    }

    private static boolean matches(Criterion criterion, HostSettings settings) {
        String value = switch (criterion.attribute()) {
            case "host" -> settings.host();
            case "originalhost" -> settings.alias();
            case "user" -> settings.text(Keyword.USER, "");
            default -> null;
        };
        return value == null || criterion.negated() != Patterns.matches(criterion.patterns(), value);
    }

    private Path folder() {
        return file.toAbsolutePath().getParent();
    }
}
