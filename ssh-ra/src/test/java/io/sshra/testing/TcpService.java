package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loopback port that serves each connection on a thread of its own and then closes it. */
public final class TcpService implements AutoCloseable {

    /** Serves one connection. */
    public interface Conversation {
        void hold(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Conversation conversation;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    private TcpService(Conversation conversation) {
        this.conversation = conversation;
        try {
            listener = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TcpService of(Conversation conversation) {
        TcpService service = new TcpService(conversation);
        start(service::accept);
        return service;
    }

    /** Sends back what it receives. */
    public static TcpService echo() {
        return of(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
    }

    /** Sends back what it has received when its peer sends no more. */
    public static TcpService echoAtTheEnd() {
        return of(socket -> socket.getOutputStream().write(socket.getInputStream().readAllBytes()));
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tcp-service");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            for (;;) {
                Socket socket = listener.accept();
                accepted.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            conversation.hold(socket);
        } catch (IOException gone) {
            // The peer has closed, too.
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The number of connections accepted so far. */
    public int connections() {
        return accepted.size();
    }

    /** Whether all its connections have ended. */
    public boolean allEnded() {
        return accepted.stream().allMatch(Socket::isClosed);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
