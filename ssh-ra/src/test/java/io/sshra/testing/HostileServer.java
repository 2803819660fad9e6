package io.sshra.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loopback port that accepts connections and is not an SSH server. */
public final class HostileServer implements AutoCloseable {

    private static final List<Socket> HELD = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final List<Socket> fillers = new ArrayList<>();

    private HostileServer(int backlog) {
        try {
            listener = new ServerSocket(0, backlog, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Conversation {
        void hold(Socket socket) throws IOException;
    }

    private HostileServer accepting(Conversation conversation) {
        Thread thread = new Thread(() -> {
            try {
                for (;;) {
                    Socket socket = listener.accept();
                    accepted.add(socket);
                    conversation.hold(socket);
                }
            } catch (SocketException closed) {
                // The end of the test.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, "hostile-server");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Accepts connections and sends nothing. */
    public static HostileServer silent() {
        return new HostileServer(50).accepting(socket -> { });
    }

    /** Answers like a web server, and closes. */
    public static HostileServer http() {
        return new HostileServer(50).accepting(socket -> {
            try (socket; OutputStream out = socket.getOutputStream()) {
                out.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    /** Never completes a TCP handshake, because its backlog is full. */
    public static HostileServer unreachable() {
        HostileServer server = new HostileServer(1);
        for (int i = 0; i < 3; i++) {
            try {
                Socket filler = new Socket();
                server.fillers.add(filler);
                // Long enough for a busy machine: one that only comes late leaves room for another.
                filler.connect(new InetSocketAddress("127.0.0.1", server.port()), 1000);
            } catch (IOException full) {
                break;
            }
        }
        return server;
    }

    /** A port on which nothing listens, as long as this JVM runs: it is held. */
    @SuppressWarnings("resource")
    public static int closedPort() {
        try {
            Socket held = new Socket();
            held.bind(new InetSocketAddress("127.0.0.1", 0));
            HELD.add(held);
            return held.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port to listen on. Somebody else may take it before. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The number of connections it has accepted. */
    public int connections() {
        return accepted.size();
    }

    /** Whether every peer has closed its connection. */
    public boolean allClosedByPeer() {
        return accepted.stream().allMatch(HostileServer::isClosedByPeer);
    }

    private static boolean isClosedByPeer(Socket socket) {
        try {
            if (socket.isClosed()) {
                return true;
            }
            socket.setSoTimeout(1);
            byte[] buffer = new byte[4096];
            int read;
            do {
                read = socket.getInputStream().read(buffer);
            } while (read > 0);
            return read < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : accepted) {
            socket.close();
        }
        for (Socket socket : fillers) {
            socket.close();
        }
    }
}
