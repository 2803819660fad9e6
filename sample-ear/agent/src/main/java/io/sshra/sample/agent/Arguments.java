package io.sshra.sample.agent;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The arguments of a call. The schema of the tool has been checked before: types are right, and what it requires is there. */
final class Arguments {

    static final int DEFAULT_WAIT = 25;
    static final int LONGEST_WAIT = 300;
    static final int DEFAULT_BYTES = 24_000;
    static final int LEAST_BYTES = 4_000;
    static final int MOST_BYTES = 200_000;
    /** What an answer takes beside the output. */
    private static final int AROUND = 1_500;

    private static final List<String> PROFILES = List.of("profile", "from_profile", "to_profile");
    /** What stands for itself. */
    private static final List<String> UNNAMED = List.of("command", "argv", "path");
    private static final List<String> ABOUT_THE_ANSWER = List.of("wait", "max_bytes");

    private final Map<String, Object> values;

    Arguments(Map<String, Object> values) {
        this.values = values == null ? Map.of() : values;
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    /**
     * Null if it is not there.
     *
     * @throws Refusal if it has half of a character: a question mark would be sent in its place, which a shell takes for any character
     */
    String text(String name) {
        return whole((String) values.get(name));
    }

    List<String> texts(String name) {
        return ((List<?>) values.get(name)).stream().map(String.class::cast).map(Arguments::whole).toList();
    }

    private static String whole(String text) {
        if (text != null && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new Refusal("A text has half of a character (a surrogate without the other one), which can't be sent");
        }
        return text;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /** The default if it is not there; the greatest number of this type if it is greater. */
    long number(String name, long otherwise) {
        return !(values.get(name) instanceof Number number) ? otherwise : number.doubleValue() >= Long.MAX_VALUE ? Long.MAX_VALUE : number.longValue();
    }

    /** The machines that are named. */
    List<String> profiles() {
        return PROFILES.stream().filter(this::has).map(name -> ShownText.of(text(name))).distinct().toList();
    }

    /** What exactly is asked for, for people: what the answer is to be like is left out. */
    String asked() {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(values).forEach((name, value) -> {
            if (UNNAMED.contains(name)) {
                parts.add(0, shown(value));
            } else if (!PROFILES.contains(name) && !ABOUT_THE_ANSWER.contains(name)) {
                parts.add(name + ": " + shown(value));
            }
        });
        return String.join("\n", parts);
    }

    private static String shown(Object value) {
        return value instanceof List<?> words ? words.stream().map(word -> quoted(String.valueOf(word))).collect(Collectors.joining(" "))
                : ShownText.of(String.valueOf(value));
    }

    /** As one would type it into a shell, if it is not one plain word. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + ShownText.of(word).replace("'", "'\\''") + "'";
    }

    Duration waiting() {
        return Duration.ofSeconds(number("wait", DEFAULT_WAIT));
    }

    /** How much text of machines fits: what an answer may take, less what is around, and each text is in it twice. */
    int budget() {
        return (int) (number("max_bytes", DEFAULT_BYTES) - AROUND) / 2;
    }
}
