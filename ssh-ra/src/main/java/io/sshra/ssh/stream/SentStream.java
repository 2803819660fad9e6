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
 * What is written to a process, as packets as large as the server takes them. Less than {@value #SMALL} bytes wait for more,
 * or for a flush. It waits while the
 * channel's window has no room, and until the socket has taken the packet before, on the thread that writes; other writers of
 * the same stream wait for it. So one stream has one packet in memory, whatever window the server grants. MINA's stream makes a
 * new buffer for each packet, which costs a seventh of the writer's time; this one uses its buffer again.
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
    private static final int SMALL = 8192;

    private final Outlet channel;
    /** Not a monitor: a virtual thread that waits for one keeps its carrier thread before JDK 24 (JEP 491). */
    private final ReentrantLock writing = new ReentrantLock();
    // Guarded by the lock.
    private final byte[] small = new byte[SMALL];
    private int smallLength;
    private Buffer packet;
    private IoWriteFuture sent;
    private boolean closed;
    /** Counted down at the end of the channel, or when the socket has taken the packet; null while nobody waits for it. */
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
        return (IOException) new InterruptedIOException("interrupted while waiting for the process to read").initCause(cause);
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

    /** Takes room in the window for so many bytes or fewer; how many. */
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

    /** Called when the channel begins to close: nobody waits any more, and what is written fails. From any thread. */
    public void channelEnds() {
        channelEnded = true;
        CountDownLatch latch = waiting;
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Tells the process that there is no more. Waits for a write under way, and for the process to read what was not flushed. */
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
