package io.sshra.ssh;

import io.sshra.SshException;
import io.sshra.base.FileAccess;
import java.nio.file.FileSystem;

/** A channel with the subsystem "sftp" (RFC 4254 section 6.5), seen as a file system. Closing either closes both. */
public interface SftpChannel extends LastingChannel {

    /**
     * From now on the user may only do this. Called once, before the user gets the file system.
     *
     * @param allowed null for everything
     */
    void restrict(FileAccess allowed);

    /** The server's files. */
    FileSystem fileSystem();

    /**
     * Ends the use of this channel and of its file system: nothing of them is in use any more. The transport may keep the server's
     * side for the next user. No-op if it was closed or released before.
     */
    void release();

    /**
     * Makes sure that the server still has the channel, if it was kept: waits for an answer. Otherwise returns at once.
     *
     * @throws ChannelNotOpenedException if the server does not answer; the channel is closed then
     * @throws SshException              if the thread was interrupted; it stays interrupted, and the channel is closed
     */
    void confirm() throws ChannelNotOpenedException, SshException;

    /**
     * Whether it was kept, and has ended, maybe with its connection, without an answer to its present user, who has requested nothing
     * that changes files, but for the creation of new files and folders. May wait a moment to find out. The same can be done on another
     * channel then.
     */
    boolean isUntouched();

    /** Whether it failed because the connection was lost. May wait a moment to find out. */
    boolean isLost();
}
