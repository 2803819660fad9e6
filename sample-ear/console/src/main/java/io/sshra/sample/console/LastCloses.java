package io.sshra.sample.console;

import io.sshra.SshConnectionFactoryMXBean.Connection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why connections have ended, latest first. Thread-safe. */
@ApplicationScoped
public class LastCloses {

    /** The number of closes that are kept for all users and shown to one. */
    static final int MOST = 1000;
    static final int SHOWN = 50;
    private static final int MOST_LISTED = 10_000;

    /**
     * The end of a connection.
     *
     * @param number     a serial number that starts at 1; 0 before it has one
     * @param connection the connection's number in the audit log
     * @param user       null, like the next, if the event has lost it and the connection was not open for long enough to be listed
     * @param reason     null in the same case
     */
    public record Close(long number, long connection, String at, String user, String session, String profile, String target, String reason,
            long openMillis, long commands) {

        /** Whether this visit may see it. Users also see closes of their own other sessions. */
        boolean isFor(Visit visit) {
            return visit.isAdministrator() || visit.user().equals(user);
        }

        private Close of(Connection listed) {
            return new Close(number, connection, at, listed.userId(), listed.sessionId(), listed.profile(), LiveConnections.target(listed), reason,
                    openMillis, commands);
        }

        private Close with(long serial) {
            return new Close(serial, connection, at, user, session, profile, target, reason, openMillis, commands);
        }
    }

    /** Listed connections by number, oldest first. Kept for a while, because a close arrives after its connection has left the list. */
    private final Map<Long, Connection> listed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Connection> eldest) {
            return size() > MOST_LISTED;
        }
    };
    private final Deque<Close> latestFirst = new ArrayDeque<>();
    private final List<Close> untold = new ArrayList<>();
    private long count;

    /** Remembers the open connections. */
    synchronized void list(List<Connection> connections) {
        for (Connection connection : connections) {
            if (connection.alive()) {
                listed.remove(connection.number());
                listed.put(connection.number(), connection);
            }
        }
    }

    /** Completes it, and gives it a number. */
    synchronized void add(Close heard) {
        Connection connection = listed.get(heard.connection());
        boolean known = connection != null && isOf(heard, connection);
        if (known) {
            listed.remove(heard.connection());
        }
        Close close = (known ? heard.of(connection) : heard).with(++count);
        latestFirst.addFirst(close);
        untold.add(close);
        if (latestFirst.size() > MOST) {
            latestFirst.removeLast();
        }
    }

    /** Whether the names do not contradict the event. Another adapter in this server may use the same number. */
    private static boolean isOf(Close close, Connection connection) {
        return (close.user() == null || close.user().equals(connection.userId()))
                && (close.session() == null || close.session().equals(connection.sessionId()))
                && (close.profile() == null || close.profile().equals(connection.profile()))
                && (close.target() == null || close.target().equals(LiveConnections.target(connection)));
    }

    synchronized List<Close> of(Visit visit) {
        return latestFirst.stream().filter(close -> close.isFor(visit)).limit(SHOWN).toList();
    }

    /** Returns the closes since the last call. */
    synchronized List<Close> takeUntold() {
        List<Close> taken = List.copyOf(untold);
        untold.clear();
        return taken;
    }
}
