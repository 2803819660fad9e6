package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Why connections have ended, the latest first. Used by several threads at once. */
@ApplicationScoped
public class LastCloses {

    /** Of everybody's that are kept, and of a visit's that are shown. */
    static final int MOST = 1000;
    static final int SHOWN = 50;

    /** The end of a connection. */
    public static class Close {
        /** The first one has 1. */
        public long number;
        public String at;
        public String user;
        public String session;
        public String profile;
        public String target;
        /** As in the audit log. */
        public String reason;
        public long openMillis;
        public long commands;

        /** Whether it is told to this visit: one's own of other sessions are, too, as those of the session before may be asked for. */
        boolean isFor(Visit visit) {
            return visit.isAdministrator() || visit.user().equals(user);
        }
    }

    private final Deque<Close> latestFirst = new ArrayDeque<>();
    private final List<Close> untold = new ArrayList<>();
    private long count;

    synchronized void add(Close close) {
        close.number = ++count;
        latestFirst.addFirst(close);
        untold.add(close);
        if (latestFirst.size() > MOST) {
            latestFirst.removeLast();
        }
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
