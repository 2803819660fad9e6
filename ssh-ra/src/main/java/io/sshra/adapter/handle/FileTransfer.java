package io.sshra.adapter.handle;

import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPolicyException;
import io.sshra.SshTimeoutException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.events.TransferEvent;
import io.sshra.pool.Lease;
import io.sshra.pool.OpenChannels;
import io.sshra.base.NotSftpException;
import io.sshra.base.RefusedPathException;
import io.sshra.ssh.SftpChannel;
import io.sshra.transfer.Transfer;
import io.sshra.transfer.TransferCancelledException;
import io.sshra.transfer.TransferTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** One upload or download on a channel of its own, recorded, with its failures in the terms of the API. */
record FileTransfer(Transfer.Direction direction, String local, String remote, SshTransferOptions options, Work work) {

    /** Does it. */
    @FunctionalInterface
    interface Work {
        SshTransferResult run(Transfer transfer, Path remote) throws IOException;
    }

    /** The handle of the transfer. */
    interface Handle {

        /** @throws SshException if the handle is closed, which explains a failure better than the failure itself */
        Lease lease() throws SshException;
    }

    SshTransferResult run(Lease lease, OpenChannels channels, Handle handle) throws SshException {
        TransferEvent event = new TransferEvent("sftp", direction.name().toLowerCase(Locale.ROOT), local, remote);
        return lease.events().recorded(event, () -> {
            SshTransferResult result = transfer(lease, channels, event, handle);
            event.ended(result);
            lease.events().record(event);
            return result;
        });
    }

    /** Begins again if the kept channel on which it began was just ending: each attempt takes another one. */
    private SshTransferResult transfer(Lease lease, OpenChannels channels, TransferEvent event, Handle handle) throws SshException {
        SftpChannel sftp = lease.sftp(options.charset(), channels, event);
        Transfer transfer = new Transfer(direction, options);
        SshTransferResult result = transfer(transfer, sftp, handle);
        while (result == null) {
            sftp = lease.sftp(options.charset(), channels, event);
            transfer.again();
            result = transfer(transfer, sftp, handle);
        }
        return result;
    }

    /** @return null if nothing was done */
    private SshTransferResult transfer(Transfer transfer, SftpChannel sftp, Handle handle) throws SshException {
        try {
            SshTransferResult result = work.run(transfer, transfer.path(sftp.fileSystem(), remote));
            sftp.release();
            return result;
        } catch (TransferCancelledException e) {
            throw new SshException(SshErrorCode.TRANSFER_CANCELLED, "the transfer was " + e.getMessage(), e);
        } catch (TransferTimeoutException e) {
            throw new SshTimeoutException(SshErrorCode.TRANSFER_TIMEOUT, "the transfer was " + e.getMessage(), e);
        } catch (ClosedByInterruptException e) {
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while a file was transferred", e);
        } catch (IOException | ClosedFileSystemException | InvalidPathException e) {
            boolean aboutOneFile = e instanceof FileSystemException && sftp.fileSystem().isOpen();
            if (!aboutOneFile && sftp.isUntouched()) {
                return null;
            }
            throw failed(e, aboutOneFile, sftp, handle);
        } finally {
            sftp.close();
        }
    }

    private String what() {
        return direction == Transfer.Direction.UPLOAD ? local + " to " + remote : remote + " to " + local;
    }

    private static boolean isNotSftp(Throwable cause) {
        return cause != null && (cause instanceof NotSftpException || isNotSftp(cause.getCause()));
    }

    private SshException failed(Exception cause, boolean aboutOneFile, SftpChannel sftp, Handle handle) throws SshException {
        handle.lease();
        if (!aboutOneFile && sftp.isLost()) {
            return new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, "the connection was lost while " + what()
                    + " was transferred", cause);
        }
        if (cause instanceof RefusedPathException refused) {
            return new SshPolicyException(SshErrorCode.POLICY_FILE_REFUSED, refused.level(), null, "the transfer of " + what() + " failed: "
                    + cause.getMessage());
        }
        if (isNotSftp(cause)) {
            return new SshException(SshErrorCode.SFTP_NOT_AVAILABLE, "the transfer of " + what() + " failed: " + cause.getMessage(), cause);
        }
        return new SshException(SshErrorCode.TRANSFER_FAILED, "the transfer of " + what() + " failed: " + cause.getMessage(), cause);
    }
}
