package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;

/**
 * One TCP connection. Its loop reads; whoever writes writes to the socket as much as it takes, and the loop writes the rest in
 * order when there is room again. Nobody waits for the other side.
 */
public final class SocketSession extends AbstractCloseable implements IoSession, IoLoop.Ready {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long id = NUMBERS.incrementAndGet();
    private final SocketConnector connector;
    private final IoHandler handler;
    private final SocketChannel channel;
    private final IoLoop loop;
    private final SelectionKey key;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    /** What the socket has not taken yet, in order. Guarded by {@link #writing}. */
    private final Deque<Write> pending = new ArrayDeque<>();
    /** Why nothing can be written any more; null while that is not known, or the loop has heard of it otherwise. */
    private volatile Throwable broken;

    /** @param channel connected, and not blocking */
    SocketSession(SocketConnector connector, IoHandler handler, SocketChannel channel, IoLoop loop) throws IOException {
        this.connector = connector;
        this.handler = handler;
        this.channel = channel;
        this.loop = loop;
        this.localAddress = channel.getLocalAddress();
        this.remoteAddress = channel.getRemoteAddress();
        this.key = loop.register(channel, 0, this);
    }

    /** Bytes that are being written. */
    private static final class Write extends AbstractIoWriteFuture {

        private final ByteBuffer bytes;

        Write(Object id, ByteBuffer bytes) {
            super(id, null);
            this.bytes = bytes;
        }

        void written() {
            setValue(Boolean.TRUE);
        }

        void failed(Throwable failure) {
            setValue(failure);
        }
    }

    /** For its options. */
    public NetworkChannel socket() {
        return channel;
    }

    // ---- reading ----

    void startReading() {
        resumeRead();
    }

    @Override
    public void ready(SelectionKey same, ByteBuffer buffer) {
        try {
            int ready = key.readyOps();
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                writeOn();
            }
            if ((ready & SelectionKey.OP_READ) != 0) {
                read(buffer);
            }
            // Looked at last: writing on may just have taken back the wish to be told.
            if (broken != null) {
                failed(broken);
            }
        } catch (CancelledKeyException e) {
            IoFailures.ignored("it was closed meanwhile", e);
        } catch (Exception | Error e) {
            failed(e);
        }
    }

    private void read(ByteBuffer buffer) throws Exception {
        int read = channel.read(buffer);
        if (read < 0) {
            close(true);
        } else if (read > 0) {
            handler.messageReceived(this, Readable.readable(buffer.flip()));
        }
    }

    @Override
    public void suspendRead() {
        key.interestOpsAnd(~SelectionKey.OP_READ);
    }

    @Override
    public void resumeRead() {
        try {
            key.interestOpsOr(SelectionKey.OP_READ);
            loop.wakeUp();
        } catch (CancelledKeyException e) {
            IoFailures.ignored("it was closed meanwhile", e);
        }
    }

    // ---- writing ----

    /** The buffer is not to be changed until it is written. */
    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) {
        Write write = new Write(remoteAddress, ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available()));
        boolean written = false;
        Throwable failure = null;
        writing.lock();
        try {
            written = writeNow(write);
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            writing.unlock();
        }
        if (written) {
            write.written();
        } else if (failure != null) {
            broken = failure;
            write.failed(failure);
            endOnLoop();
        }
        return write;
    }

    /**
     * Lets the loop end it. Whoever writes holds the lock of MINA's session, perhaps that of a channel; the end takes those of all
     * channels, whose holders may wait for that of the session.
     */
    private void endOnLoop() {
        try {
            key.interestOpsOr(SelectionKey.OP_WRITE);
            loop.wakeUp();
        } catch (CancelledKeyException e) {
            IoFailures.ignored("it was closed meanwhile", e);
        }
    }

    /** Whether the socket has taken all of it; otherwise it is pending. */
    private boolean writeNow(Write write) throws IOException {
        if (isClosing()) {
            throw new ClosedChannelException();
        }
        if (pending.isEmpty()) {
            channel.write(write.bytes);
            if (!write.bytes.hasRemaining()) {
                return true;
            }
            key.interestOpsOr(SelectionKey.OP_WRITE);
            loop.wakeUp();
        }
        pending.add(write);
        return false;
    }

    /** There is room again. */
    private void writeOn() throws IOException {
        List<Write> done = new ArrayList<>();
        writing.lock();
        try {
            while (!pending.isEmpty()) {
                Write next = pending.peek();
                channel.write(next.bytes);
                if (next.bytes.hasRemaining()) {
                    break;
                }
                done.add(pending.remove());
            }
            if (pending.isEmpty()) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
        } finally {
            writing.unlock();
        }
        done.forEach(Write::written);
    }

    /** What is pending is lost. */
    @Override
    public void shutdownOutputStream() throws IOException {
        channel.shutdownOutput();
    }

    // ---- the end ----

    /** False from the moment when it is known to be broken. */
    @Override
    public boolean isOpen() {
        return broken == null && !isClosing();
    }

    private void failed(Throwable failure) {
        if (!isClosing()) {
            try {
                handler.exceptionCaught(this, failure);
            } catch (Exception e) {
                IoFailures.ignored("telling of a failure", e);
            }
        }
        close(true);
    }

    /** When what is pending is written. */
    @Override
    protected CloseFuture doCloseGracefully() {
        Write last;
        writing.lock();
        try {
            last = pending.peekLast();
        } finally {
            writing.unlock();
        }
        if (last == null) {
            return null;
        }
        DefaultCloseFuture flushed = new DefaultCloseFuture(toString(), getFutureLock());
        last.addListener(written -> flushed.setClosed());
        return flushed;
    }

    @Override
    protected void doCloseImmediately() {
        List<Write> aborted;
        writing.lock();
        try {
            aborted = List.copyOf(pending);
            pending.clear();
        } finally {
            writing.unlock();
        }
        try {
            channel.close();
        } catch (IOException e) {
            IoFailures.ignored("closing a socket", e);
        }
        // The system closes it when the loop has taken notice.
        loop.wakeUp();
        aborted.forEach(write -> write.failed(new ClosedChannelException()));
        connector.sessionClosed(this);
        super.doCloseImmediately();
        try {
            handler.sessionClosed(this);
        } catch (Exception e) {
            IoFailures.ignored("telling of the end of a connection", e);
        }
        attributes.clear();
    }

    // ---- what it is ----

    @Override
    public long getId() {
        return id;
    }

    @Override
    public IoService getService() {
        return connector;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return localAddress;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress getAcceptanceAddress() {
        return null;
    }

    @Override
    public Object getAttribute(Object name) {
        return attributes.get(name);
    }

    @Override
    public Object setAttribute(Object name, Object value) {
        return attributes.put(name, value);
    }

    @Override
    public Object setAttributeIfAbsent(Object name, Object value) {
        return attributes.putIfAbsent(name, value);
    }

    @Override
    public Object removeAttribute(Object name) {
        return attributes.remove(name);
    }

    @Override
    public String toString() {
        return "SocketSession[" + remoteAddress + "]";
    }
}
