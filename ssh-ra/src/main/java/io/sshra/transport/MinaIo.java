package io.sshra.transport;

import io.sshra.log.AdapterLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2Acceptor;
import org.apache.sshd.common.io.nio2.Nio2Connector;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.common.util.threads.SshThreadPoolExecutor;
import org.apache.sshd.common.util.threads.SshdThreadFactory;

/**
 * MINA's I/O on other threads.
 *
 * <ul>
 * <li>Those that read packets wait for them themselves. MINA's own group has one thread that waits, and wakes another for each
 * packet. (That one is made and stays idle: there is no way to keep MINA from making it.)
 * <li>Each TCP connect has a thread as long as it lasts. MINA has as few for them as for reading, so that three hosts that
 * don't answer would keep everybody from connecting until their time is over.
 * </ul>
 */
final class MinaIo extends Nio2ServiceFactory {

    private static final long SPARE_SECONDS = 10;

    private final AsynchronousChannelGroup group;
    private final CloseableExecutorService connects;

    private MinaIo(FactoryManager manager, CloseableExecutorService connects) {
        super(manager, null, connects);
        this.connects = connects;
        try {
            group = AsynchronousChannelGroup.withFixedThreadPool(getNioWorkers(manager), new SshdThreadFactory(manager + "-io"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it for a client. */
    static final class Factory extends Nio2ServiceFactoryFactory {

        @Override
        public IoServiceFactory create(FactoryManager manager) {
            return new MinaIo(manager, new SshThreadPoolExecutor(0, Integer.MAX_VALUE, SPARE_SECONDS, TimeUnit.SECONDS,
                    new SynchronousQueue<>(), new SshdThreadFactory(manager + "-connect")));
        }
    }

    @Override
    public IoConnector createConnector(IoHandler handler) {
        return autowireCreatedService(new Nio2Connector(this, getFactoryManager(), handler, group, connects));
    }

    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
        return autowireCreatedService(new Nio2Acceptor(this, getFactoryManager(), handler, group, connects));
    }

    @Override
    protected void doCloseImmediately() {
        try {
            group.shutdownNow();
        } catch (IOException e) {
            AdapterLog.LOG.tracef(e, "not all sockets closed");
        }
        super.doCloseImmediately();
    }
}
