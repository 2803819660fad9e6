package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
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
 * What one SSH session is read from and written to. Its loop reads. A writing thread writes as much as the other side takes, and the loop
 * writes the rest in order when there is room again. Nobody waits for the other side.
 *
 * <p>A server can ask for answers and not read them. When {@value #MOST_UNSENT_ANSWERS} bytes of answers wait, the session
 * stops reading until half of them are sent, so that they take no more memory. Ending the connection instead would lose the
 * commands of a server that is only slow. A server that never reads sends nothing that is read, either, so that keepalive and
 * validation find the connection dead. What the callers' threads write does not count: that would stop the output of a command
 * for as long as an upload fills the network, and each of them waits for what it has written before.
 */
public abstract class LoopSession extends AttributedSession {

    /** Several thousand answers. In bytes. */
    static final int MOST_UNSENT_ANSWERS = 256 * 1024;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long id = NUMBERS.incrementAndGet();
    private final SocketConnector connector;
    private final IoHandler handler;
    private final IoLoop loop;
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

    /** @param outlet takes what is written */
    LoopSession(SocketConnector connector, IoHandler handler, IoLoop loop, SocketAddress localAddress, SocketAddress remoteAddress,
            WriteQueue.Outlet outlet) {
        this.connector = connector;
        this.handler = handler;
        this.loop = loop;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
        this.queue = new WriteQueue(outlet);
    }

    // ---- what carries it ----

    /** The socket that carries it, maybe through other sessions. */
    public abstract NetworkChannel socket();

    /** Reads from now on, or does not. From any thread, under a lock of this class. */
    abstract void listen(boolean wanted);

    /** Whether this session reads. */
    abstract boolean isListening();

    /** {@link #writeOn()} is to be called when there is room, or need not be called any more. From any thread. */
    abstract void awaitRoom(boolean wanted);

    /** Handles what came before a write failed. On the loop. */
    abstract void readRest();

    /** Ends what carries it. From any thread; does not block. */
    abstract void closeCarrier();

    final IoLoop loop() {
        return loop;
    }

    // ---- reading ----

    /** Handles a piece of input, on the loop. */
    final void handle(ByteBuffer input) throws Exception {
        reader = Thread.currentThread();
        try {
            handler.messageReceived(this, Readable.readable(input));
        } finally {
            reader = null;
        }
        if (unsentAnswers() > MOST_UNSENT_ANSWERS) {
            wantReads(() -> tooManyAnswers = true);
        }
    }

    /** Whether the calling thread handles what was read. What it writes is an answer, and it must not wait. */
    public final boolean isReading() {
        return reader == Thread.currentThread();
    }

    /** In bytes. */
    final int unsentAnswers() {
        return queue.unsentAnswerBytes();
    }

    @Override
    public final void suspendRead() {
        wantReads(() -> suspended = true);
    }

    @Override
    public final void resumeRead() {
        wantReads(() -> suspended = false);
    }

    private void wantReads(Runnable change) {
        reading.lock();
        try {
            change.run();
            listen(!suspended && !tooManyAnswers);
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
    public final IoWriteFuture writeBuffer(Buffer buffer) {
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
                awaitRoom(true);
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
    public final void breakOff(Throwable why) {
        if (broken == null) {
            broken = why;
            loop.execute(() -> {
                if (why instanceof IOException) {
                    readRest();
                }
                failed(why);
            });
        }
    }

    /** Called on the loop when there may be room again. */
    final void writeOn() throws IOException {
        List<WriteQueue.Write> done = queue.writeOn(() -> awaitRoom(false));
        done.forEach(WriteQueue.Write::written);
        if (tooManyAnswers && unsentAnswers() <= MOST_UNSENT_ANSWERS / 2) {
            wantReads(() -> tooManyAnswers = false);
        }
    }

    // ---- the end ----

    /** False as soon as the connection is known to be broken. */
    @Override
    public boolean isOpen() {
        return broken == null && !isClosing();
    }

    /** On the loop. */
    final void failed(Throwable failure) {
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
    protected final CloseFuture doCloseGracefully() {
        WriteQueue.Write last = queue.last();
        if (last == null) {
            return null;
        }
        DefaultCloseFuture flushed = new DefaultCloseFuture(toString(), getFutureLock());
        last.addListener(written -> flushed.setClosed());
        return flushed;
    }

    @Override
    protected final void doCloseImmediately() {
        List<WriteQueue.Write> aborted = queue.close();
        closeCarrier();
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
    public final long getId() {
        return id;
    }

    @Override
    public final IoService getService() {
        return connector;
    }

    @Override
    public final SocketAddress getLocalAddress() {
        return localAddress;
    }

    @Override
    public final SocketAddress getRemoteAddress() {
        return remoteAddress;
    }

    @Override
    public final SocketAddress getAcceptanceAddress() {
        return null;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + remoteAddress + "]";
    }
}
