package io.sshra.ssh.mina.io;

import io.sshra.base.OwnThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.AbstractIoServiceFactory;
import org.apache.sshd.common.io.AbstractIoServiceFactoryFactory;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.session.helpers.AbstractSessionIoHandler;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.SshThreadPoolExecutor;

/**
 * The sockets of SSH sessions. MINA's own sockets are asynchronous channels. There, another thread reports each written packet,
 * and the next packet waits for that report; and each unanswered TCP connect occupies one of few threads. Here the writing
 * thread writes to the socket, and no thread waits for a connect. Forwarded ports do not need this and use MINA's sockets,
 * which are made for the first of them.
 */
public final class SocketIo extends AbstractCloseable implements IoServiceFactory {

    private final FactoryManager manager;
    private final List<IoLoop> loops = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final ReentrantLock ports = new ReentrantLock();
    /** For forwarded ports; null before the first one. Guarded by {@link #ports}. */
    private Nio2ServiceFactory forPorts;
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
        return handler instanceof AbstractSessionIoHandler ? new SocketConnector(handler, this::nextLoop, manager::getScheduledExecutorService)
                : forPorts().createConnector(handler);
    }

    private IoLoop nextLoop() {
        return loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
    }

    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
        return forPorts().createAcceptor(handler);
    }

    private Nio2ServiceFactory forPorts() {
        ports.lock();
        try {
            if (isClosing()) {
                throw new IllegalStateException("the adapter has stopped");
            }
            if (forPorts == null) {
                // Made on a separate thread: the JDK's threads inherit from the thread that makes them, which may belong to an
                // application.
                OwnThreads threads = new OwnThreads(manager + "-ports");
                forPorts = CompletableFuture.supplyAsync(() -> makeForPorts(threads), task -> threads.newThread(task).start()).join();
            }
            return forPorts;
        } finally {
            ports.unlock();
        }
    }

    private Nio2ServiceFactory makeForPorts(OwnThreads threads) {
        int workers = AbstractIoServiceFactory.getNioWorkers(manager);
        return (Nio2ServiceFactory) new Nio2ServiceFactoryFactory(() -> new SshThreadPoolExecutor(workers, workers, 0,
                TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads)).create(manager);
    }

    @Override
    protected void doCloseImmediately() {
        loops.forEach(IoLoop::close);
        Nio2ServiceFactory made;
        ports.lock();
        try {
            made = forPorts;
        } finally {
            ports.unlock();
        }
        if (made != null) {
            made.close(true);
        }
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
