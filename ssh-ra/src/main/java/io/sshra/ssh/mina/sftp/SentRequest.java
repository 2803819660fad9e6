package io.sshra.ssh.mina.sftp;

import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpMessage;

/** A request whose sending is waited for within the caller's time limit. */
final class SentRequest extends SftpMessage {

    /** Length, type and number of a request are in front of each packet. */
    private static final int HEADER = 9;

    SentRequest(int id, IoWriteFuture written, Duration limit) {
        super(id, written, limit);
    }

    /** The request as a packet, in the same buffer where that has room in front. */
    static Buffer packet(int command, int id, Buffer request) {
        int length = request.available();
        Buffer packet = request;
        if (request.rpos() >= HEADER) {
            request.rpos(request.rpos() - HEADER);
            request.wpos(request.rpos());
        } else {
            packet = new ByteArrayBuffer(HEADER + length);
        }
        packet.putUInt(HEADER - Integer.BYTES + length);
        packet.putByte((byte) command);
        packet.putInt(id);
        if (packet == request) {
            packet.wpos(packet.wpos() + length);
        } else {
            packet.putBuffer(request);
        }
        return packet;
    }

    @Override
    public void waitUntilSent() throws IOException {
        if (!awaitSent(TimeLimit.current(), getTimeout().toNanos())) {
            throw new IOException("a request could not be sent within " + getTimeout().toSeconds() + " s: the server takes none");
        }
        super.waitUntilSent();
    }

    /** @return whether it was sent, or failed, within so many nanoseconds */
    boolean awaitSent(TimeLimit limit, long most) throws IOException {
        try {
            while (!getFuture().isDone()) {
                long wait = Math.min(limit.remaining(), most);
                if (!getFuture().await(wait / 1_000_000 + 1) && wait == most) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedIOException e) {
            throw interrupted(limit, e);
        }
    }

    /** Whether it was sent, or failed, after no longer than this; false if the caller is interrupted, who stays so. */
    boolean isSentWithin(Duration most) {
        try {
            return getFuture().isDone() || !most.isZero() && getFuture().await(most);
        } catch (IOException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Limits the operation to its clean-up. The thread's interrupt status stays set. */
    static IOException interrupted(TimeLimit limit, IOException failure) {
        limit.leave();
        Thread.currentThread().interrupt();
        return failure;
    }
}
