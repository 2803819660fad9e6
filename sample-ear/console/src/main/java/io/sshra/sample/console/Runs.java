package io.sshra.sample.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The commands of one visit, latest first. Thread-safe. */
final class Runs {

    /** The number of commands that may run at once, and the number that are remembered. */
    static final int MOST_AT_ONCE = 10;
    static final int MOST = 50;

    private final Deque<Run> latestFirst = new ArrayDeque<>();
    private int started;

    synchronized String nextId() {
        return String.valueOf(++started);
    }

    /** @return false if too many commands are running; none of the new ones is started then */
    synchronized boolean add(List<Run> added) {
        if (latestFirst.stream().filter(Run::isRunning).count() + added.size() > MOST_AT_ONCE) {
            return false;
        }
        added.forEach(latestFirst::addFirst);
        while (latestFirst.size() > MOST) {
            latestFirst.removeLast();
        }
        return true;
    }

    synchronized List<Run> all() {
        return List.copyOf(latestFirst);
    }
}
