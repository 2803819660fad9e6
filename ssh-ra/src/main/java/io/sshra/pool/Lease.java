package io.sshra.pool;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.events.SshEvent;
import io.sshra.pool.key.Slot;
import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.SftpChannel;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * The right to open channels on the physical connection of one key: what a container's ManagedConnection stands for. Fresh
 * while there is a live connection, stale when that was lost or evicted (the next use reconnects), dead when its slot has
 * ended.
 */
public final class Lease {

    private final ConnectionKey key;
    /** Null for a lease of a key whose session ended before the container got to make it: dead from the start. */
    private final Slot slot;
    private final Owner owner;

    /** Who holds the lease. */
    public interface Owner {

        /** That of a lease without handles. */
        Owner NOBODY = new Owner() {
            @Override
            public void leaseEnded() {
                // Nobody has to be told.
            }

            @Override
            public boolean isInUse() {
                return false;
            }
        };

        /** The lease is dead: handles are to be closed. Called on any thread, under no lock, once or twice; must not block. */
        void leaseEnded();

        /** Whether a handle on the lease is open. */
        boolean isInUse();
    }

    Lease(ConnectionKey key, Slot slot, Owner owner) {
        this.key = key;
        this.slot = slot;
        this.owner = owner;
    }

    public ConnectionKey key() {
        return key;
    }

    /** Whether it can never be used again. */
    public boolean isDead() {
        return slot == null || slot.isDead();
    }

    /** Whether the container may as well forget it: dead, or without a live connection. */
    public boolean isInvalid() {
        return isDead() || !slot.isLive();
    }

    /**
     * Makes sure that there is an open connection; connects if there is none. For a caller that was admitted.
     *
     * @param login    of the container, taken over; {@link ContainerLogin#NONE} if it has none
     * @param answerer answers questions of the server on this thread; null for none
     * @throws SshException if there is none to be had
     */
    public void checkOut(ContainerLogin login, Answerer answerer) throws SshException {
        if (slot == null) {
            login.destroy();
        }
        slot().logInWith(login);
        slot().connector().connected(answerer);
    }

    /** Whether a handle on it is open. */
    public boolean isInUse() {
        return owner.isInUse();
    }

    /** Runs a command on a channel of its own; reconnects first if need be. */
    public SshCommandResult exec(SshCommand command, OpenChannels channels) throws SshException {
        return slot().channels().exec(command, channels);
    }

    /** Starts a process on a channel of its own; reconnects first if need be. */
    public ProcessChannel start(SshCommand command, OpenChannels channels) throws SshException {
        return slot().channels().start(command, channels);
    }

    /** Starts the user's shell on a channel of its own; reconnects first if need be. */
    public ProcessChannel shell(SshPty pty, Map<String, String> environment, OpenChannels channels) throws SshException {
        return slot().channels().shell(pty, environment, channels);
    }

    /** Forwards a port; reconnects first if need be. */
    public ForwardChannel forward(Forwarding forwarding, OpenChannels channels) throws SshException {
        return slot().channels().forward(forwarding, channels);
    }

    /** Opens SFTP on a channel of its own, for what the event says; reconnects first if need be. */
    public SftpChannel sftp(Charset names, OpenChannels channels, SshEvent event) throws SshException {
        return slot().channels().sftp(names, channels, event);
    }

    /** Records what is done with it. */
    public SlotEvents events() throws SshException {
        return slot().events();
    }

    public SshConnectionInfo info() throws SshException {
        return slot().info();
    }

    /** Gives the lease up; the last one of a key closes its connection. Returns at once. */
    public void destroy() {
        if (slot != null) {
            slot.drop(this);
        }
    }

    /** It is dead: its owner is told. */
    public void end() {
        owner.leaseEnded();
    }

    private Slot slot() throws SshConnectionClosedException {
        if (slot == null) {
            throw new SshConnectionClosedException(SshErrorCode.SESSION_ENDED, key + " ended before it was connected");
        }
        return slot;
    }
}
