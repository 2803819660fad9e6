package io.sshra.fake;

import io.sshra.SshCommand;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a command of a machine does. It runs on a thread of its own, which is interrupted when the command is ended from outside. Its
 * streams then throw an {@link java.io.IOException}.
 *
 * @since 1.0
 */
@FunctionalInterface
public interface FakeProgram {

    /**
     * Runs to the command's end.
     *
     * @param command what was asked for
     * @param stdin   what the application writes; ends when it closes the stream, or after the command's input
     * @param stdout  what the application reads. Writing waits if the application does not read
     * @param stderr  likewise; the same as {@code stdout} if the command merges them
     * @return the exit status
     * @throws Exception if the program was ended from outside. Any other exception ends it with the exit status 255, and its text on stderr
     */
    int run(SshCommand command, InputStream stdin, OutputStream stdout, OutputStream stderr) throws Exception;
}
