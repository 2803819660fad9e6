package io.sshra.ssh.mina.sftp;

import io.sshra.base.TimeLimitException;
import io.sshra.base.NotSftpException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Translates failures of the server or the channel to exceptions of {@code java.nio.file}. */
final class SftpFailures {

    /** A request about a file. */
    interface Request<T> {
        T send() throws IOException;
    }

    /** A request about a file that has no result. */
    interface Action {
        void send() throws IOException;
    }

    private SftpFailures() {
    }

    /** The server has not moved the file, though it says so. */
    static AtomicMoveNotSupportedException notMoved(SftpPath source, SftpPath target) {
        return new AtomicMoveNotSupportedException(source.toString(), target.toString(), "the server says that it is done, and does nothing");
    }

    static <T> T asking(SftpPath path, Request<T> request) throws IOException {
        try {
            return request.send();
        } catch (IOException e) {
            throw explain(e, path, null);
        } catch (UncheckedIOException e) {
            throw explain(e.getCause(), path, null);
        } catch (BufferException e) {
            throw malformed(e, path);
        }
    }

    /** MINA throws it where an answer is shorter than it says. */
    private static IOException malformed(BufferException failure, SftpPath path) {
        return caused(new FileSystemException(path.toString(), null, "the server's answer is malformed: " + failure.getMessage()), failure);
    }

    static void doing(SftpPath path, SftpPath other, Action action) throws IOException {
        try {
            action.send();
        } catch (IOException e) {
            throw explain(e, path, other);
        } catch (UncheckedIOException e) {
            throw explain(e.getCause(), path, other);
        } catch (BufferException e) {
            throw malformed(e, path);
        }
    }

    /** Cleans up after a failure. If that fails, too, the second failure is suppressed in the first. */
    static void suppressing(Exception failure, Action action) {
        try {
            action.send();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** @param other the second file of the request; null if it has one only */
    static IOException explain(IOException failure, SftpPath path, SftpPath other) {
        String file = path.toString();
        String second = other == null ? null : other.toString();
        if (failure instanceof InterruptedIOException) {
            Thread.currentThread().interrupt();
            return caused(new ClosedByInterruptException(), failure);
        }
        if (failure instanceof TimeLimitException) {
            return failure;
        }
        if (!(failure instanceof SftpException answer)) {
            return failure instanceof FileSystemException || path.getFileSystem().isOpen() ? failure
                    : caused(new FileSystemException(file, second, why(failure)), failure);
        }
        return caused(switch (answer.getStatus()) {
            case SftpConstants.SSH_FX_NO_SUCH_FILE -> new NoSuchFileException(file, second, null);
            case SftpConstants.SSH_FX_PERMISSION_DENIED -> new AccessDeniedException(file, second, null);
            case SftpConstants.SSH_FX_FILE_ALREADY_EXISTS -> new FileAlreadyExistsException(file, second, null);
            case SftpConstants.SSH_FX_OP_UNSUPPORTED -> new FileSystemException(file, second, "the server can't do this");
            default -> new FileSystemException(file, second, answer.getMessage());
        }, failure);
    }

    /** Why the channel has ended, if this says it. */
    private static String why(IOException failure) {
        return failure instanceof NotSftpException || failure instanceof EOFException ? failure.getMessage() : "the SFTP channel has ended";
    }

    private static IOException caused(IOException named, Exception cause) {
        named.initCause(cause);
        return named;
    }
}
