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

    /** The end of a connection. */
    public static class Close {
        /** A serial number that starts at 1. */
        public long number;
        /** The connection's number in the audit log. */
        public long connection;
        public String at;
        /** Null, like the next, if the event has lost it and the connection was not open for long enough to be listed. */
        public String user;
        public String session;
        public String profile;
        public String target;
        /** Null in the same case. */
        public String reason;
        public long openMillis;
        public long commands;

        /** Whether this visit may see it. Users also see closes of their own other sessions. */
        boolean isFor(Visit visit) {
            return visit.isAdministrator() || visit.user().equals(user);
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

    synchronized void add(Close close) {
        Connection connection = listed.get(close.connection);
        if (connection != null && isOf(close, connection)) {
            listed.remove(close.connection);
            close.user = connection.userId();
            close.session = connection.sessionId();
            close.profile = connection.profile();
            close.target = LiveConnections.target(connection);
        }
        close.number = ++count;
        latestFirst.addFirst(close);
        untold.add(close);
        if (latestFirst.size() > MOST) {
            latestFirst.removeLast();
        }
    }

    /** Whether the names do not contradict the event. Another adapter in this server may use the same number. */
    private static boolean isOf(Close close, Connection connection) {
        return (close.user == null || close.user.equals(connection.userId()))
                && (close.session == null || close.session.equals(connection.sessionId()))
                && (close.profile == null || close.profile.equals(connection.profile()))
                && (close.target == null || close.target.equals(LiveConnections.target(connection)));
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
