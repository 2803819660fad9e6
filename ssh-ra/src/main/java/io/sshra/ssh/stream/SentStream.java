package io.sshra.ssh.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * The input of a process. Sends packets as large as the server accepts; fewer than {@value #SMALL} bytes wait for more or for a
 * flush. The writing thread waits while the channel's window is full, and until the socket has taken the previous packet; other
 * writers of the same stream wait for it. So a stream has one packet in memory, whatever window the server grants. MINA's
 * stream makes a new buffer for each packet, which costs a seventh of the writer's time; this class reuses its buffer.
 */
public final class SentStream extends OutputStream {

    /** The channel that the stream writes to. */
    public interface Outlet extends Channel {

        /** Sends the end of input (RFC 4254 section 5.3). Does not wait. */
        void endOfInput() throws IOException;
    }

    /** A process may read its input slowly. */
    private static final Duration AS_LONG_AS_IT_STANDS = Duration.ofDays(365);
    /** Header, channel number and length before the data; padding and MAC after it (RFC 4253 section 6). In bytes. */
    private static final int OTHERS_OF_PACKET = 256;
    private static final int SMALL = 8192;

    private final Outlet channel;
    /** Not a monitor: before JDK 24, a virtual thread that waits for a monitor pins its carrier thread (JEP 491). */
    private final ReentrantLock writing = new ReentrantLock();
    // Guarded by the lock.
    private final byte[] small = new byte[SMALL];
    private int smallLength;
    private Buffer packet;
    private IoWriteFuture sent;
    private boolean closed;
    /** Counted down when the socket has taken the packet, or at the end of the channel; null while nobody waits. */
    private volatile CountDownLatch waiting;
    private volatile boolean channelEnded;

    public SentStream(Outlet channel) {
        this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** @throws InterruptedIOException if the thread is interrupted while it waits; it stays interrupted */
    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, data.length);
        exclusively(() -> {
            if (closed) {
                throw new IOException("the stream is closed");
            }
            if (length > SMALL - smallLength) {
                sendSmall();
            }
            if (length >= SMALL) {
                sendAll(data, offset, length);
            } else {
                System.arraycopy(data, offset, small, smallLength, length);
                smallLength += length;
            }
        });
    }

    /** @throws InterruptedIOException if the thread is interrupted while it waits; it stays interrupted */
    @Override
    public void flush() throws IOException {
        exclusively(this::sendSmall);
    }

    private interface Part {
        void run() throws IOException, InterruptedException;
    }

    private void exclusively(Part part) throws IOException {
        try {
            writing.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            part.run();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            writing.unlock();
        }
    }

    private void sendSmall() throws IOException, InterruptedException {
        int length = smallLength;
        smallLength = 0;
        sendAll(small, 0, length);
    }

    private void sendAll(byte[] data, int offset, int length) throws IOException, InterruptedException {
        int from = offset;
        int left = length;
        while (left > 0) {
            awaitSent();
            int part = awaitRoom(left);
            send(data, from, part);
            from += part;
            left -= part;
        }
    }

    private static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException("interrupted while waiting for the server to take the data").initCause(cause);
    }

    /** Waits until the socket has taken the last packet, or the channel has ended. */
    private void awaitSent() throws InterruptedException {
        if (sent == null || sent.isDone()) {
            return;
        }
        CountDownLatch latch = new CountDownLatch(1);
        waiting = latch;
        try {
            sent.addListener(done -> latch.countDown());
            if (!channelEnded) {
                latch.await(AS_LONG_AS_IT_STANDS.toNanos(), TimeUnit.NANOSECONDS);
            }
        } finally {
            waiting = null;
        }
    }

    /** Takes room in the window for this many bytes or fewer, and returns for how many. */
    private int awaitRoom(int wanted) throws IOException, InterruptedException {
        RemoteWindow window = channel.getRemoteWindow();
        int room = (int) Math.min(Math.min(wanted, window.getPacketSize()), window.waitForSpace(AS_LONG_AS_IT_STANDS));
        window.waitAndConsume(room, AS_LONG_AS_IT_STANDS);
        return room;
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

    /** Called when the channel begins to close. Waiting writers and later writes fail. From any thread. */
    public void channelEnds() {
        channelEnded = true;
        CountDownLatch latch = waiting;
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Ends the input. Waits for a write under way, and until the process has read what was not flushed. */
    @Override
    public void close() throws IOException {
        writing.lock();
        try {
            if (!closed) {
                try {
                    sendSmall();
                } catch (InterruptedException e) {
                    throw interrupted(e);
                } finally {
                    closed = true;
                    smallLength = 0;
                    packet = null;
                    channel.endOfInput();
                }
            }
        } finally {
            writing.unlock();
        }
    }
}
