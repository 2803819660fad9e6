package io.sshra.cluster;

import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Another member of the group. For one thread.
 *
 * <pre>
 *     UNKNOWN ──its digest──▶ PRESENT ──its Bye, no application there──▶ ABSENT ──its digest──▶ PRESENT
 *        └──no application there──▶ ABSENT        from each: not in the group any more──▶ (gone)
 * </pre>
 */
final class Peer {

    /** Whether it runs the application. */
    enum State { UNKNOWN, PRESENT, ABSENT }

    static final long FIRST_RETRY = TimeUnit.MILLISECONDS.toNanos(400);
    static final long LAST_RETRY = TimeUnit.SECONDS.toNanos(10);

    final String name;
    State state = State.UNKNOWN;
    /** That of its ends. */
    long origin;
    /** Whether its digest has come since it appeared in the group. */
    boolean greeted;
    /** It has let a question pass unanswered, and nothing has come from it since: nobody waits for it. */
    boolean silent;
    /** It knows the ends of this node up to this number. */
    private long confirmed;
    /** The numbers of others that it knows. */
    private final TreeSet<Long> confirmedBeyond = new TreeSet<>();
    /** How many answers in a row were too late to say exactly when a session ended. */
    int lateAnswers;
    /** Messages that it has refused since the last one of its own. */
    private int refusals;
    private long retry = FIRST_RETRY;
    private Moment contacted;

    Peer(String name) {
        this.name = name;
    }

    boolean isPresent() {
        return state == State.PRESENT;
    }

    /** It has appeared in the group, perhaps again: neither side knows what the other one has missed. */
    void appeared() {
        greeted = false;
        contacted = null;
        retry = FIRST_RETRY;
    }

    /** It does not run the application. */
    void isAbsent() {
        if (state != State.ABSENT) {
            state = State.ABSENT;
            greeted = false;
            // Soon, because refusals from before its start may have come after its digest.
            retry = FIRST_RETRY;
        }
    }

    /**
     * It has refused a message. Returns whether it is sure that it does not run the application; otherwise it is to be contacted.
     */
    boolean isAbsentAfterRefusal() {
        refusals++;
        if (isPresent() && refusals == 1) {
            appeared();
            return false;
        }
        return true;
    }

    /** It has answered. */
    void heard() {
        silent = false;
        refusals = 0;
        retry = FIRST_RETRY;
    }

    /** It has told the origin of its ends. If that is another one than before, it has been started again, and has forgotten everything. */
    void isFrom(long itsOrigin) {
        if (origin != itsOrigin) {
            origin = itsOrigin;
            confirmed = 0;
            confirmedBeyond.clear();
        }
    }

    /** It knows this end of this node. */
    void confirms(long number) {
        if (number > confirmed) {
            confirmedBeyond.add(number);
            advance();
        }
    }

    /** It knows all ends of this node up to this number. */
    void confirmsUpTo(long number) {
        confirmed = Math.max(confirmed, number);
        confirmedBeyond.headSet(confirmed, true).clear();
        advance();
    }

    private void advance() {
        while (!confirmedBeyond.isEmpty() && confirmedBeyond.first() == confirmed + 1) {
            confirmed = confirmedBeyond.pollFirst();
        }
    }

    boolean hasConfirmed(long number) {
        return number <= confirmed || confirmedBeyond.contains(number);
    }

    long confirmed() {
        return confirmed;
    }

    /**
     * Whether it is time to send it a digest.
     *
     * @param lacks whether it has not confirmed all ends of this node
     */
    boolean wantsContact(Moment now, boolean lacks) {
        return (!greeted || lacks) && (contacted == null || contacted.since(now) >= retry);
    }

    /** A digest is being sent. Returns after how many nanoseconds to look again. */
    long contacted(Moment now) {
        long next = retry;
        contacted = now;
        retry = Math.min(2 * retry, LAST_RETRY);
        return next;
    }

    /** An end was told to it now, and it had confirmed all others: it has some time to confirm this one. */
    void told(Moment now) {
        contacted = now;
    }
}
