package io.sshra.pool;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.base.Clock;
import io.sshra.events.SshEvent;
import io.sshra.pool.key.Reply;
import io.sshra.pool.key.Slot;
import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.SftpChannel;
import io.sshra.ssh.StreamChannel;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The right to open channels on the physical connection of one key; a ManagedConnection of the container stands for one lease. A
 * lease is fresh while its connection is live, stale after the connection was lost or evicted (the next use reconnects), and dead
 * after its slot has ended.
 */
public final class Lease {

    private final ConnectionKey key;
    /** Null if the session ended before the container made the lease, which is then dead from the start. */
    private final Slot slot;
    private final Owner owner;
    private final HandleLeaks leaks;

    /** Who holds the lease. */
    public interface Owner {

        /** The owner of a lease without handles. */
        Owner NOBODY = new Owner() {
            @Override
            public void leaseEnded() {
                // There is nobody to notify.
            }

            @Override
            public List<HandleOrigin> handles() {
                return List.of();
            }
        };

        /** Closes the handles: the lease is dead. Called on any thread, without a lock, once or twice. Must not block. */
        void leaseEnded();

        /** The origins of the open handles on the lease. */
        List<HandleOrigin> handles();
    }

    Lease(ConnectionKey key, Slot slot, Owner owner, HandleLeaks leaks) {
        this.key = key;
        this.slot = slot;
        this.owner = owner;
        this.leaks = leaks;
    }

    public ConnectionKey key() {
        return key;
    }

    /** Whether this lease can never be used again. */
    public boolean isDead() {
        return slot == null || slot.isDead();
    }

    /** Whether the container may remove this lease: it is dead or has no live connection. */
    public boolean isInvalid() {
        return isDead() || !slot.isLive();
    }

    /**
     * Ensures that there is an open connection, and connects if necessary. For a caller that was admitted.
     *
     * @param login    the container's login, which the lease takes over; {@link ContainerLogin#NONE} if it has none
     * @param answerer answers the server's questions on this thread; null if nobody can
     * @throws SshException if there is no connection and none can be opened
     */
    public void checkOut(ContainerLogin login, Answerer answerer) throws SshException {
        if (slot == null) {
            login.destroy();
        }
        slot().logInWith(login);
        slot().connector().connected(answerer);
    }

    /** Waits until the server answers a keepalive request. For a test of the connection. */
    void awaitReply(Clock clock, Duration limit) throws SshException {
        Reply.await(slot().connector().connected(null), clock, limit);
    }

    /**
     * The calling thread gets a handle on this lease.
     *
     * @param entry the class that the application called for it
     */
    public HandleOrigin handleTaken(Class<?> entry) {
        return leaks.taken(entry);
    }

    /** The origins of the open handles on it. */
    public List<HandleOrigin> handles() {
        return owner.handles();
    }

    /** Whether a handle on it is open. */
    public boolean isInUse() {
        return !handles().isEmpty();
    }

    /** Runs a command on its own channel. Reconnects first if necessary. */
    public SshCommandResult exec(SshCommand command, OpenChannels channels) throws SshException {
        return slot().channels().exec(command, channels);
    }

    /** Starts a process on its own channel. Reconnects first if necessary. */
    public ProcessChannel start(SshCommand command, OpenChannels channels) throws SshException {
        return slot().channels().start(command, channels);
    }

    /** Starts the user's shell on its own channel. Reconnects first if necessary. */
    public ProcessChannel shell(SshPty pty, Map<String, String> environment, OpenChannels channels) throws SshException {
        return slot().channels().shell(pty, environment, channels);
    }

    /** Forwards a port. Reconnects first if necessary. */
    public ForwardChannel forward(Forwarding forwarding, OpenChannels channels) throws SshException {
        return slot().channels().forward(forwarding, channels);
    }

    /** Opens a stream on its own channel. Reconnects first if necessary. */
    public StreamChannel stream(Location destination, OpenChannels channels) throws SshException {
        return slot().channels().stream(destination, channels);
    }

    /** Opens SFTP on its own channel, for the operation of the event. Reconnects first if necessary. */
    public SftpChannel sftp(Charset names, OpenChannels channels, SshEvent event) throws SshException {
        return slot().channels().sftp(names, channels, event);
    }

    /** The same for a user who can't begin again if the server closes a channel that was kept. */
    public SftpChannel confirmedSftp(Charset names, OpenChannels channels, SshEvent event) throws SshException {
        return slot().channels().confirmedSftp(names, channels, event);
    }

    /** Records what this lease is used for. */
    public SlotEvents events() throws SshException {
        return slot().events();
    }

    public SshConnectionInfo info() throws SshException {
        return slot().info();
    }

    /** Gives up the lease. The last lease of a key closes the connection. Never blocks. */
    public void destroy() {
        if (slot != null) {
            slot.drop(this);
        }
    }

    /** Notifies the owner that the lease is dead. */
    public void end() {
        owner.leaseEnded();
    }

    private Slot slot() throws SshConnectionClosedException {
        if (slot == null) {
            throw new SshConnectionClosedException(SshErrorCode.SESSION_ENDED, key + " ended before it connected");
        }
        return slot;
    }
}
