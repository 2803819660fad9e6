package io.sshra;

/**
 * Follows a transfer. Called on the thread that called {@code upload} or {@code download}.
 *
 * @since 1.0
 */
@FunctionalInterface
public interface SshTransferListener {

    /**
     * Called at the start and end of each file, and whenever some hundred KiB more of it have been read. Several small files of
     * a tree are transferred at once, so that some start before others end. An exception ends the transfer and reaches the
     * caller as it is.
     *
     * @return false to cancel
     */
    boolean proceed(SshTransferProgress progress);
}
