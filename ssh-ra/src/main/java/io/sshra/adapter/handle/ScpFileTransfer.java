package io.sshra.adapter.handle;

import io.sshra.SshCommand;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshText;
import io.sshra.SshTimeoutException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.base.TimeLimit;
import io.sshra.events.TransferEvent;
import io.sshra.pool.Lease;
import io.sshra.pool.OpenChannels;
import io.sshra.ssh.ProcessChannel;
import io.sshra.transfer.ScpTransfer;
import io.sshra.transfer.Transfer;
import io.sshra.transfer.TransferCancelledException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** One upload or download by the server's {@code scp}, recorded, with its failures in the terms of the API. */
final class ScpFileTransfer {

    private static final int MOST_OF_ERRORS = 1000;

    private final Transfer.Direction direction;
    private final Path local;
    private final String remote;
    private final SshTransferOptions options;
    private final Lease lease;
    private final OpenChannels channels;
    private final FileTransfer.Handle handle;

    ScpFileTransfer(Transfer.Direction direction, Path local, String remote, SshTransferOptions options, Lease lease,
            OpenChannels channels, FileTransfer.Handle handle) {
        this.direction = direction;
        this.local = local;
        this.remote = remote;
        this.options = options;
        this.lease = lease;
        this.channels = channels;
        this.handle = handle;
    }

    /** The failure of a command, on its way through the transfer. */
    private static final class CommandFailure extends IOException {

        private static final long serialVersionUID = 1L;

        CommandFailure(SshException cause) {
            super(cause);
        }
    }

    SshTransferResult run() throws SshException {
        TransferEvent event = new TransferEvent("scp", direction.name().toLowerCase(Locale.ROOT), local.toString(), remote);
        return lease.events().recorded(event, () -> {
            SshTransferResult result = transfer();
            event.ended(result);
            lease.events().record(event);
            return result;
        });
    }

    private SshTransferResult transfer() throws SshException {
        try {
            return new ScpTransfer(direction, local, remote, options).run(this::command);
        } catch (TransferCancelledException e) {
            throw new SshException(SshErrorCode.TRANSFER_CANCELLED, "the transfer was " + e.getMessage(), e);
        } catch (ClosedByInterruptException e) {
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while a file was transferred", e);
        } catch (CommandFailure e) {
            throw (SshException) e.getCause();
        } catch (IOException e) {
            throw new SshException(SshErrorCode.TRANSFER_FAILED, "the transfer of " + what() + " by SCP failed: " + e.getMessage(), e);
        }
    }

    private String what() {
        return direction == Transfer.Direction.UPLOAD ? local + " to " + remote : remote + " to " + local;
    }

    private void command(List<String> arguments, ScpTransfer.Conversation transfer) throws IOException {
        ProcessChannel process;
        try {
            process = lease.start(SshCommand.of(arguments.toArray(String[]::new)).withCharset(options.charset())
                    .withTimeout(options.timeout()), channels);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } catch (SshException e) {
            throw new CommandFailure(e);
        }
        process.keepLastErrors(MOST_OF_ERRORS);
        try {
            transfer.on(process.stdout(), process.stdin());
            checkExit(process);
        } catch (TransferCancelledException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            throw explained(process, e);
        } finally {
            process.destroy();
        }
    }

    /** The output has ended, so that the exit status follows. */
    private static void checkExit(ProcessChannel process) throws IOException {
        awaitExit(process);
        Integer status = process.exitStatus();
        if (status != null && status != 0) {
            throw new IOException("the server's scp has exited with " + status);
        }
    }

    private static void awaitExit(ProcessChannel process) throws ClosedByInterruptException {
        try {
            process.awaitExit(TimeLimit.WAY_OUT.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (ClosedByInterruptException) new ClosedByInterruptException().initCause(e);
        }
    }

    private IOException explained(ProcessChannel process, IOException failure) throws IOException {
        try {
            handle.lease();
        } catch (SshException closed) {
            return new CommandFailure(closed);
        }
        if (process.timedOut()) {
            return new CommandFailure(new SshTimeoutException(SshErrorCode.TRANSFER_TIMEOUT,
                    "the transfer of " + what() + " by SCP was not complete after " + options.timeout() + errors(process), failure));
        }
        if (process.connectionLost()) {
            return new CommandFailure(new SshConnectionLostException(SshErrorCode.CONNECTION_LOST,
                    "the connection was lost while " + what() + " was transferred" + errors(process), failure));
        }
        if (failure instanceof FileSystemException) {
            return failure;
        }
        if (failure instanceof EOFException) {
            awaitExit(process);
        }
        String errors = errors(process);
        return errors.isEmpty() ? failure : new IOException(failure.getMessage() + errors, failure);
    }

    /** What the device has said on standard error so far, with an introduction; empty if nothing. */
    private static String errors(ProcessChannel process) throws IOException {
        InputStream stderr = process.stderr();
        String errors = new String(stderr.readNBytes(stderr.available()), StandardCharsets.UTF_8).strip();
        return errors.isEmpty() ? "" : " (on standard error: \"" + SshText.visible(errors) + "\")";
    }
}
