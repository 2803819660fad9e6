package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A port or a socket of this machine that listens, on the loop of a session. Listens until it is closed. */
public final class Listener implements IoLoop.Ready {

    /** How long a close waits until the system has closed the socket, so that the port is free. */
    private static final long NOTICE_SECONDS = 1;

    private final ServerSocketChannel channel;
    private final IoLoop loop;
    private final Consumer<SocketChannel> clients;
    /** Null for a port. */
    private final SocketFile file;

    private Listener(ServerSocketChannel channel, IoLoop loop, Consumer<SocketChannel> clients, SocketFile file) {
        this.channel = channel;
        this.loop = loop;
        this.clients = clients;
        this.file = file;
    }

    /**
     * Listens on a port.
     *
     * @param session on whose loop clients are accepted
     * @param clients gets each client, non-blocking, on the loop; must not block
     */
    public static Listener onPort(LoopSession session, InetSocketAddress address, Consumer<SocketChannel> clients) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        return listening(channel, session, clients, () -> {
            channel.bind(address);
            return null;
        });
    }

    /** Listens on a Unix-domain socket, of which this process makes the file. Only its own user may connect. */
    public static Listener onSocket(LoopSession session, Path path, Consumer<SocketChannel> clients) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return listening(channel, session, clients, () -> SocketFile.bind(channel, path));
    }

    private interface Binding {
        SocketFile bind() throws IOException;
    }

    private static Listener listening(ServerSocketChannel channel, LoopSession session, Consumer<SocketChannel> clients, Binding binding)
            throws IOException {
        SocketFile file = null;
        try {
            file = binding.bind();
            channel.configureBlocking(false);
            Listener listener = new Listener(channel, session.loop(), clients, file);
            session.loop().register(channel, SelectionKey.OP_ACCEPT, listener);
            return listener;
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (file != null) {
                file.delete();
            }
            throw e;
        }
    }

    /** The port that listens. Not for a socket file. */
    public int port() throws IOException {
        SocketAddress address = channel.getLocalAddress();
        return ((InetSocketAddress) address).getPort();
    }

    /** A failure of the system makes the loop pause, so that it does not fail again and again at once. */
    @Override
    public void ready(SelectionKey key, ByteBuffer unused) {
        try {
            SocketChannel client = channel.accept();
            if (client != null) {
                client.configureBlocking(false);
                clients.accept(client);
            }
        } catch (IOException e) {
            if (channel.isOpen()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Nobody is accepted any more. Does not wait. From any thread. */
    public void close() {
        closing();
    }

    /** The same, and waits a moment until the port is free, unless the loop calls this. */
    public void closeAndWait() {
        CountDownLatch noticed = closing();
        try {
            if (!loop.isHere() && loop.isOpen() && !noticed.await(NOTICE_SECONDS, TimeUnit.SECONDS)) {
                IoFailures.ignored("closing a listener", new IOException("its loop is busy"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CountDownLatch closing() {
        try {
            channel.close();
        } catch (IOException e) {
            IoFailures.ignored("closing a listener", e);
        }
        if (file != null) {
            file.delete();
        }
        CountDownLatch noticed = new CountDownLatch(1);
        loop.execute(() -> {
            loop.closeSockets();
            noticed.countDown();
        });
        return noticed;
    }
}
