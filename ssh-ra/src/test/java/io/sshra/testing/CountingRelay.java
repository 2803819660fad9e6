package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A loopback port in front of a server's, which counts the bytes that come from there. */
public final class CountingRelay implements AutoCloseable {

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong bytesFromServer = new AtomicLong();

    private CountingRelay(LoopbackServer server) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread acceptor = new Thread(() -> acceptAll(server), "relay");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    public static CountingRelay to(LoopbackServer server) {
        try {
            return new CountingRelay(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll(LoopbackServer server) {
        try {
            for (;;) {
                Socket client = listener.accept();
                Socket there = new Socket(server.host(), server.port());
                client.setTcpNoDelay(true);
                there.setTcpNoDelay(true);
                sockets.addAll(List.of(client, there));
                Pump.start(client.getInputStream(), there.getOutputStream(), bytes -> { });
                Pump.start(there.getInputStream(), client.getOutputStream(), bytesFromServer::addAndGet);
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public long bytesFromServer() {
        return bytesFromServer.get();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
