package io.sshra.ssh.mina;

import io.sshra.ssh.stream.SentStream;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.io.functors.IOFunction;
import org.apache.sshd.common.util.threads.ThreadUtils;

/**
 * Writes the packets of one channel, and none once the channel closes. MINA checks the state and writes in two steps, and a packet after
 * SSH_MSG_CHANNEL_CLOSE makes OpenSSH end the connection with all its channels. Thread-safe.
 */
final class ChannelWriter {

    private final ReentrantLock writing = new ReentrantLock();

    /**
     * During a key exchange the packet is queued, as on MINA's own threads, so that nobody waits while holding the lock. The window bounds
     * the queue.
     *
     * @param writer MINA's method, which checks the state
     */
    IoWriteFuture write(Buffer packet, IOFunction<Buffer, IoWriteFuture> writer) throws IOException {
        writing.lock();
        try {
            return ThreadUtils.runAsInternal(packet, writer);
        } finally {
            writing.unlock();
        }
    }

    /**
     * To be called after the state is set and before SSH_MSG_CHANNEL_CLOSE: waits until the current packet is handed over.
     *
     * @param stream whose writers are told; null if there is none yet
     */
    void channelEnds(SentStream stream) {
        writing.lock();
        writing.unlock();
        if (stream != null) {
            stream.channelEnds();
        }
    }
}
