package io.sshra.sample.console;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands of one visit, latest first. Thread-safe. */
final class Runs {

    /** The number of commands that may run at once, and the number that are remembered. */
    static final int MOST_AT_ONCE = 10;
    static final int MOST = 50;

    private static final Comparator<Run.View> LATEST_FIRST = Comparator.comparing((Run.View view) -> Instant.parse(view.startedAt())).reversed();

    private final Deque<Run> latestFirst = new ArrayDeque<>();
    /** Those of other servers. */
    private List<KeptVisit.Command> elsewhere = List.of();

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

    /** Those that run here or have run here. */
    synchronized List<Run> all() {
        return List.copyOf(latestFirst);
    }

    /** All with their output, as far as it is here. */
    synchronized List<Run.View> views() {
        return latest(latestFirst.stream().map(Run::viewWithOutput));
    }

    private List<Run.View> latest(Stream<Run.View> here) {
        return Stream.concat(here, elsewhere.stream().map(KeptVisit.Command::elsewhere)).sorted(LATEST_FIRST).limit(MOST).toList();
    }

    /** What another server needs to know of them. */
    synchronized List<KeptVisit.Command> kept() {
        return latest(latestFirst.stream().map(Run::view)).stream().map(KeptVisit.Command::of).toList();
    }

    /** Adds those that another server has kept. */
    synchronized void takeOver(List<KeptVisit.Command> kept) {
        Set<String> here = latestFirst.stream().map(Run::id).collect(Collectors.toSet());
        elsewhere = kept.stream().filter(command -> !here.contains(command.id())).toList();
    }
}
