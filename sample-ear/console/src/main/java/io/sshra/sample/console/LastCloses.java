package io.sshra.sample.console;

import io.sshra.SshConnectionFactoryMXBean.Connection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why connections have ended, the latest first. Used by several threads at once. */
@ApplicationScoped
public class LastCloses {

    /** Of everybody's that are kept, and of a visit's that are shown. */
    static final int MOST = 1000;
    static final int SHOWN = 50;
    private static final int MOST_LISTED = 10_000;

    /** The end of a connection. */
    public static class Close {
        /** The first one has 1. */
        public long number;
        /** As in the audit log. */
        public long connection;
        public String at;
        /** This and the next are null where the event has lost them, and the connection was not open for long enough to be listed. */
        public String user;
        public String session;
        public String profile;
        public String target;
        /** Likewise. */
        public String reason;
        public long openMillis;
        public long commands;

        /** Whether it is told to this visit: one's own of other sessions are, too, as those of the session before may be asked for. */
        boolean isFor(Visit visit) {
            return visit.isAdministrator() || visit.user().equals(user);
        }
    }

    /** By number: connections that were listed, the eldest first. A close comes some time after its connection is not listed any more. */
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

    /** What is open now. */
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

    /** Whether it says nothing else: another adapter in this server has numbers of its own. */
    private static boolean isOf(Close close, Connection connection) {
        return (close.user == null || close.user.equals(connection.userId()))
                && (close.session == null || close.session.equals(connection.sessionId()))
                && (close.profile == null || close.profile.equals(connection.profile()))
                && (close.target == null || close.target.equals(LiveConnections.target(connection)));
    }

    synchronized List<Close> of(Visit visit) {
        return latestFirst.stream().filter(close -> close.isFor(visit)).limit(SHOWN).toList();
    }

    /** Those that came since this was asked for. */
    synchronized List<Close> takeUntold() {
        List<Close> taken = List.copyOf(untold);
        untold.clear();
        return taken;
    }
}
