package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.impl.SftpAckData;
import org.apache.sshd.sftp.client.impl.SftpOutputStreamAsync;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Writes a file from a position, without waiting for the answer to each write. For one thread. */
final class WriteBehind extends SftpOutputStreamAsync {

    private final SftpRequests client;
    private final long mostUnderWay;
    /** Up to here all is known to be written, from where this began on. */
    private long written;

    /**
     * @param requestSize  bytes in one request; 0 for as many as fit into one packet
     * @param mostUnderWay how many bytes a transfer sends beyond what is known to be written
     */
    WriteBehind(SftpRequests client, int requestSize, String path, CloseableHandle handle, long from, long mostUnderWay) {
        super(client, requestSize, path, handle, false);
        this.client = client;
        this.mostUnderWay = mostUnderWay;
        this.written = from;
        setOffset(from);
    }

    /** Sends the bytes of the source, and waits until they are written. */
    long transfer(ReadableByteChannel source, long count) throws IOException {
        long transferred = transferFrom(watching(source), count);
        super.close();
        return transferred;
    }

    /**
     * The superclass fails at the first refused write. So when it reads from the source, all writes before the oldest
     * unanswered one have succeeded.
     */
    private ReadableByteChannel watching(ReadableByteChannel source) {
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) throws IOException {
                SftpAckData oldest = pendingAcks.peek();
                written = oldest == null ? offset : oldest.offset;
                // What is in the buffer is less than one request, and is sent next.
                while (oldest != null && offset + bufferSize - written > mostUnderWay) {
                    pendingAcks.remove();
                    client.checkDone(SftpConstants.SSH_FXP_WRITE, oldest.id);
                    oldest = pendingAcks.peek();
                    written = oldest == null ? offset : oldest.offset;
                }
                return source.read(to);
            }

            @Override
            public boolean isOpen() {
                return source.isOpen();
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }

    /**
     * Waits for the answers to what was sent. For use after a failed transfer.
     *
     * @return the position up to which everything is written, without a gap from the start position; there may be written bytes
     *         after it
     * @throws IOException if the server does not answer
     */
    long settle() throws IOException {
        while (!pendingAcks.isEmpty() && pendingAcks.peek().offset == written) {
            SftpAckData sent = pendingAcks.remove();
            try {
                client.checkDone(SftpConstants.SSH_FXP_WRITE, sent.id);
            } catch (SftpException refused) {
                break;
            }
            written = sent.offset + sent.length;
        }
        return written;
    }

    /** Waits until what was sent is written. */
    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            giveUp();
        }
    }

    /** Abandons the writes whose answers are still to come. */
    void giveUp() throws IOException {
        for (SftpAckData sent = pendingAcks.poll(); sent != null; sent = pendingAcks.poll()) {
            client.abandon(sent.id);
        }
    }
}
