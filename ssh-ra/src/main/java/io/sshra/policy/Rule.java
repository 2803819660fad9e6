package io.sshra.policy;

import java.util.List;
import java.util.function.Predicate;

/**
 * One line that allows something, at once or when it is approved.
 *
 * @param place    file and line, by which it is named
 * @param what     which uses it is for
 * @param asks     whether another person has to approve each use
 * @param anything whether it allows everything, terminals and variables included
 */
record Rule(String place, Predicate<Use> what, boolean asks, boolean anything) {

    private static final String EVERYTHING = "everything";
    private static final String ANY_EXEC = "any-exec";

    /**
     * Reads what stands behind {@code Allow} or {@code Approve}.
     *
     * @throws IllegalArgumentException whose message says what is wrong
     */
    static Rule of(String place, List<String> words, boolean asks) {
        String kind = words.get(0);
        List<String> rest = words.subList(1, words.size());
        return switch (kind) {
            case EVERYTHING -> new Rule(place, alone(kind, rest, use -> true), asks, true);
            case ANY_EXEC -> new Rule(place, alone(kind, rest, is(Use.Kind.EXEC)), asks, false);
            case "exec" -> new Rule(place, exec(rest), asks, false);
            case "command-line", "shell", "files", "forward-dynamic" -> new Rule(place, alone(kind, rest, is(kind(kind))), asks, false);
            case "stream", "forward-local", "forward-remote" -> new Rule(place, leadsTo(kind(kind), rest), asks, false);
            default -> throw new IllegalArgumentException("unknown kind " + kind + ", expected one of exec, any-exec, command-line, shell,"
                    + " files, read, write, stream, forward-local, forward-remote, forward-dynamic, everything");
        };
    }

    private static Use.Kind kind(String word) {
        for (Use.Kind kind : Use.Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(word);
    }

    private static Predicate<Use> is(Use.Kind kind) {
        return use -> use.kind() == kind;
    }

    private static Predicate<Use> alone(String kind, List<String> rest, Predicate<Use> what) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("nothing can follow " + kind + ": " + String.join(" ", rest));
        }
        return what;
    }

    private static Predicate<Use> exec(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("no program after exec");
        }
        if (words.get(0).equals("*")) {
            throw new IllegalArgumentException("the program can't be *; write any-exec for any program");
        }
        List<WordPattern> patterns = words.stream().map(WordPattern::of).toList();
        return use -> use.kind() == Use.Kind.EXEC && WordPattern.matchAll(patterns, use.words());
    }

    private static Predicate<Use> leadsTo(Use.Kind kind, List<String> destinations) {
        if (destinations.size() != 1) {
            throw new IllegalArgumentException("expected one destination after " + kind.word() + ": host:port, host:*, the path of a socket, or any");
        }
        PlacePattern destination = PlacePattern.of(destinations.get(0));
        return use -> use.kind() == kind && destination.matches(use.place());
    }
}
