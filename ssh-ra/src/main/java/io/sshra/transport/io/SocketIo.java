package io.sshra.transport.io;

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
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.session.helpers.AbstractSessionIoHandler;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.SshdThreadFactory;

/**
 * The sockets of SSH sessions. MINA's own are asynchronous channels: each packet that is written is told to have been written
 * by another thread, which the next one waits for, and each TCP connect takes one of few threads as long as nobody answers.
 * Here whoever writes writes to the socket, and no thread waits for a connect. Forwarded ports, which need neither, have
 * MINA's, from the first of them on.
 */
public final class SocketIo extends AbstractCloseable implements IoServiceFactory {

    private final FactoryManager manager;
    private final List<IoLoop> loops = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    /** For forwarded ports; null while there was none. Guarded by this. */
    private Nio2ServiceFactory forPorts;
    private IoServiceEventListener listener;

    private SocketIo(FactoryManager manager) {
        this.manager = manager;
        SshdThreadFactory threads = new SshdThreadFactory(manager + "-io");
        try {
            for (int i = 0; i < AbstractIoServiceFactory.getNioWorkers(manager); i++) {
                IoLoop loop = new IoLoop();
                loops.add(loop);
                threads.newThread(loop::run).start();
            }
        } catch (IOException e) {
            loops.forEach(IoLoop::close);
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it for a client. */
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
        return handler instanceof AbstractSessionIoHandler ? new SocketConnector(handler, this::nextLoop)
                : forPorts().createConnector(handler);
    }

    private IoLoop nextLoop() {
        return loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
    }

    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
        return forPorts().createAcceptor(handler);
    }

    private synchronized Nio2ServiceFactory forPorts() {
        if (isClosing()) {
            throw new IllegalStateException("the adapter has stopped");
        }
        if (forPorts == null) {
            forPorts = (Nio2ServiceFactory) new Nio2ServiceFactoryFactory().create(manager);
        }
        return forPorts;
    }

    @Override
    protected void doCloseImmediately() {
        loops.forEach(IoLoop::close);
        synchronized (this) {
            if (forPorts != null) {
                forPorts.close(true);
            }
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
