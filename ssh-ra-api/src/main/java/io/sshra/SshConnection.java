package io.sshra;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A handle on a managed SSH connection. Several threads may use it at the same time: each operation has its own channel
 * (RFC 4254 section 5) on the physical connection that the user's session has to the profile.
 *
 * <p>If the connection dies or is evicted while the handle is open, the next operation reconnects. A command that may have
 * started is never run again.
 *
 * @since 1.0
 */
public interface SshConnection extends SshForwarding, AutoCloseable {

    /**
     * Runs a command line in the remote user's shell and waits for its end, without a time limit.
     *
     * @throws IllegalArgumentException as {@link SshCommand#shell(String)}
     * @throws SshException             as {@link #exec(SshCommand)}
     */
    default SshCommandResult exec(String command) throws SshException {
        return exec(SshCommand.shell(command));
    }

    /**
     * Runs a command and waits for its end. A non-zero exit status, a time-out, and the loss of the connection while the
     * command runs are results, not exceptions.
     *
     * @param command not null
     * @return the result, never null
     * @throws IllegalArgumentException     if the command is null
     * @throws SshInputException            if the account's shell can't be given one of the arguments; nothing ran
     * @throws SshChannelLimitException     if no channel became free in time; nothing ran
     * @throws SshConnectionClosedException if the handle is closed, also by another thread meanwhile, which ends the command
     * @throws SshException                 if reconnecting failed, the caller was interrupted (which ends the command) or
     *                                      the server refused to run it
     */
    SshCommandResult exec(SshCommand command) throws SshException;

    /**
     * Runs a command line on a thread of the executor.
     *
     * @throws IllegalArgumentException as {@link #execAsync(SshCommand, Executor)}
     */
    default CompletableFuture<SshCommandResult> execAsync(String command, Executor executor) {
        return execAsync(SshCommand.shell(command), executor);
    }

    /**
     * Runs a command on a thread of the executor, which waits for its end. The handle must stay open until then: closing it ends the command.
     *
     * <p>The future completes on that thread with what {@link #exec(SshCommand)} returns or throws. If it is completed before, by a
     * cancellation or {@link CompletableFuture#orTimeout} for instance, the command is ended, as by an interrupt of {@code exec}, or it does
     * not start. Nobody waits for that end.
     *
     * @param command  not null
     * @param executor not null; in a container, one that it manages
     * @throws IllegalArgumentException if the command or the executor is null
     * @throws java.util.concurrent.RejectedExecutionException if the executor does not accept the task; nothing ran then
     */
    default CompletableFuture<SshCommandResult> execAsync(SshCommand command, Executor executor) {
        Checks.notNull(command, "the command", "give the command to run");
        Checks.notNull(executor, "the executor", "give one, such as a ManagedExecutorService");
        ExecTask<SshCommandResult> task = new ExecTask<>(() -> exec(command));
        executor.execute(task);
        return task.future();
    }

    /**
     * Starts a command whose streams the caller reads and writes while it runs. The command's input must be empty. Its
     * output limit does not count, and its charset only for the readers and the writer of the process.
     *
     * @param command not null
     * @return the process, to be closed after use
     * @throws IllegalArgumentException     if the command is null or has an input
     * @throws SshInputException            if the account's shell can't be given one of the arguments; nothing ran
     * @throws SshChannelLimitException     if no channel became free in time; nothing ran
     * @throws SshConnectionClosedException if the handle is closed
     * @throws SshConnectionLostException   if the connection was lost before the server had said that it runs; it may run
     * @throws SshException                 if reconnecting failed, the caller was interrupted or the server refused to run it
     */
    SshProcess start(SshCommand command) throws SshException;

    /**
     * The remote user's shell on a terminal.
     *
     * @throws SshException as {@link #shell(SshPty, Map)}
     */
    default SshShell shell(SshPty pty) throws SshException {
        return shell(pty, Map.of());
    }

    /**
     * The remote user's shell on a terminal.
     *
     * @param pty         not null
     * @param environment variables for it (RFC 4254 section 6.4), which the server may ignore without saying so; not null
     * @return the shell, to be closed after use
     * @throws IllegalArgumentException if the terminal is null or a variable is invalid, see {@link SshCommand#withEnvironment}
     * @throws SshException             as {@link #start(SshCommand)}
     */
    SshShell shell(SshPty pty, Map<String, String> environment) throws SshException;

    /**
     * The files of the server by SFTP (draft-ietf-secsh-filexfer-02, version 3), with names in UTF-8.
     *
     * @throws SshException as {@link #fileSystem(Charset)}
     */
    default FileSystem fileSystem() throws SshException {
        return fileSystem(StandardCharsets.UTF_8);
    }

    /**
     * The files of the server by SFTP. Relative paths start in a folder that the server chooses, usually the home directory.
     * It supports the views "basic", "owner" and "posix". Owners and groups are numbers, as in SFTP; in
     * a listing, their {@code toString} is the name that the server writes there for people, if it does. Times are whole seconds.
     * A move replaces atomically if the server supports {@code posix-rename@openssh.com}. Several threads may use the file
     * system at the same time. It closes with this handle and with the connection; it does not reconnect.
     *
     * @param names encoding of file names, which SFTP does not define. ISO-8859-1 preserves any bytes; not null
     * @return the file system, to be closed after use; it uses one channel while it is open
     * @throws IllegalArgumentException     if the charset is null
     * @throws SshChannelLimitException     if no channel became free in time
     * @throws SshConnectionClosedException if the handle is closed
     * @throws SshException                 if the server has no SFTP ({@link SshErrorCode#SFTP_NOT_AVAILABLE}) or
     *                                      reconnecting failed
     */
    FileSystem fileSystem(Charset names) throws SshException;

    /**
     * Transfers a file or a tree to the server.
     *
     * @throws SshException as {@link #upload(Path, String, SshTransferOptions)}
     */
    default SshTransferResult upload(Path source, String target) throws SshException {
        return upload(source, target, SshTransferOptions.defaults());
    }

    /**
     * Transfers a file or a tree to the server. Each file is written under a temporary name beside its own and renamed when
     * it is complete, so that a broken transfer leaves no part of a file under the final name; a file that was there is
     * replaced. {@link SshTransferOptions} can choose the temporary name, or do without it. Symbolic links are made again, not
     * followed, and after everything else. Folders that are there are filled.
     *
     * @param source a file or folder of any file system; not null
     * @param target its name on the server, not that of a folder above it; not null or empty
     * @param options not null
     * @throws IllegalArgumentException if something is null or empty, or the target has a NUL character
     * @throws SshException             if the transfer failed ({@link SshErrorCode#TRANSFER_FAILED}, the message names the file),
     *                                  was cancelled ({@link SshErrorCode#TRANSFER_CANCELLED}) or interrupted, or as
     *                                  {@link #fileSystem(Charset)}
     */
    SshTransferResult upload(Path source, String target, SshTransferOptions options) throws SshException;

    /**
     * Transfers a stream to a file on the server.
     *
     * @throws SshException as {@link #upload(InputStream, String, SshTransferOptions)}
     */
    default SshTransferResult upload(InputStream source, String target) throws SshException {
        return upload(source, target, SshTransferOptions.defaults());
    }

    /**
     * Transfers a stream to a file on the server. Like other uploads, the file has its final name only when all of the stream is
     * written. The stream is read on the calling thread, to its end. It is not closed. Neither a time limit nor an interrupt ends a
     * read that blocks, unless the stream itself allows for it.
     *
     * @param source  not null
     * @param target  the name of the file on the server; not null or empty
     * @param options not null. A stream has no times and permissions and can't be resumed
     * @throws IllegalArgumentException also if the options keep times or permissions, resume, or use SCP
     * @throws SshException             as {@link #upload(Path, String, SshTransferOptions)}, also if reading the stream failed
     */
    SshTransferResult upload(InputStream source, String target, SshTransferOptions options) throws SshException;

    /**
     * Transfers a file of the server to a stream.
     *
     * @throws SshException as {@link #download(String, OutputStream, SshTransferOptions)}
     */
    default SshTransferResult download(String source, OutputStream target) throws SshException {
        return download(source, target, SshTransferOptions.defaults());
    }

    /**
     * Transfers a file of the server to a stream. The stream is written on the calling thread, and flushed at the end. It is not
     * closed. Only if this method returns is the file complete: if it throws, the stream may have got a part of it. Neither a time
     * limit nor an interrupt ends a write that blocks, unless the stream itself allows for it.
     *
     * @param source  a file of the server; not null or empty
     * @param target  not null
     * @param options not null. A stream has no times and permissions and can't be resumed
     * @throws IllegalArgumentException also if the options keep times or permissions, resume, or use SCP
     * @throws SshException             as {@link #upload(Path, String, SshTransferOptions)}, also if writing to the stream failed
     *                                  or the file is shorter than the server has reported
     */
    SshTransferResult download(String source, OutputStream target, SshTransferOptions options) throws SshException;

    /**
     * Transfers a file or a tree from the server.
     *
     * @throws SshException as {@link #upload(Path, String, SshTransferOptions)}
     */
    default SshTransferResult download(String source, Path target) throws SshException {
        return download(source, target, SshTransferOptions.defaults());
    }

    /**
     * Transfers a file or a tree from the server, like {@link #upload(Path, String, SshTransferOptions)}. Whatever
     * names the server gives, nothing is written outside of {@code target}.
     *
     * @param source a file or folder of the server; not null or empty
     * @param target its name here, in any file system, not that of a folder above it; not null
     * @throws SshException as there
     */
    SshTransferResult download(String source, Path target, SshTransferOptions options) throws SshException;

    /**
     * The current state of the physical connection.
     *
     * @throws SshConnectionClosedException if the handle is closed
     */
    SshConnectionInfo info() throws SshException;

    /** Returns the connection to the pool and ends everything that this handle opened. Closing it again is a no-op. */
    @Override
    void close();
}
