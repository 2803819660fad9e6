package io.sshra;

import java.time.Duration;

/**
 * What a transfer did.
 *
 * @param files        regular files that are now complete
 * @param links        symbolic links made
 * @param skipped      what is neither a regular file, a directory nor a symbolic link, and was left out
 * @param bytes        bytes transferred
 * @param resumedBytes bytes that had been transferred before and were not again
 * @param duration     how long it took
 */
public record SshTransferResult(long files, long links, long skipped, long bytes, long resumedBytes, Duration duration) {
}
