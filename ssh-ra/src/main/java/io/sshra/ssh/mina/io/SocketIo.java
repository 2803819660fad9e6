package io.sshra.ssh.mina.io;

import io.sshra.base.OwnThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.AbstractIoServiceFactory;
import org.apache.sshd.common.io.AbstractIoServiceFactoryFactory;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.util.closeable.AbstractCloseable;

/**
 * The sockets of SSH sessions. MINA's own sockets are asynchronous channels. There, another thread reports each written packet,
 * and the next packet waits for that report; and each unanswered TCP connect occupies one of few threads. Here the writing
 * thread writes to the socket, and no thread waits for a connect.
 */
public final class SocketIo extends AbstractCloseable implements IoServiceFactory {

    private final FactoryManager manager;
    private final List<IoLoop> loops = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    private IoServiceEventListener listener;

    private SocketIo(FactoryManager manager) {
        this.manager = manager;
        OwnThreads threads = new OwnThreads(manager + "-io-thread");
        try {
            for (int i = 0; i < AbstractIoServiceFactory.getNioWorkers(manager); i++) {
                IoLoop loop = new IoLoop();
                loops.add(loop);
                threads.newThread(loop::run).start();
            }
        } catch (IOException e) {
            loops.forEach(IoLoop::close);
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            // A thread could not be started. Ends those that were.
            loops.forEach(IoLoop::close);
            throw e;
        }
    }

    /** Makes the sockets for a client. */
    public static final class Factory extends AbstractIoServiceFactoryFactory {

        public Factory() {
            super(null);
        }

        @Override
        public IoServiceFactory create(FactoryManager manager) {
            return new SocketIo(manager);
        }
    }

    @Override
    public IoConnector createConnector(IoHandler handler) {
        return new SocketConnector(handler, this::nextLoop, manager::getScheduledExecutorService);
    }

    private IoLoop nextLoop() {
        return loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
    }

    /** Listeners are the adapter's own: {@link Listener}. */
    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
        throw new UnsupportedOperationException("MINA does not listen here");
    }

    @Override
    protected void doCloseImmediately() {
        loops.forEach(IoLoop::close);
        super.doCloseImmediately();
    }

    @Override
    public IoServiceEventListener getIoServiceEventListener() {
        return listener;
    }

    @Override
    public void setIoServiceEventListener(IoServiceEventListener newListener) {
        listener = newListener;
    }
}
