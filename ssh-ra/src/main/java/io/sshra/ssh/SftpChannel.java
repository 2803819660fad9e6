package io.sshra.ssh;

import java.nio.file.FileSystem;

/** A channel with the subsystem "sftp" (RFC 4254 section 6.5), seen as a file system. Closing either closes both. */
public interface SftpChannel extends LastingChannel {

    /** The server's files. */
    FileSystem fileSystem();

    /** Whether it failed because the connection was lost. May wait a moment to find out. */
    boolean isLost();
}
