package io.sshra;

import java.util.List;

/**
 * The progress of a transfer. Immutable. Later versions may add parts.
 *
 * @since 1.0
 */
public final class SshTransferProgress {

    private final Builder parts;

    private SshTransferProgress(Builder parts) {
        this.parts = parts;
    }

    /** Starts the progress of an empty stream, for unit tests of applications. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with the parts of this one. */
    public Builder toBuilder() {
        return parts.copy();
    }

    /** The file that is being transferred; {@code stream} for a stream. Never null. */
    public String source() {
        return parts.source;
    }

    /** How much of the file has been read, including what an earlier transfer transferred. */
    public long bytes() {
        return parts.bytes;
    }

    /** The size of the file in bytes when its transfer began; -1 for a stream that is uploaded. */
    public long size() {
        return parts.size;
    }

    /** The number of files completed before it. */
    public long files() {
        return parts.files;
    }

    /** Bytes read by this transfer in all. */
    public long totalBytes() {
        return parts.totalBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshTransferProgress that && parts.values().equals(that.parts.values());
    }

    @Override
    public int hashCode() {
        return parts.values().hashCode();
    }

    @Override
    public String toString() {
        return "SshTransferProgress[source=" + SshText.visible(parts.source) + ", bytes=" + parts.bytes
                + ", size=" + parts.size + ", files=" + parts.files + ", totalBytes=" + parts.totalBytes + "]";
    }

    /** Collects the parts by their names. Not for several threads. */
    public static final class Builder {

        private String source = "stream";
        private long bytes;
        private long size;
        private long files;
        private long totalBytes;

        private Builder() {
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.source = source;
            copy.bytes = bytes;
            copy.size = size;
            copy.files = files;
            copy.totalBytes = totalBytes;
            return copy;
        }

        private List<Object> values() {
            return List.of(source, bytes, size, files, totalBytes);
        }

        public Builder source(String source) {
            this.source = Checks.notNull(source, "source", "give a name");
            return this;
        }

        public Builder bytes(long bytes) {
            this.bytes = bytes;
            return this;
        }

        public Builder size(long size) {
            this.size = size;
            return this;
        }

        public Builder files(long files) {
            this.files = files;
            return this;
        }

        public Builder totalBytes(long totalBytes) {
            this.totalBytes = totalBytes;
            return this;
        }

        public SshTransferProgress build() {
            return new SshTransferProgress(copy());
        }
    }
}
