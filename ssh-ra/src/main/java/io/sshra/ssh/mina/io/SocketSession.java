package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * One TCP connection. Its loop reads. A writing thread writes as much as the socket takes, and the loop writes the rest in order when
 * there is room again. Nobody waits for the other side.
 *
 * <p>A server can ask for answers and not read them. When {@value #MOST_UNSENT_ANSWERS} bytes of answers wait, the session
 * stops reading until half of them are sent, so that they take no more memory. Ending the connection instead would lose the
 * commands of a server that is only slow. A server that never reads sends nothing that is read, either, so that keepalive and
 * validation find the connection dead. What the callers' threads write does not count: that would stop the output of a command
 * for as long as an upload fills the network, and each of them waits for what it has written before.
 */
public final class SocketSession extends AttributedSession implements IoLoop.Ready {

    /** Several thousand answers. In bytes. */
    static final int MOST_UNSENT_ANSWERS = 256 * 1024;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long id = NUMBERS.incrementAndGet();
    private final SocketConnector connector;
    private final IoHandler handler;
    private final SocketChannel channel;
    private final IoLoop loop;
    private final SelectionKey key;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final WriteQueue queue;
    private final ReentrantLock reading = new ReentrantLock();
    // The two reasons not to read. Guarded by reading.
    private boolean suspended = true;
    /** Written by the loop only. */
    private boolean tooManyAnswers;
    /** The thread that handles what was read; null while there is none. */
    private volatile Thread reader;
    /** Why nothing can be written any more; null while that is not known. */
    private volatile Throwable broken;

    /** @param channel connected and non-blocking */
    SocketSession(SocketConnector connector, IoHandler handler, SocketChannel channel, IoLoop loop) throws IOException {
        this.connector = connector;
        this.handler = handler;
        this.channel = channel;
        this.queue = new WriteQueue(channel);
        this.loop = loop;
        this.localAddress = channel.getLocalAddress();
        this.remoteAddress = channel.getRemoteAddress();
        this.key = loop.register(channel, 0, this);
    }

    public NetworkChannel socket() {
        return channel;
    }

    // ---- reading ----

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
            handle(buffer);
            if (unsentAnswers() > MOST_UNSENT_ANSWERS) {
                wantReads(() -> tooManyAnswers = true);
            }
        }
    }

    /** Whether the calling thread handles what was read. What it writes is an answer, and it must not wait. */
    public boolean isReading() {
        return reader == Thread.currentThread();
    }

    /** In bytes. */
    int unsentAnswers() {
        return queue.unsentAnswerBytes();
    }

    /** Whether this session reads from the socket. */
    boolean isListening() {
        return (key.interestOps() & SelectionKey.OP_READ) != 0;
    }

    @Override
    public void suspendRead() {
        wantReads(() -> suspended = true);
    }

    @Override
    public void resumeRead() {
        wantReads(() -> suspended = false);
    }

    private void wantReads(Runnable change) {
        reading.lock();
        try {
            change.run();
            if (suspended || tooManyAnswers) {
                key.interestOpsAnd(~SelectionKey.OP_READ);
            } else {
                key.interestOpsOr(SelectionKey.OP_READ);
            }
        } catch (CancelledKeyException e) {
            IoFailures.ignored("it was closed meanwhile", e);
        } finally {
            reading.unlock();
        }
        loop.wakeUp();
    }

    // ---- writing ----

    /**
     * Any failure, even a lack of memory, ends the connection: MINA has already numbered the packet, and the server would
     * notice that one is missing.
     *
     * @param buffer must not be changed until it is written
     */
    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) {
        WriteQueue.Write write;
        try {
            write = new WriteQueue.Write(remoteAddress, ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available()), isReading());
        } catch (RuntimeException | Error e) {
            breakOff(e);
            throw e;
        }
        try {
            if (isClosing()) {
                write.failed(new ClosedChannelException());
            } else if (queue.write(write)) {
                write.written();
            } else {
                key.interestOpsOr(SelectionKey.OP_WRITE);
                loop.wakeUp();
            }
        } catch (IOException | RuntimeException | Error e) {
            breakOff(e);
            write.failed(e);
        }
        return write;
    }

    /**
     * A packet is missing: nothing can be written any more. The loop ends the connection, because a writer holds the lock of MINA's
     * session, and the end takes those of all channels, whose holders may wait for that one. From any thread.
     */
    public void breakOff(Throwable why) {
        if (broken == null) {
            broken = why;
            loop.execute(() -> {
                if (why instanceof IOException) {
                    UnreadInput.read(channel, () -> !isClosing() && isListening(), this::handle);
                }
                failed(why);
            });
        }
    }

    private void handle(ByteBuffer buffer) throws Exception {
        reader = Thread.currentThread();
        try {
            handler.messageReceived(this, Readable.readable(buffer.flip()));
        } finally {
            reader = null;
        }
    }

    /** Called when the socket can be written again. */
    private void writeOn() throws IOException {
        List<WriteQueue.Write> done = queue.writeOn(() -> key.interestOpsAnd(~SelectionKey.OP_WRITE));
        done.forEach(WriteQueue.Write::written);
        if (tooManyAnswers && unsentAnswers() <= MOST_UNSENT_ANSWERS / 2) {
            wantReads(() -> tooManyAnswers = false);
        }
    }

    /** What has not been written is lost. */
    @Override
    public void shutdownOutputStream() throws IOException {
        channel.shutdownOutput();
    }

    // ---- the end ----

    /** False as soon as the connection is known to be broken. */
    @Override
    public boolean isOpen() {
        return broken == null && !isClosing();
    }

    private void failed(Throwable failure) {
        if (!isClosing()) {
            try {
                handler.exceptionCaught(this, failure);
            } catch (Exception e) {
                IoFailures.ignored("reporting a failure", e);
            }
        }
        close(true);
    }

    /** Closes when everything that waits is written. */
    @Override
    protected CloseFuture doCloseGracefully() {
        WriteQueue.Write last = queue.last();
        if (last == null) {
            return null;
        }
        DefaultCloseFuture flushed = new DefaultCloseFuture(toString(), getFutureLock());
        last.addListener(written -> flushed.setClosed());
        return flushed;
    }

    @Override
    protected void doCloseImmediately() {
        List<WriteQueue.Write> aborted = queue.close();
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
            IoFailures.ignored("reporting the end of a connection", e);
        }
        forgetAttributes();
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
    public String toString() {
        return "SocketSession[" + remoteAddress + "]";
    }
}
