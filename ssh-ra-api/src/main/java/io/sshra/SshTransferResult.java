package io.sshra;

import java.time.Duration;
import java.util.List;

/**
 * The result of a transfer. Immutable. Later versions may add parts.
 *
 * @since 1.0
 */
public final class SshTransferResult {

    private final Builder parts;

    private SshTransferResult(Builder parts) {
        this.parts = parts;
    }

    /** Starts a result of nothing, for unit tests of applications. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with the parts of this one. */
    public Builder toBuilder() {
        return parts.copy();
    }

    /** The number of regular files that are now complete. */
    public long files() {
        return parts.files;
    }

    /** The number of symbolic links made. */
    public long links() {
        return parts.links;
    }

    /** The number of files that were left out because they are neither regular files, directories nor symbolic links. */
    public long skipped() {
        return parts.skipped;
    }

    /** Bytes transferred. */
    public long bytes() {
        return parts.bytes;
    }

    /** Bytes that an earlier transfer had transferred. */
    public long resumedBytes() {
        return parts.resumedBytes;
    }

    /** How long it took. Never null. */
    public Duration duration() {
        return parts.duration;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshTransferResult that && parts.values().equals(that.parts.values());
    }

    @Override
    public int hashCode() {
        return parts.values().hashCode();
    }

    @Override
    public String toString() {
        return "SshTransferResult[files=" + parts.files + ", links=" + parts.links + ", skipped=" + parts.skipped
                + ", bytes=" + parts.bytes + ", resumedBytes=" + parts.resumedBytes + ", duration=" + parts.duration + "]";
    }

    /** Collects the parts by their names. Not for several threads. */
    public static final class Builder {

        private long files;
        private long links;
        private long skipped;
        private long bytes;
        private long resumedBytes;
        private Duration duration = Duration.ZERO;

        private Builder() {
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.files = files;
            copy.links = links;
            copy.skipped = skipped;
            copy.bytes = bytes;
            copy.resumedBytes = resumedBytes;
            copy.duration = duration;
            return copy;
        }

        private List<Object> values() {
            return List.of(files, links, skipped, bytes, resumedBytes, duration);
        }

        public Builder files(long files) {
            this.files = files;
            return this;
        }

        public Builder links(long links) {
            this.links = links;
            return this;
        }

        public Builder skipped(long skipped) {
            this.skipped = skipped;
            return this;
        }

        public Builder bytes(long bytes) {
            this.bytes = bytes;
            return this;
        }

        public Builder resumedBytes(long resumedBytes) {
            this.resumedBytes = resumedBytes;
            return this;
        }

        public Builder duration(Duration duration) {
            this.duration = Checks.notNull(duration, "duration", "give Duration.ZERO for none");
            return this;
        }

        public SshTransferResult build() {
            return new SshTransferResult(copy());
        }
    }
}
