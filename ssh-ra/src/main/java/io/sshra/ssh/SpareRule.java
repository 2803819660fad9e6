package io.sshra.ssh;

import java.time.Duration;

/**
 * How many channels a transport keeps open before they are needed. Asked at any time, on any thread and under a lock of the transport:
 * must not block, and must call nothing of the transport.
 */
public interface SpareRule {

    /** Keeps none. */
    SpareRule NONE = new SpareRule() {
        @Override
        public int wanted() {
            return 0;
        }

        @Override
        public int room() {
            return 0;
        }

        @Override
        public Duration sftpKept() {
            return Duration.ZERO;
        }
    };

    /** How many spare session channels there should be now; 0 for none. */
    int wanted();

    /** How many channels may be open besides those in use. Negative if nothing may be kept any more. */
    int room();

    /** How long an SFTP channel is kept after its use; zero if it is not. */
    Duration sftpKept();
}
