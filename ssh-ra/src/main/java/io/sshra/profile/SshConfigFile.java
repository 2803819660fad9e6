package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.SshText;
import io.sshra.base.ConfigLine;
import io.sshra.base.Wildcards;
import io.sshra.log.AdapterLog;
import io.sshra.ssh.algorithm.AlgorithmKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file in the format of OpenSSH's ssh_config(5), with the files that it includes: blocks of {@code Host} and {@code Match},
 * in which the first value for an alias wins. It runs no commands: {@code Match exec} can't be decided. A keyword of OpenSSH that has
 * no effect here is logged when it is read.
 *
 * <p>An invalid line is logged when it is read, and is an error for the aliases that use it: those for whom its block counts, and for
 * whom no line before it has said the same. If the {@code Host} or {@code Match} of a block is invalid, the block may count for an alias
 * that the rest of the line matches; then each line of it that would say something is an error for this alias.
 */
final class SshConfigFile {

    private static final int MAX_DEPTH = 16;
    /** In all: a few files that include each other could otherwise be read for hours. */
    private static final int MAX_INCLUDED = 1000;

    private final Path file;
    private final WatchedFiles files;
    private final int depth;
    private final AtomicInteger included;
    private final List<Item> items = new ArrayList<>();
    private final Set<String> aliases = new LinkedHashSet<>();
    private boolean wantsFinalPass;

    /** What is wrong, and in which line. */
    private record Problem(String place, String what) {

        SshProfileException exception() {
            return invalid(place, what);
        }
    }

    /** The lines of a file, in order. */
    private sealed interface Item permits HostLine, MatchLine, Included, Setting, Unknown, Invalid {
    }

    /** @param problem null if there is none */
    private record HostLine(List<String> patterns, Problem problem) implements Item {
    }

    /** @param problem null if there is none */
    private record MatchLine(MatchCriteria criteria, Problem problem) implements Item {
    }

    private record Included(SshConfigFile config) implements Item {
    }

    private record Setting(Keyword keyword, List<Value> values) implements Item {
    }

    private record Unknown(String keyword, String place) implements Item {
    }

    /** @param keyword null if it is not about one */
    private record Invalid(Keyword keyword, Problem problem) implements Item {
    }

    /**
     * Whether a block counts for an alias.
     *
     * @param doubt why that is not certain; null if it is
     */
    private record Scope(boolean active, Problem doubt) {

        Scope with(boolean matches, Problem problem) {
            return new Scope(active && matches, doubt == null ? problem : doubt);
        }

        /** Something is to be done in this block. */
        void checkCertain() throws SshProfileException {
            if (doubt != null) {
                throw doubt.exception();
            }
        }
    }

    /** A value, its line, and the folder of its file. */
    record Value(String text, String place, Path folder) {
    }

    /** @param included how many files have been included so far, by this file and those that include it */
    private SshConfigFile(Path file, WatchedFiles files, int depth, AtomicInteger included) {
        this.file = file.toAbsolutePath();
        this.files = files;
        this.depth = depth;
        this.included = included;
    }

    /** @throws SshProfileException if the file can't be read */
    static SshConfigFile read(Path file, WatchedFiles files) throws SshProfileException {
        return read(file, files, 0, new AtomicInteger());
    }

    private static SshConfigFile read(Path file, WatchedFiles files, int depth, AtomicInteger included) throws SshProfileException {
        SshConfigFile config = new SshConfigFile(file, files, depth, included);
        config.read();
        return config;
    }

    // ---- reading ----

    private void read() throws SshProfileException {
        // No other character ends a line for ssh.
        String[] lines = files.text(file, SshErrorCode.INVALID_PROFILES_FILE).split("\n");
        for (int i = 0; i < lines.length; i++) {
            ConfigLine line = ConfigLine.of(lines[i]);
            if (line != null) {
                read(line, file + ":" + (i + 1));
            }
        }
    }

    private void read(ConfigLine line, String place) {
        switch (line.keyword()) {
            case "host" -> host(line, place);
            case "match" -> match(line, place);
            case "include" -> include(line, place);
            default -> setting(line, place);
        }
    }

    private void host(ConfigLine line, String place) {
        List<String> patterns = line.problem() == null ? line.words() : line.roughWords();
        String what = line.problem() != null ? line.problem() : patterns.contains("") ? Keyword.EMPTY_VALUE : null;
        items.add(new HostLine(patterns, problem(place, what)));
        patterns.stream().filter(pattern -> !pattern.isEmpty() && !Wildcards.areIn(pattern) && !pattern.startsWith("!")).forEach(aliases::add);
    }

    private void match(ConfigLine line, String place) {
        MatchCriteria criteria = MatchCriteria.of(line);
        wantsFinalPass |= criteria.wantsFinalPass();
        items.add(new MatchLine(criteria, criteria.problem() == null ? null : problem(place, "Match: " + criteria.problem())));
    }

    /** @return null if nothing is wrong */
    private static Problem problem(String place, String what) {
        if (what == null) {
            return null;
        }
        Problem problem = new Problem(place, what);
        AdapterLog.LOG.invalidLine(SshText.visible(place), SshText.visible(what));
        return problem;
    }

    private void include(ConfigLine line, String place) {
        try {
            check(line);
            Keyword.checkNotEmpty(line.words());
            line.words().forEach(IncludedPaths::check);
            if (depth == MAX_DEPTH) {
                throw new IllegalArgumentException("more than " + MAX_DEPTH + " levels of included files");
            }
            for (String word : line.words()) {
                include(IncludedPaths.of(folder().resolve(word), files));
            }
        } catch (IllegalArgumentException e) {
            items.add(new Invalid(null, problem(place, e.getMessage())));
        } catch (SshProfileException e) {
            items.add(new Invalid(null, problem(place, e.what())));
        }
    }

    private void include(List<Path> paths) throws SshProfileException {
        for (Path path : paths) {
            if (included.incrementAndGet() > MAX_INCLUDED) {
                throw new IllegalArgumentException("more than " + MAX_INCLUDED + " included files in all");
            }
            SshConfigFile config = read(path, files, depth + 1, included);
            wantsFinalPass |= config.wantsFinalPass;
            aliases.addAll(config.aliases);
            items.add(new Included(config));
        }
    }

    private static void check(ConfigLine line) {
        if (line.problem() != null) {
            throw new IllegalArgumentException(line.problem());
        }
    }

    private void setting(ConfigLine line, String place) {
        Keyword keyword = Keyword.of(line.name()).orElse(null);
        try {
            check(line);
            if (keyword != null) {
                List<String> words = keyword.isCommand() ? List.of(line.rest()) : line.words();
                keyword.check(words);
                logLeftOut(keyword, words.get(0), place);
                items.add(new Setting(keyword, words.stream().map(word -> new Value(word, place, folder())).toList()));
            } else if (IgnoredKeywords.contains(line.keyword())) {
                AdapterLog.LOG.keywordWithoutEffect(place, line.name());
            } else {
                items.add(new Unknown(line.name(), place));
            }
        } catch (IllegalArgumentException e) {
            items.add(new Invalid(keyword, problem(place, e.getMessage())));
        }
    }

    /** Legacy algorithms may be switched on by another line: those that are not, are logged for each profile that is without them. */
    private static void logLeftOut(Keyword keyword, String text, String place) {
        AlgorithmKind kind = keyword.algorithms();
        if (kind != null) {
            List<String> leftOut = kind.parse(text, true).leftOut();
            if (!leftOut.isEmpty()) {
                AdapterLog.LOG.algorithmsLeftOut(place, keyword.spelling(), String.join(",", leftOut));
            }
        }
    }

    private Path folder() {
        return file.getParent();
    }

    static SshProfileException invalid(String place, String what) {
        return new SshProfileException(SshErrorCode.INVALID_PROFILES_FILE, "line " + place + ": " + what);
    }

    // ---- settings ----

    /** The aliases without wildcards, in the order of the file. */
    Set<String> aliases() {
        return Collections.unmodifiableSet(aliases);
    }

    /**
     * The settings that count for an alias.
     *
     * @param hop its user and port, if it has them, take precedence over the file
     * @throws SshProfileException with file and line, if the alias uses an invalid line, or an unknown keyword that no
     *                             {@code IgnoreUnknown} for it names
     */
    HostSettings settings(Hop hop) throws SshProfileException {
        HostSettings settings = new HostSettings(hop);
        apply(settings, new Scope(true, null));
        if (wantsFinalPass) {
            settings.startFinalPass();
            apply(settings, new Scope(true, null));
        }
        return settings;
    }

    /** The blocks of an included file are nested in the block that includes it. */
    private void apply(HostSettings settings, Scope around) throws SshProfileException {
        Scope scope = around;
        for (Item item : items) {
            if (item instanceof HostLine host) {
                scope = around.with(Wildcards.matchAny(host.patterns(), settings.name()), host.problem());
            } else if (item instanceof MatchLine match) {
                scope = around.with(match.criteria().areTrueFor(settings), match.problem());
            } else if (item instanceof Included included) {
                included.config().apply(settings, scope);
            } else if (scope.active()) {
                apply(item, settings, scope);
            }
        }
    }

    private static void apply(Item item, HostSettings settings, Scope scope) throws SshProfileException {
        if (item instanceof Unknown unknown) {
            if (!Wildcards.matchListIgnoringCase(settings.text(Keyword.IGNORE_UNKNOWN, ""), unknown.keyword())) {
                scope.checkCertain();
                throw invalid(unknown.place(), "unknown keyword " + unknown.keyword() + "; name it in IgnoreUnknown above to ignore it");
            }
        } else if (item instanceof Invalid invalid) {
            if (invalid.keyword() == null || settings.lacks(invalid.keyword())) {
                scope.checkCertain();
                throw invalid.problem().exception();
            }
        } else if (item instanceof Setting setting && settings.add(setting.keyword(), setting.values())) {
            scope.checkCertain();
        }
    }
}
