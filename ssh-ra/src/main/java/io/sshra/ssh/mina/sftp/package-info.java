/**
 * A {@link java.nio.file.FileSystem} over MINA's SFTP client, version 3 of the protocol. It makes SFTP requests for the
 * operations of {@link java.nio.file.Files}, and exceptions of {@code java.nio.file} from the server's answers.
 *
 * <p>Uses MINA's SFTP client and opens no channel itself. (MINA has a file system, too. But its move deletes the target first
 * and does not move symbolic links, it does not throw the exceptions of {@code java.nio.file}, and it ignores attributes for
 * new files.)
 */
package io.sshra.ssh.mina.sftp;
