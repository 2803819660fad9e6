package io.sshra.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The sessions that have ended somewhere in the cluster within the last idle time-out. For one thread.
 *
 * <p>Of each end it keeps the latest moment, by this node's clocks, at which it can have been: the moment when a message of it came,
 * without the age that the message says. The way of a message takes time, so a moment may be too late and never too early. If
 * several messages tell of an end, the earliest of these moments is kept.
 */
final class EndedSessions {

    /** An end that is remembered. */
    private static final class Entry {

        private final String user;
        private final String session;
        private Moment at;

        Entry(String user, String session, Moment at) {
            this.user = user;
            this.session = session;
            this.at = at;
        }
    }

    /** The ends of one start of one node. */
    private static final class Origin {

        /** All ends up to this number are known, though they may be too old to be kept. */
        private long known;
        /** The numbers of others that are known. */
        private final TreeSet<Long> beyond = new TreeSet<>();
        private final TreeMap<Long, Entry> kept = new TreeMap<>();

        boolean knows(long number) {
            return number <= known || beyond.contains(number);
        }

        void learned(long number) {
            if (number > known) {
                beyond.add(number);
                advance();
            }
        }

        void learnedUpTo(long number) {
            if (number > known) {
                known = number;
                beyond.headSet(number, true).clear();
                advance();
            }
        }

        private void advance() {
            while (!beyond.isEmpty() && beyond.first() == known + 1) {
                known = beyond.pollFirst();
            }
        }
    }

    private final Map<Long, Origin> origins = new HashMap<>();
    private int size;

    /** The number of ends that are kept. */
    int size() {
        return size;
    }

    /**
     * Adds an end, or the earlier moment of one that is known.
     *
     * @param at not before it was
     * @return whether it was unknown
     */
    boolean add(long origin, long number, String user, String session, Moment at) {
        Origin of = origins.computeIfAbsent(origin, absent -> new Origin());
        if (of.knows(number)) {
            Entry entry = of.kept.get(number);
            if (entry != null && at.nanos() < entry.at.nanos()) {
                entry.at = at;
            }
            return false;
        }
        of.learned(number);
        of.kept.put(number, new Entry(user, session, at));
        size++;
        return true;
    }

    /** How many nanoseconds ago a known end was, or less; 0 if it is not kept. */
    long age(long origin, long number, Moment now) {
        Origin of = origins.get(origin);
        Entry entry = of == null ? null : of.kept.get(number);
        return entry == null ? 0 : entry.at.leastAgo(now);
    }

    /**
     * What another node needs to know in order to see what it lacks: by origin, up to which number all ends are known.
     *
     * @param members the origins of the nodes that are there
     */
    Map<Long, Long> known(Set<Long> members) {
        Map<Long, Long> known = new HashMap<>();
        origins.forEach((origin, of) -> {
            // Others of which nothing is kept are of no use to anybody, and would never be forgotten if they were passed on.
            if (of.known > 0 && (members.contains(origin) || !of.kept.isEmpty())) {
                known.put(origin, of.known);
            }
        });
        return known;
    }

    /** Up to which number all ends of this origin are known. */
    long known(long origin) {
        Origin of = origins.get(origin);
        return of == null ? 0 : of.known;
    }

    /** Of what another node knows, what is lacking here: by origin, the number after which ends are unknown. */
    Map<Long, Long> lacking(Map<Long, Long> others) {
        Map<Long, Long> after = new HashMap<>();
        others.forEach((origin, number) -> {
            Origin of = origins.get(origin);
            long known = of == null ? 0 : of.known;
            if (number > known) {
                after.put(origin, known);
            }
        });
        return after;
    }

    /**
     * The ends that another node lacks, at most this many.
     *
     * @param after see {@link #lacking}
     */
    Message.Ends missing(long request, Map<Long, Long> after, int most, Moment now) {
        List<Message.End> ends = new ArrayList<>();
        Map<Long, Long> known = new HashMap<>();
        boolean more = false;
        for (Map.Entry<Long, Long> wanted : after.entrySet()) {
            Origin of = origins.get(wanted.getKey());
            if (of == null) {
                continue;
            }
            long last = of.known;
            for (Map.Entry<Long, Entry> kept : of.kept.tailMap(wanted.getValue(), false).entrySet()) {
                if (ends.size() == most) {
                    more = true;
                    last = Math.min(last, kept.getKey() - 1);
                    break;
                }
                ends.add(end(wanted.getKey(), kept.getKey(), kept.getValue(), now));
            }
            known.put(wanted.getKey(), last);
        }
        return new Message.Ends(request, ends, known, more);
    }

    /** One end, as a message tells it; null if it is not kept. */
    Message.End end(long origin, long number, Moment now) {
        Origin of = origins.get(origin);
        Entry entry = of == null ? null : of.kept.get(number);
        return entry == null ? null : end(origin, number, entry, now);
    }

    private static Message.End end(long origin, long number, Entry entry, Moment now) {
        return new Message.End(origin, number, entry.user, entry.session, entry.at.leastAgo(now));
    }

    /** The numbers of kept ends of this origin after this one, in order. */
    Collection<Long> keptAfter(long origin, long number) {
        Origin of = origins.get(origin);
        return of == null ? List.of() : of.kept.tailMap(number, false).keySet();
    }

    /** Another node has told all of its ends up to these numbers, as far as it keeps them. */
    void learned(Map<Long, Long> known) {
        known.forEach((origin, number) -> origins.computeIfAbsent(origin, absent -> new Origin()).learnedUpTo(number));
    }

    /**
     * Forgets the ends that are older than this, and of the others the oldest of each origin if they are too many.
     *
     * @param members the origins of nodes that are there, whose numbers are kept
     */
    void forget(Moment now, long nanos, int most, Set<Long> members) {
        Iterator<Map.Entry<Long, Origin>> all = origins.entrySet().iterator();
        while (all.hasNext()) {
            Origin of = all.next().getValue();
            // In the order of their numbers, which is that of their times but for the time that messages took.
            while (!of.kept.isEmpty() && (of.kept.firstEntry().getValue().at.leastAgo(now) > nanos || size > most)) {
                of.kept.pollFirstEntry();
                size--;
            }
        }
        origins.entrySet().removeIf(entry -> entry.getValue().kept.isEmpty() && !members.contains(entry.getKey()));
    }
}
