package io.sshra.ssh.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * What is written to a process: each write becomes packets at once, as large as the server takes them. Waits while the window
 * has no room, on the thread that writes; other writers of the same stream wait for it. MINA's stream makes a new buffer for
 * each packet, which costs a seventh of the writer's time; this uses one again when the socket has taken it.
 */
public final class SentStream extends OutputStream {

    /** The channel that it is written to. */
    public interface Outlet extends Channel {

        /** Tells the process that nothing more comes (RFC 4254 section 5.3); does not wait. */
        void endOfInput() throws IOException;
    }

    /** A process may take its time to read its input. */
    private static final Duration AS_LONG_AS_IT_STANDS = Duration.ofDays(365);
    /** Header, number of the channel and length in front; padding and MAC behind (RFC 4253 section 6). In bytes. */
    private static final int OTHERS_OF_PACKET = 256;

    private final Outlet channel;
    // Guarded by this.
    private Buffer packet;
    private IoWriteFuture sent;
    private boolean closed;

    public SentStream(Outlet channel) {
        this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** @throws InterruptedIOException if the thread is interrupted while it waits for room; it stays interrupted */
    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (closed) {
            throw new IOException("the stream is closed");
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = awaitRoom(left);
            send(data, from, part);
            from += part;
            left -= part;
        }
    }

    /** Takes room in the window for so many bytes or fewer; how many. */
    private int awaitRoom(int wanted) throws IOException {
        RemoteWindow window = channel.getRemoteWindow();
        try {
            int room = (int) Math.min(Math.min(wanted, window.getPacketSize()), window.waitForSpace(AS_LONG_AS_IT_STANDS));
            window.waitAndConsume(room, AS_LONG_AS_IT_STANDS);
            return room;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for the process to read").initCause(e);
        }
    }

    private void send(byte[] data, int offset, int length) throws IOException {
        Session session = channel.getSession();
        boolean usedUp = sent != null && !sent.isWritten() || packet != null && packet.array().length < length + OTHERS_OF_PACKET;
        if (packet == null || usedUp) {
            packet = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, length + OTHERS_OF_PACKET);
        } else {
            session.prepareBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, packet);
        }
        packet.putUInt(channel.getRecipient());
        packet.putBytes(data, offset, length);
        sent = channel.writePacket(packet);
    }

    /** Tells the process that there is no more; without waiting. */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            packet = null;
            channel.endOfInput();
        }
    }
}
