package io.sshra.ssh.mina;

import io.sshra.ssh.SpareRule;
import io.sshra.ssh.mina.sftp.SpareUser;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * The channels of one connection that are open and not in use: spare session channels, and SFTP channels that were used before. A spare
 * is no channel of MINA until it is taken. A server that refuses a spare gets no more than it has room for, and one that closes a
 * channel that is not in use gets none any more.
 *
 * <p>Whoever takes a spare sends its request under the lock, so that no message of the server about that channel is handled before
 * the channel exists. Everything else is sent without the lock. Thread-safe; nothing blocks.
 */
final class SpareChannels {

    /** A refusal of what was sent so soon after the end of a channel says little: the server may not have freed its place yet. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ChannelGuard guard;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final SpareList spares = new SpareList();
    private final KeptSftp kept = new KeptSftp();
    private boolean stopped;
    private int mostSessions = Integer.MAX_VALUE;
    /** Null if no refusal was put down to a channel that had just ended. */
    private Long pausedSinceNanos;

    private volatile SpareRule rule = SpareRule.NONE;
    private volatile boolean sessionOpened;
    /** Set before there are spares. */
    private volatile SpareHost host;
    /** When a session channel ended; null if none has. */
    private volatile Long endedNanos;

    SpareChannels(ChannelGuard guard) {
        this.guard = guard;
    }

    void keep(SpareRule newRule) {
        rule = newRule;
    }

    /** There are none if this server is known to close them. */
    void on(SpareHost server) {
        host = server;
        if (server.closesSpares()) {
            stop();
        }
    }

    /** The server has opened a session channel. There are no spares before. */
    void sessionOpened() {
        if (sessionOpened) {
            host.hasOpenedMore();
        }
        sessionOpened = true;
    }

    /** The other side has ended the connection. */
    void connectionLost() {
        change(work -> {
            if (!host.opensMore() && spares.isOpening()) {
                host.hasEndedAtSpare();
            }
        });
    }

    /** A session channel has ended. The first spare at a server may wait for that. */
    void channelEnded() {
        endedNanos = System.nanoTime();
        if (sessionOpened && !host.opensMore()) {
            adjust();
        }
    }

    private static boolean isRecent(Long nanos) {
        return nanos != null && System.nanoTime() - nanos < SETTLED_NANOS;
    }

    private void change(Consumer<SpareWork> change) {
        SpareWork work = new SpareWork(guard.getSession());
        lock.lock();
        try {
            change.accept(work);
        } finally {
            lock.unlock();
        }
        work.run();
    }

    // ---- who needs a channel ----

    /** Begins a session channel on a spare. False if there is none: then it opens one of its own, for which there is room. */
    boolean begin(SpareUser channel) throws IOException {
        SpareWork work = new SpareWork(guard.getSession());
        Spare spare;
        lock.lock();
        try {
            spare = host.isConnected() ? spares.best(host.isHeardLately()) : null;
            if (spare == null) {
                trim(work);
            } else {
                begin(channel, spare, work);
            }
        } finally {
            lock.unlock();
        }
        work.run();
        return spare != null;
    }

    private void begin(SpareUser channel, Spare spare, SpareWork work) throws IOException {
        spares.remove(spare);
        boolean begun = false;
        try {
            guard.adopt(channel, spare);
            begun = !channel.isClosed();
        } finally {
            if (!begun) {
                spares.putBack(spare, work);
            }
        }
    }

    // ---- how many there are ----

    /** Open and not in use. */
    int count() {
        lock.lock();
        try {
            return kept.size() + spares.ready();
        } finally {
            lock.unlock();
        }
    }

    /** See {@link io.sshra.ssh.Transport#adjustSpares()}. */
    void adjust() {
        change(work -> {
            trim(work);
            int wanted = wanted();
            spares.shrinkTo(wanted, work);
            spares.growTo(wanted, guard, !isRecent(endedNanos), work);
        });
    }

    /** See {@link io.sshra.ssh.Transport#lacksSpares()}. */
    boolean areMissing() {
        lock.lock();
        try {
            // Without the server's limit: the channel that has just ended may still count.
            return !stopped && sessionOpened && spares.size() < Math.min(rule.wanted(), rule.room() - kept.size());
        } finally {
            lock.unlock();
        }
    }

    private int wanted() {
        if (stopped || !sessionOpened || !host.isConnected()) {
            return 0;
        }
        int wanted = Math.min(rule.wanted(), rule.room() - kept.size());
        if (mostSessions != Integer.MAX_VALUE) {
            wanted = Math.min(wanted, mostSessions - guard.sessions());
        }
        boolean waits = isRecent(pausedSinceNanos) || !host.opensMore() && guard.sessionsInUse() > kept.size();
        return waits ? Math.min(wanted, spares.size()) : wanted;
    }

    /** Keeps no more than there is room for: closes SFTP first, and then the oldest spares. */
    private void trim(SpareWork work) {
        int room = Math.max(0, rule.room());
        while (kept.size() > 0 && kept.size() + spares.size() > room) {
            kept.closeOldest(work);
        }
        spares.shrinkTo(room, work);
    }

    /** The server does not bear them. */
    void stop() {
        change(this::stop);
    }

    /** The server closes spares. */
    void stopForHost() {
        change(this::stopForHost);
    }

    private void stopForHost(SpareWork work) {
        host.hasClosedSpare();
        stop(work);
    }

    private void stop(SpareWork work) {
        stopped = true;
        spares.shrinkTo(0, work);
        kept.closeAll(work);
    }

    // ---- what the server says ----

    /**
     * Takes a message about a channel that MINA does not know. On the I/O thread.
     *
     * @return false if it is not about a spare
     */
    boolean handle(int message, long id, Buffer buffer) {
        SpareWork work = new SpareWork(guard.getSession());
        lock.lock();
        try {
            Spare spare = spares.find(id);
            if (spare == null) {
                return false;
            }
            buffer.getUInt();
            handle(message, spare, buffer, work);
        } finally {
            lock.unlock();
        }
        work.run();
        return true;
    }

    private void handle(int message, Spare spare, Buffer buffer, SpareWork work) {
        switch (message) {
            case SshConstants.SSH_MSG_CHANNEL_OPEN_CONFIRMATION -> {
                host.hasOpenedMore();
                spares.opened(spare, buffer, work);
            }
            case SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE -> refused(spare, work);
            case SshConstants.SSH_MSG_CHANNEL_CLOSE -> {
                if (spare.state == Spare.State.READY) {
                    spares.close(spare, work);
                    stopForHost(work);
                }
                spares.remove(spare);
            }
            default -> {
                if (spare.state == Spare.State.READY && !spare.bears(message, buffer, work)) {
                    stopForHost(work);
                }
            }
        }
    }

    private void refused(Spare spare, SpareWork work) {
        spares.remove(spare);
        if (spare.others < 0) {
            pausedSinceNanos = System.nanoTime();
            return;
        }
        mostSessions = Math.min(mostSessions, spare.others);
        if (mostSessions <= 1) {
            stop(work);
        }
    }

    // ---- SFTP that was used before ----

    /** Keeps an SFTP channel, which is still counted as in use, for the next user; false if it is not wanted. */
    boolean keep(MinaSftpClient client, MinaTransport transport) {
        client.whenClosed(() -> lost(client));
        Duration time = rule.sftpKept();
        lock.lock();
        try {
            if (stopped || time.isZero() || kept.size() + spares.size() > rule.room()) {
                return false;
            }
            kept.add(client);
            client.expires(transport.after(time, () -> expired(client)));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One for a user; null if there is none. */
    MinaSftpClient takeSftp() {
        lock.lock();
        try {
            return kept.take();
        } finally {
            lock.unlock();
        }
    }

    /** The server has closed it. */
    private void lost(MinaSftpClient client) {
        change(work -> {
            if (kept.remove(client)) {
                stop(work);
            }
        });
    }

    private void expired(MinaSftpClient client) {
        change(work -> {
            if (kept.remove(client)) {
                work.close(client);
            }
        });
    }

    /** See {@link io.sshra.ssh.Transport#makeRoom()}. */
    void makeRoom() {
        change(work -> {
            if (kept.size() > 0 && spares.best(true) == null) {
                kept.closeOldest(work);
            }
        });
    }
}
