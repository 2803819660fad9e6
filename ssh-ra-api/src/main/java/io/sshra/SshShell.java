package io.sshra;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The remote user's shell on a pseudo-terminal (RFC 4254 sections 6.2 and 6.5). What the terminal shows is read from
 * {@link #stdout()}; what is typed is written to {@link #stdin()}.
 *
 * @since 1.0
 */
public interface SshShell extends SshProcess {

    /**
     * Changes the size of the terminal (RFC 4254 section 6.7).
     *
     * @param columns characters in a line, 1 to 65535
     * @param rows    lines, 1 to 65535
     * @throws IllegalArgumentException   if there is no such size
     * @throws SshConnectionLostException if the shell has ended or the connection is gone
     */
    void resize(int columns, int rows) throws SshException;

    /**
     * Starts recording what is read from {@link #stdout()}, and changes of size, as asciicast v2, the format of
     * {@code asciinema play}. Input is not recorded, because it may be a password. {@link #close()} ends the recording.
     *
     * @param file is created; must not exist
     * @throws IOException           if the file can't be created
     * @throws IllegalStateException if the shell is already being recorded
     */
    void record(Path file) throws IOException;
}
