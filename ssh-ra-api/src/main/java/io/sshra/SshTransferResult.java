package io.sshra;

import java.time.Duration;

/**
 * The result of a transfer.
 *
 * @param files        regular files that are now complete
 * @param links        symbolic links made
 * @param skipped      files that were left out because they are neither regular files, directories nor symbolic links
 * @param bytes        bytes transferred
 * @param resumedBytes bytes that an earlier transfer had transferred
 * @param duration     how long it took
 * @since 1.0
 */
public record SshTransferResult(long files, long links, long skipped, long bytes, long resumedBytes, Duration duration) {
}
