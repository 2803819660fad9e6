/**
 * A {@link java.nio.file.FileSystem} over MINA's SFTP client, version 3 of the protocol: what {@link java.nio.file.Files}
 * asks for, said in requests of SFTP, and the server's answers in the exceptions of {@code java.nio.file}.
 *
 * <p>Knows MINA's SFTP client; opens no channel of its own. (MINA has a file system, too: its move deletes the target first
 * and takes no symbolic link, its failures are none of {@code java.nio.file}, and it ignores the attributes given to it.)
 */
package io.sshra.ssh.mina.sftp;
