package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.base.Wildcards;
import io.sshra.log.AdapterLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file in the format of OpenSSH's ssh_config(5), with the files that it includes: blocks of {@code Host} and {@code Match},
 * in which the first value for an alias wins. It runs no commands: {@code Match exec} is refused. A keyword of OpenSSH that has
 * no effect here is logged when it is read.
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

    /** The lines of a file, in order. */
    private sealed interface Item permits HostLine, MatchLine, Included, Setting, Unknown {
    }

    private record HostLine(List<String> patterns) implements Item {
    }

    private record MatchLine(MatchCriteria criteria) implements Item {
    }

    private record Included(SshConfigFile config) implements Item {
    }

    private record Setting(Keyword keyword, List<Value> values) implements Item {
    }

    private record Unknown(String keyword, String place) implements Item {
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

    /** @throws SshProfileException with file and line, if a line is invalid */
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
            String place = file + ":" + (i + 1);
            try {
                ConfigLine line = ConfigLine.of(lines[i]);
                if (line != null) {
                    read(line, place);
                }
            } catch (IllegalArgumentException e) {
                throw invalid(place, e.getMessage());
            }
        }
    }

    private void read(ConfigLine line, String place) throws SshProfileException {
        switch (line.keyword()) {
            case "host" -> host(line.words());
            case "match" -> match(line.words());
            case "include" -> include(line.words(), place);
            default -> setting(line, place);
        }
    }

    private void host(List<String> patterns) {
        Keyword.checkNotEmpty(patterns);
        items.add(new HostLine(patterns));
        patterns.stream().filter(pattern -> !Wildcards.areIn(pattern) && !pattern.startsWith("!")).forEach(aliases::add);
    }

    private void match(List<String> words) {
        try {
            MatchCriteria criteria = MatchCriteria.of(words);
            wantsFinalPass |= criteria.wantsFinalPass();
            items.add(new MatchLine(criteria));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Match: " + e.getMessage(), e);
        }
    }

    private void include(List<String> words, String place) throws SshProfileException {
        Keyword.checkNotEmpty(words);
        words.forEach(IncludedPaths::check);
        if (depth == MAX_DEPTH) {
            throw invalid(place, "more than " + MAX_DEPTH + " levels of included files");
        }
        for (String word : words) {
            for (Path path : IncludedPaths.of(folder().resolve(word), files)) {
                if (included.incrementAndGet() > MAX_INCLUDED) {
                    throw invalid(place, "more than " + MAX_INCLUDED + " included files in all");
                }
                SshConfigFile config = read(path, files, depth + 1, included);
                wantsFinalPass |= config.wantsFinalPass;
                aliases.addAll(config.aliases);
                items.add(new Included(config));
            }
        }
    }

    private void setting(ConfigLine line, String place) {
        Keyword keyword = Keyword.of(line.name()).orElse(null);
        if (keyword != null) {
            keyword.check(line.words());
            items.add(new Setting(keyword, line.words().stream().map(word -> new Value(word, place, folder())).toList()));
        } else if (Keyword.isWithoutEffect(line.keyword())) {
            AdapterLog.LOG.keywordWithoutEffect(place, line.name());
        } else {
            items.add(new Unknown(line.name(), place));
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
     * @throws SshProfileException with file and line, if there is an unknown keyword that no {@code IgnoreUnknown} for the
     *                             alias names
     */
    HostSettings settings(Hop hop) throws SshProfileException {
        HostSettings settings = new HostSettings(hop);
        apply(settings, true);
        if (wantsFinalPass) {
            settings.startFinalPass();
            apply(settings, true);
        }
        return settings;
    }

    /** The blocks of an included file are nested in the block that includes it. */
    private void apply(HostSettings settings, boolean activeAround) throws SshProfileException {
        boolean active = activeAround;
        for (Item item : items) {
            if (item instanceof HostLine host) {
                active = activeAround && Wildcards.matchAny(host.patterns(), settings.name());
            } else if (item instanceof MatchLine match) {
                active = activeAround && match.criteria().areTrueFor(settings);
            } else if (item instanceof Included included) {
                included.config().apply(settings, active);
            } else if (item instanceof Unknown unknown) {
                // Also in a block for other aliases, as for ssh: the mistake may be in the Host line.
                checkIgnored(unknown, settings);
            } else if (active && item instanceof Setting setting) {
                settings.add(setting.keyword(), setting.values());
            }
        }
    }

    private static void checkIgnored(Unknown unknown, HostSettings settings) throws SshProfileException {
        if (!Wildcards.matchListIgnoringCase(settings.text(Keyword.IGNORE_UNKNOWN, ""), unknown.keyword())) {
            throw invalid(unknown.place(), "unknown keyword " + unknown.keyword()
                    + "; name it in IgnoreUnknown above to ignore it");
        }
    }
}
