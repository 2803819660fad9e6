package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import io.sshra.ssh.Location;
import io.sshra.ssh.mina.io.LoopSession;
import io.sshra.ssh.mina.io.Tunnel;
import io.sshra.ssh.mina.io.TunnelAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * A channel that is read and written without waiting. What comes waits here until it is read, at most as much as the channel's window. What is
 * written waits with its writer: a packet that the socket has not taken is the last one.
 */
final class TunnelChannel extends DirectChannel implements Tunnel {

    /** Header, channel number and length before the data; padding and MAC after it (RFC 4253 section 6). In bytes. */
    private static final int OTHERS_OF_PACKET = 256;

    private final Queue<byte[]> unread = new ConcurrentLinkedQueue<>();
    private volatile boolean atEnd;
    private volatile boolean cut;
    private volatile Runnable change = () -> { };
    /** The last packet; null before the first one. Used by the writing thread. */
    private IoWriteFuture last;

    TunnelChannel(Location destination) {
        super(destination, false);
    }

    /** Opens a channel of this session and waits until the server has connected. If it throws, no channel stays open. */
    static TunnelChannel open(MinaSession session, Location destination, Duration limit) throws IOException {
        TunnelChannel channel = new TunnelChannel(destination);
        try {
            session.getService(ConnectionService.class).registerChannel(channel);
            channel.open().verify(limit);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.end();
            throw e;
        }
    }

    /** What a client connects to so that it uses this channel. */
    TunnelAddress address() {
        return new TunnelAddress(destination() + " through " + getSession(), (LoopSession) getSession().getIoSession(), this);
    }

    @Override
    public void onChange(Runnable action) {
        change = action;
    }

    // ---- in ----

    @Override
    void received(byte[] data, int offset, int length) {
        unread.add(Arrays.copyOfRange(data, offset, offset + length));
        change.run();
    }

    @Override
    void inputEnded() {
        atEnd = true;
        change.run();
    }

    @Override
    void inputCut() {
        cut = true;
        inputEnded();
    }

    @Override
    public boolean isCut() {
        return cut;
    }

    @Override
    public boolean isAtEnd() {
        return atEnd;
    }

    @Override
    public ByteBuffer read() {
        byte[] next = unread.poll();
        if (next == null) {
            return null;
        }
        try {
            if (getLocalWindow().isOpen()) {
                getLocalWindow().release(next.length);
            }
        } catch (IOException e) {
            AdapterLog.LOG.tracef(e, "window not released on %s", this);
        }
        return ByteBuffer.wrap(next);
    }

    // ---- out ----

    @Override
    public void handleWindowAdjust(Buffer buffer) throws IOException {
        super.handleWindowAdjust(buffer);
        change.run();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int before = bytes.remaining();
        RemoteWindow window = getRemoteWindow();
        while (bytes.hasRemaining() && isTaken()) {
            int part = (int) Math.min(Math.min(bytes.remaining(), window.getPacketSize()), window.getSize());
            if (part == 0) {
                // The server tells when it has room.
                return before - bytes.remaining();
            }
            window.consume(part);
            last = send(bytes, part);
        }
        if (bytes.hasRemaining()) {
            last.addListener(taken -> change.run());
        }
        return before - bytes.remaining();
    }

    /** Whether the socket has taken the last packet. */
    private boolean isTaken() throws IOException {
        if (last == null) {
            return true;
        }
        if (last.isDone() && !last.isWritten()) {
            throw new IOException("the channel to " + destination() + " has ended", last.getException());
        }
        return last.isDone();
    }

    private IoWriteFuture send(ByteBuffer bytes, int length) throws IOException {
        Buffer packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, length + OTHERS_OF_PACKET);
        packet.putUInt(getRecipient());
        packet.putUInt(length);
        int start = packet.wpos();
        packet.ensureCapacity(length);
        bytes.get(packet.array(), start, length);
        packet.wpos(start + length);
        return writePacket(packet);
    }

    // ---- the end ----

    @Override
    public boolean isOver() {
        return isClosing();
    }

    /** Also when the server's direction had ended before. */
    @Override
    protected void preClose() {
        super.preClose();
        change.run();
    }

    @Override
    public void endOutput() throws IOException {
        endOfInput();
    }

    @Override
    public void end() {
        close(false);
    }
}
