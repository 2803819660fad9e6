package io.sshra;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The remote user's shell on a pseudo-terminal (RFC 4254 sections 6.2 and 6.5). What the terminal shows is read from
 * {@link #stdout()}; what is typed is written to {@link #stdin()}.
 */
public interface SshShell extends SshProcess {

    /**
     * The terminal has another size (RFC 4254 section 6.7).
     *
     * @param columns characters a line, at least 1
     * @param rows    lines, at least 1
     * @throws SshInputException          if this is no size
     * @throws SshConnectionLostException if the shell has ended or the connection is gone
     */
    void resize(int columns, int rows) throws SshException;

    /**
     * Records from now on what is read from {@link #stdout()}, and changes of size, as asciicast v2, which
     * {@code asciinema play} takes. What is typed is not recorded: it may be a password. The recording ends with the shell's
     * {@link #close()}.
     *
     * @param file made anew; must not exist
     * @throws IOException           if the file can't be made
     * @throws IllegalStateException if it is being recorded already
     */
    void record(Path file) throws IOException;
}
