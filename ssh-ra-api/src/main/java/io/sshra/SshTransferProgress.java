package io.sshra;

/**
 * The progress of a transfer.
 *
 * @param source     the file that is being transferred; {@code stream} for a stream
 * @param bytes      how much of it has been read, including what an earlier transfer transferred
 * @param size       its size in bytes when its transfer began; -1 for a stream that is uploaded
 * @param files      files completed before it
 * @param totalBytes bytes read by this transfer in all
 * @since 1.0
 */
public record SshTransferProgress(String source, long bytes, long size, long files, long totalBytes) {
}
