package io.sshra.ssh.mina;

import io.sshra.ssh.SpareRule;
import io.sshra.ssh.mina.sftp.SpareUser;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * The channels of one connection that are open and not in use: spare session channels, and SFTP channels that were used before. A spare
 * is no channel of MINA until it is taken. A server that refuses a spare gets no more than it has room for, and one that closes a
 * channel that is not in use gets none any more.
 *
 * <p>Whoever takes a spare sends its request under the lock, so that no message of the server about that channel is handled before
 * the channel exists. Everything else is sent by the {@link SpareSender} without the lock. Thread-safe.
 */
final class SpareChannels {

    private final ChannelGuard guard;
    private final SpareSender sender;
    private final ReentrantLock lock = new ReentrantLock();
    /** There may be room: the server has answered an opening, a channel was given back, or the connection has ended. */
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private final SpareList spares = new SpareList();
    private final KeptSftp kept = new KeptSftp();
    private final SpareQuota quota;

    SpareChannels(ChannelGuard guard) {
        this.guard = guard;
        this.sender = new SpareSender(guard.getSession());
        this.quota = new SpareQuota(guard);
    }

    void keep(SpareRule rule) {
        quota.set(rule);
    }

    /** There are none if this server is known to close them. */
    void on(SpareHost server) {
        quota.on(server);
        if (server.closesSpares()) {
            stop();
        }
    }

    /** The server has opened a session channel. There are no spares before. */
    void sessionOpened() {
        quota.sessionOpened();
    }

    /** The connection has ended; it is lost if the other side has ended it. */
    void connectionEnded(boolean lost) {
        change(() -> {
            if (lost && !quota.host().opensMore() && spares.isOpening()) {
                quota.host().hasEndedAtSpare();
            }
        });
    }

    /** A session channel has ended. */
    void channelEnded() {
        if (quota.channelEnded()) {
            adjust();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        sender.flush();
    }

    // ---- who needs a channel ----

    /** Begins a session channel on a spare. False if there is none: then it opens one of its own, for which there is room. */
    boolean begin(SpareUser channel) throws IOException {
        Spare spare;
        lock.lock();
        try {
            spare = quota.host().isConnected() ? best() : null;
            if (spare != null) {
                begin(channel, spare);
            }
        } finally {
            lock.unlock();
        }
        if (spare == null) {
            sender.flushFirst();
        } else {
            sender.flush();
        }
        return spare != null;
    }

    /** Null if the caller has to open a channel, for which there is room. */
    private Spare best() {
        Spare spare = quota.isStopped() ? null : spares.best(quota.host().isHeardLately());
        if (spare == null) {
            trim();
            // Nothing can be closed before it is open. So if there are too many still, one of them is for this caller.
            return areTooMany() ? spares.unanswered() : null;
        }
        return spare;
    }

    private boolean areTooMany() {
        return kept.size() + spares.places() > quota.room();
    }

    /**
     * For a channel that is no session: closes what has its place. Blocks until the server has answered the openings that have it, but
     * no longer than this time.
     */
    void awaitRoom(Duration most) throws InterruptedException {
        adjust();
        long nanos = most.toNanos();
        lock.lock();
        try {
            while (nanos > 0 && areTooMany() && spares.unanswered() != null && quota.host().isConnected()) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
        sender.flushFirst();
    }

    private void begin(SpareUser channel, Spare spare) throws IOException {
        spares.remove(spare);
        boolean begun = false;
        try {
            guard.adopt(channel, spare);
            begun = !channel.isClosed();
        } finally {
            if (!begun) {
                spares.putBack(spare, sender);
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
        change(() -> {
            trim();
            int wanted = quota.wanted(spares, kept);
            spares.shrinkTo(wanted, sender);
            spares.growTo(wanted, guard, quota.isSettled(), sender);
        });
    }

    /** See {@link io.sshra.ssh.Transport#lacksSpares()}. */
    boolean areMissing() {
        lock.lock();
        try {
            return quota.lacks(spares, kept);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps no more than there is room for: closes SFTP first, and then the oldest spares. */
    private void trim() {
        while (kept.size() > 0 && areTooMany()) {
            kept.closeOldest(sender);
        }
        spares.fitInto(quota.room(), sender);
    }

    /** The server does not bear them. */
    void stop() {
        change(this::stopNow);
    }

    /** The server closes spares. */
    void stopForHost() {
        change(this::stopNowForHost);
    }

    private void stopNowForHost() {
        quota.host().hasClosedSpare();
        stopNow();
    }

    private void stopNow() {
        quota.stop();
        spares.shrinkTo(0, sender);
        kept.closeAll(sender);
    }

    // ---- what the server says ----

    /**
     * Takes a message about a channel that MINA does not know. On the I/O thread.
     *
     * @return false if it is not about a spare
     */
    boolean handle(int message, long id, Buffer buffer) {
        lock.lock();
        try {
            Spare spare = spares.find(id);
            if (spare == null) {
                return false;
            }
            buffer.getUInt();
            handle(message, spare, buffer);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        sender.flush();
        return true;
    }

    private void handle(int message, Spare spare, Buffer buffer) {
        switch (message) {
            case SshConstants.SSH_MSG_CHANNEL_OPEN_CONFIRMATION -> {
                quota.host().hasOpenedMore();
                spares.opened(spare, buffer, sender);
            }
            case SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE -> refused(spare);
            case SshConstants.SSH_MSG_CHANNEL_CLOSE -> {
                if (spare.state == Spare.State.READY) {
                    spares.close(spare, sender);
                    stopNowForHost();
                }
                spares.remove(spare);
            }
            default -> {
                if (spare.state == Spare.State.READY && !spare.bears(message, buffer, sender)) {
                    stopNowForHost();
                }
            }
        }
    }

    private void refused(Spare spare) {
        spares.remove(spare);
        if (quota.refused(spare)) {
            stopNow();
        }
    }

    // ---- SFTP that was used before ----

    /** Keeps an SFTP channel, which is still counted as in use, for the next user; false if it is not wanted. */
    boolean keep(MinaSftpClient client, MinaTransport transport) {
        client.whenClosed(() -> lost(client));
        Duration time = quota.rule().sftpKept();
        lock.lock();
        try {
            if (quota.isStopped() || time.isZero() || kept.size() + spares.places() > quota.rule().room()) {
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
        change(() -> {
            if (kept.remove(client)) {
                stopNow();
            }
        });
    }

    private void expired(MinaSftpClient client) {
        change(() -> {
            if (kept.remove(client)) {
                sender.close(client);
            }
        });
    }

    /** See {@link io.sshra.ssh.Transport#makeRoom()}. */
    void makeRoom() {
        change(() -> {
            if (kept.size() > 0 && spares.best(true) == null) {
                kept.closeOldest(sender);
            }
        });
    }
}
