package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in the format of OpenSSH's ssh_config(5): {@code Host} blocks, in which the first value that matches an alias wins.
 * A keyword that is not understood is an error with file and line, unless {@code IgnoreUnknown} names it.
 */
final class SshConfigFile {

    /** Those that are understood, in their manual's spelling. */
    private static final Set<String> KEYWORDS = Set.of("HostName", "Port", "User", "IdentityFile", "UserKnownHostsFile",
            "StrictHostKeyChecking", "ConnectTimeout", "ServerAliveInterval", "ServerAliveCountMax", "IdentitiesOnly", "ProxyJump");
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\s*=\\s*|\\s+)(.+)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"]+)");

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    /** What one block says to the aliases that its patterns match. */
    private record Block(List<String> patterns, Map<String, List<Value>> values) {

        boolean matches(String alias) {
            boolean matched = false;
            for (String pattern : patterns) {
                boolean negated = pattern.startsWith("!");
                if (glob(negated ? pattern.substring(1) : pattern).matcher(alias).matches()) {
                    if (negated) {
                        return false;
                    }
                    matched = true;
                }
            }
            return matched;
        }
    }

    /** A value and the line where it stands. */
    record Value(String text, String place) {
    }

    private SshConfigFile(Path file) {
        this.file = file;
        blocks.add(new Block(List.of("*"), new TreeMap<>()));
    }

    /** @throws SshProfileException with file and line, if a line can't be understood */
    static SshConfigFile parse(Path file, String text) throws SshProfileException {
        SshConfigFile config = new SshConfigFile(file);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                config.line(line, file + ":" + (i + 1));
            }
        }
        return config;
    }

    private void line(String line, String place) throws SshProfileException {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw invalid(place, "is not a keyword and its value: " + line);
        }
        String keyword = parts.group(1);
        List<String> words = words(parts.group(2), place);
        switch (keyword.toLowerCase(Locale.ROOT)) {
            case "host" -> blocks.add(new Block(words, new TreeMap<>()));
            case "ignoreunknown" -> words.forEach(word -> ignored.addAll(List.of(word.split(","))));
            default -> setting(keyword, words, place);
        }
    }

    private void setting(String keyword, List<String> words, String place) throws SshProfileException {
        if (KEYWORDS.stream().noneMatch(keyword::equalsIgnoreCase)) {
            if (ignored.stream().anyMatch(pattern -> glob(pattern.toLowerCase(Locale.ROOT))
                    .matcher(keyword.toLowerCase(Locale.ROOT)).matches())) {
                return;
            }
            throw invalid(place, "has the keyword " + keyword + "; understood are Host, IgnoreUnknown, "
                    + String.join(", ", KEYWORDS.stream().sorted().toList()));
        }
        String name = keyword.toLowerCase(Locale.ROOT);
        if (words.size() > 1 && !name.equals("userknownhostsfile")) {
            throw invalid(place, "has more than one value for " + keyword);
        }
        checkValue(name, words.get(0), place);
        List<Value> values = blocks.get(blocks.size() - 1).values().computeIfAbsent(name, absent -> new ArrayList<>());
        if (values.isEmpty() || name.equals("identityfile")) {
            words.forEach(word -> values.add(new Value(word, place)));
        }
    }

    private static void checkValue(String name, String value, String place) throws SshProfileException {
        switch (name) {
            case "port" -> number(value, 1, 65_535, place);
            case "connecttimeout" -> number(value, 1, 3600, place);
            case "serveraliveinterval" -> number(value, 0, 86_400, place);
            case "serveralivecountmax" -> number(value, 1, 100, place);
            case "stricthostkeychecking" -> {
                if (!value.equals("yes") && !value.equals("ask")) {
                    throw invalid(place, "has StrictHostKeyChecking " + value + ": host keys are always checked strictly, say yes");
                }
            }
            default -> {
                if (value.startsWith("~")) {
                    throw invalid(place, "has a path in the home directory of the server's own account, which is not read: " + value);
                }
            }
        }
    }

    private static void number(String value, int least, int most, String place) throws SshProfileException {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            throw invalid(place, "has " + value + " where a number is needed");
        }
        throw invalid(place, "has " + value + " where a number from " + least + " to " + most + " is needed");
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

    private static SshProfileException invalid(String place, String what) {
        return new SshProfileException(SshErrorCode.INVALID_PROFILES_FILE, "line " + place + " " + what);
    }

    /** {@code *} stands for any characters, {@code ?} for one. */
    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(switch (c) {
                case '*' -> ".*";
                case '?' -> ".";
                default -> Pattern.quote(String.valueOf(c));
            });
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** The aliases without wildcards, in the order of the file. */
    Set<String> aliases() {
        Set<String> aliases = new LinkedHashSet<>();
        for (Block block : blocks.subList(1, blocks.size())) {
            block.patterns().stream().filter(pattern -> pattern.matches("[^*?!]+")).forEach(aliases::add);
        }
        return aliases;
    }

    /** The values of a keyword for an alias, in order; empty if there is none. */
    List<Value> values(String alias, String keyword) {
        String name = keyword.toLowerCase(Locale.ROOT);
        List<Value> found = new ArrayList<>();
        for (Block block : blocks) {
            List<Value> values = block.values().getOrDefault(name, List.of());
            if (block.matches(alias) && (found.isEmpty() || name.equals("identityfile"))) {
                found.addAll(values);
            }
        }
        return found;
    }

    /** The first value of a keyword for an alias, or the other. */
    String value(String alias, String keyword, String otherwise) {
        List<Value> values = values(alias, keyword);
        return values.isEmpty() ? otherwise : values.get(0).text();
    }

    /** A path of the file, relative to the file's own folder. */
    Path path(String text) {
        return file.resolveSibling(text);
    }
}
