package io.sshra.policy;

import io.sshra.base.ConfigLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a policy file: lines of a keyword and its words, as ssh_config(5) splits them. {@code Level} begins a level. A line with an error is
 * an error of the whole file, because rules can't be half right.
 */
final class PolicyText {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9})([a-zA-Z]?)");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final long MOST_SECONDS = Duration.ofDays(7).toSeconds();

    private final String file;
    private final Map<String, Level> levels = new HashMap<>();
    private String defaultLevel;
    private String defaultPlace;
    private Draft draft;

    /** A level that is being read. */
    private static final class Draft {

        private final String name;
        private final List<Rule> rules = new ArrayList<>();
        private final List<PathRule> paths = new ArrayList<>();
        private final Set<String> seen = new LinkedHashSet<>();
        private final Set<String> variables = new LinkedHashSet<>();
        private Duration duration;
        private long output = -1;
        private int perMinute;
        private boolean terminal;
        private final Set<String> approvers = new LinkedHashSet<>();
        private Duration time = Duration.ofMinutes(15);
        private Duration wait = Duration.ZERO;

        Draft(String name) {
            this.name = name;
        }

        Level level() {
            return new Level(name, rules, paths, new Level.Limits(duration, output, perMinute), new Level.Extras(Set.copyOf(variables), terminal),
                    new Level.Asking(Set.copyOf(approvers), time, wait));
        }
    }

    PolicyText(String file) {
        this.file = file;
    }

    Policy read(String text) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String place = file + ":" + (i + 1);
            ConfigLine line = ConfigLine.of(lines[i]);
            try {
                if (line != null) {
                    check(line, i == lines.length - 1);
                    read(line, place);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + place + ": " + e.getMessage(), e);
            }
        }
        endLevel();
        if (defaultLevel != null && !levels.containsKey(defaultLevel)) {
            throw new IllegalArgumentException("line " + defaultPlace + ": there is no level " + defaultLevel);
        }
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("file " + file + " has no Level");
        }
        return new Policy(levels, defaultLevel);
    }

    /** A file that is just being written ends within a line, which may allow more than the whole line. */
    private static void check(ConfigLine line, boolean cut) {
        if (line.problem() != null) {
            throw new IllegalArgumentException(line.problem());
        }
        if (cut) {
            throw new IllegalArgumentException("the last line does not end: the file may be incomplete");
        }
        if (line.words().contains("")) {
            throw new IllegalArgumentException("empty value");
        }
    }

    private void read(ConfigLine line, String place) {
        List<String> words = line.words();
        switch (line.keyword()) {
            case "level" -> beginLevel(one(line));
            case "defaultlevel" -> {
                if (defaultLevel != null) {
                    throw new IllegalArgumentException("a second DefaultLevel");
                }
                defaultLevel = one(line);
                defaultPlace = place;
            }
            case "allow" -> {
                if (PathRule.isOne(words.get(0))) {
                    level(line).paths.add(PathRule.of(place, words));
                } else {
                    level(line).rules.add(Rule.of(place, words, false));
                }
            }
            case "approve" -> {
                if (PathRule.isOne(words.get(0))) {
                    throw new IllegalArgumentException("a path can't be approved; write Approve files");
                }
                level(line).rules.add(Rule.of(place, words, true));
            }
            case "approvers" -> level(line).approvers.addAll(words);
            case "approvaltime" -> once(line).time = Duration.ofSeconds(seconds(one(line)));
            case "approvalwait" -> {
                once(line).wait = Duration.ofSeconds(seconds(one(line)));
                if (draft.wait.compareTo(LONGEST_WAIT) > 0) {
                    throw new IllegalArgumentException("an ApprovalWait of more than " + LONGEST_WAIT.toSeconds() + " s");
                }
            }
            case "allowenv" -> {
                if (words.stream().anyMatch(name -> !name.matches("[A-Za-z_][A-Za-z0-9_]*"))) {
                    throw new IllegalArgumentException("invalid name of a variable: " + String.join(" ", words));
                }
                level(line).variables.addAll(words);
            }
            case "allowterminal" -> once(line).terminal = yes(one(line));
            case "maxduration" -> once(line).duration = Duration.ofSeconds(seconds(one(line)));
            case "maxoutput" -> once(line).output = bytes(one(line));
            case "maxperminute" -> once(line).perMinute = (int) number(one(line), 1, 10_000);
            default -> throw new IllegalArgumentException("unknown keyword " + line.name());
        }
    }

    private void beginLevel(String name) {
        endLevel();
        if (levels.containsKey(name)) {
            throw new IllegalArgumentException("a second Level " + name);
        }
        draft = new Draft(name);
    }

    private void endLevel() {
        if (draft != null) {
            if (draft.approvers.isEmpty() && draft.rules.stream().anyMatch(Rule::asks)) {
                throw new IllegalArgumentException("file " + file + ": the level " + draft.name + " has Approve and no Approvers");
            }
            levels.put(draft.name, draft.level());
        }
    }

    private Draft level(ConfigLine line) {
        if (draft == null) {
            throw new IllegalArgumentException(line.name() + " before the first Level");
        }
        return draft;
    }

    private Draft once(ConfigLine line) {
        if (!level(line).seen.add(line.keyword())) {
            throw new IllegalArgumentException("a second " + line.name() + " of the level " + draft.name);
        }
        return draft;
    }

    private static String one(ConfigLine line) {
        if (line.words().size() != 1) {
            throw new IllegalArgumentException("expected one value for " + line.name() + ": " + String.join(" ", line.words()));
        }
        return line.words().get(0);
    }

    private static boolean yes(String value) {
        if (!value.equals("yes") && !value.equals("no")) {
            throw new IllegalArgumentException("invalid value " + value + ", expected yes or no");
        }
        return value.equals("yes");
    }

    private static long number(String value, long least, long most) {
        if (!value.matches("\\d{1,9}") || Long.parseLong(value) < least || Long.parseLong(value) > most) {
            throw new IllegalArgumentException("invalid value " + value + ", expected a number from " + least + " to " + most);
        }
        return Long.parseLong(value);
    }

    private static long seconds(String value) {
        Matcher parts = parts(value, "30s, 5m or 1h");
        long seconds = Long.parseLong(parts.group(1)) * switch (parts.group(2).toLowerCase(Locale.ROOT)) {
            case "", "s" -> 1;
            case "m" -> 60;
            case "h" -> 3600;
            default -> throw new IllegalArgumentException("invalid time " + value + ", expected one such as 30s, 5m or 1h");
        };
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new IllegalArgumentException("invalid time " + value + ", expected 1 second to 7 days");
        }
        return seconds;
    }

    private static long bytes(String value) {
        Matcher parts = parts(value, "64K, 10M or 1G");
        return Long.parseLong(parts.group(1)) * switch (parts.group(2).toUpperCase(Locale.ROOT)) {
            case "" -> 1L;
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            case "G" -> 1L << 30;
            default -> throw new IllegalArgumentException("invalid size " + value + ", expected one such as 64K, 10M or 1G");
        };
    }

    private static Matcher parts(String value, String examples) {
        Matcher parts = NUMBER_AND_UNIT.matcher(value);
        if (!parts.matches()) {
            throw new IllegalArgumentException("invalid value " + value + ", expected one such as " + examples);
        }
        return parts;
    }
}
