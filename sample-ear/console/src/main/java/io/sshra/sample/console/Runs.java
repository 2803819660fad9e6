package io.sshra.sample.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The commands of one visit, the latest first. Used by several threads at once. */
final class Runs {

    /** Commands that may run at once, and that are remembered. */
    static final int MOST_AT_ONCE = 10;
    static final int MOST = 50;

    private final Deque<Run> latestFirst = new ArrayDeque<>();
    private int started;

    synchronized String nextId() {
        return String.valueOf(++started);
    }

    /** @return false if too many run already: then none of these does */
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
