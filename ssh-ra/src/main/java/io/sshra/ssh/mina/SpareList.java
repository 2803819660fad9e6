package io.sshra.ssh.mina;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/** The spare session channels of one connection, by age. Guarded by the lock of {@link SpareChannels}. */
final class SpareList {

    /** A caller relies on an opening that has taken no longer than this. A server may not answer a second one. */
    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(1);

    static {
        // Loads the class with this one. When the first spare is opened, there may be no file descriptor to read it from.
        new Spare(0, 0, 0);
    }

    private final List<Spare> spares = new ArrayList<>(2);

    /** Null if there is none of this number. */
    Spare find(long id) {
        for (Spare spare : spares) {
            if (spare.id == id) {
                return spare;
            }
        }
        return null;
    }

    void remove(Spare spare) {
        spares.remove(spare);
    }

    /**
     * The latest one that is open, or else one that should soon be; null if there is none.
     *
     * @param open whether one that is open is wanted, too
     */
    Spare best(boolean open) {
        Spare young = null;
        for (int i = spares.size() - 1; i >= 0; i--) {
            Spare spare = spares.get(i);
            if (open && spare.state == Spare.State.READY) {
                return spare;
            }
            if (isYoung(spare)) {
                young = spare;
            }
        }
        return young;
    }

    /** One whose opening is not answered, however old; null if there is none. */
    Spare unanswered() {
        return spares.stream().filter(Spare::isUnanswered).findFirst().orElse(null);
    }

    private static boolean isYoung(Spare spare) {
        return spare.isUnanswered() && System.nanoTime() - spare.openingNanos < YOUNG_NANOS;
    }

    /** Whether the opening of one was sent and is not answered, and answers do not take longer than this. */
    boolean isOpening() {
        return spares.stream().anyMatch(SpareList::isYoung);
    }

    /** The number of those that are open. */
    int ready() {
        return (int) spares.stream().filter(spare -> spare.state == Spare.State.READY).count();
    }

    /** The number of those that are open or will be. */
    int size() {
        int size = 0;
        for (Spare spare : spares) {
            size += spare.isWanted() ? 1 : 0;
        }
        return size;
    }

    /** The number of those that have a place at the server, or will have one when it opens them. */
    int places() {
        int places = 0;
        for (Spare spare : spares) {
            places += spare.state == Spare.State.CLOSING ? 0 : 1;
        }
        return places;
    }

    /**
     * Opens as many as are missing. What was not wanted any more and is not open yet is wanted again first.
     *
     * @param settled whether the server has freed the places of all channels that have ended
     */
    void growTo(int wanted, ChannelGuard guard, boolean settled, SpareSender sender) {
        for (int i = 0; i < spares.size() && size() < wanted; i++) {
            if (spares.get(i).state == Spare.State.UNWANTED) {
                spares.get(i).state = Spare.State.OPENING;
            }
        }
        for (int present = size(); present < wanted; present++) {
            Spare spare = new Spare(guard.newId(), System.nanoTime(), settled ? guard.sessions() + present : -1);
            spares.add(spare);
            sender.send(spare.opening(sender.session()));
        }
    }

    /** Closes the oldest ones that have too many places. Those that the server has not opened yet keep theirs until it has. */
    void fitInto(int room, SpareSender sender) {
        for (int i = 0; i < spares.size() && places() > room; i++) {
            if (spares.get(i).state == Spare.State.READY) {
                close(spares.get(i), sender);
            }
        }
        shrinkTo(room, sender);
    }

    /** Closes the oldest ones that are too many. */
    void shrinkTo(int most, SpareSender sender) {
        for (int i = 0; i < spares.size() && size() > most; i++) {
            Spare spare = spares.get(i);
            if (spare.state == Spare.State.OPENING) {
                spare.state = Spare.State.UNWANTED;
            } else if (spare.state == Spare.State.READY) {
                close(spare, sender);
            }
        }
    }

    /** The server has opened it. */
    void opened(Spare spare, Buffer confirmation, SpareSender sender) {
        if (spare.state == Spare.State.OPENING || spare.state == Spare.State.UNWANTED) {
            boolean usable = spare.opened(sender.session(), confirmation);
            if (usable && spare.state == Spare.State.OPENING) {
                spare.state = Spare.State.READY;
            } else {
                close(spare, sender);
            }
        }
    }

    /** Closes one that is open at the server. It stays in the list until the server has closed it, too. */
    void close(Spare spare, SpareSender sender) {
        spare.state = Spare.State.CLOSING;
        sender.send(spare.message(sender.session(), SshConstants.SSH_MSG_CHANNEL_CLOSE));
    }

    /** One that was taken could not be used. */
    void putBack(Spare spare, SpareSender sender) {
        spares.add(spare);
        if (spare.isUnanswered()) {
            spare.state = Spare.State.UNWANTED;
        } else {
            close(spare, sender);
        }
    }
}
