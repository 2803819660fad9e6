package io.sshra.sample.console;

import io.sshra.SshErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Why machines could not be used: for each user, machine and cause, how often and when last. Thread-safe. */
@ApplicationScoped
public class HostErrors {

    /** The number of lines that are kept for all users and shown to one. */
    static final int MOST = 500;
    static final int SHOWN = 50;

    private static final Comparator<Row> LATEST_FIRST = Comparator.comparing((Row row) -> Instant.parse(row.lastAt())).reversed();

    /**
     * One line of the page's table.
     *
     * @param user   null, like the next two, if the event has lost it
     * @param host   host and port
     * @param cause  what the code stands for, in words
     * @param advice what the user can do about it
     */
    public record Row(String user, String profile, String host, String code, String cause, String advice, long count, String lastAt) {

        private boolean isFor(Visit visit) {
            return visit.isAdministrator() || visit.user().equals(user);
        }

        private Row again(String knownHost, String at) {
            return new Row(user, profile, knownHost == null ? host : knownHost, code, cause, advice, count + 1, at);
        }
    }

    private record Key(String user, String profile, String code) {
    }

    /** Those that have happened most recently last. */
    private final Map<Key, Row> rows = new LinkedHashMap<>();
    private boolean untold;

    /**
     * A connect has failed, or was refused.
     *
     * @param target {@code user@host:port}
     * @param code   the code of a {@link SshErrorCode}
     */
    synchronized void add(String user, String profile, String target, String code, Instant at) {
        String host = target == null ? null : target.substring(target.lastIndexOf('@') + 1);
        Key key = new Key(user, profile, code);
        Row before = rows.remove(key);
        rows.put(key, before == null ? first(key, host, at) : before.again(host, at.toString()));
        if (rows.size() > MOST) {
            rows.remove(rows.keySet().iterator().next());
        }
        untold = true;
    }

    private static Row first(Key key, String host, Instant at) {
        SshErrorCode code = Stream.of(SshErrorCode.values()).filter(one -> one.code().equals(key.code())).findFirst().orElse(SshErrorCode.INTERNAL);
        return new Row(key.user(), key.profile(), host, key.code(), code.name().toLowerCase(Locale.ROOT).replace('_', ' '), Advice.of(code), 1, at.toString());
    }

    /** Latest first. */
    synchronized List<Row> of(Visit visit) {
        return rows.values().stream().filter(row -> row.isFor(visit)).sorted(LATEST_FIRST).limit(SHOWN).toList();
    }

    /** Whether there were errors since the last call. */
    synchronized boolean takeUntold() {
        boolean taken = untold;
        untold = false;
        return taken;
    }
}
