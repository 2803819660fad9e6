package io.sshra.testing;

import io.sshra.testing.Relay.Direction;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Somebody between client and server who understands what both say as long as there are no keys (RFC 4253 sections 4.2, 6 and
 * 7), and may say something else.
 */
public final class ManInTheMiddle implements AutoCloseable {

    /** What somebody does there. */
    public interface Attack {

        /** What goes on in place of a version, without the end of its line. */
        default String version(Direction direction, String version) {
            return version;
        }

        /** What goes on in place of a packet, of which this is the payload. */
        default List<byte[]> packet(Direction direction, byte[] payload) {
            return List.of(payload);
        }

        /** Whether what the server says first under its new keys, before the client has used its own, is taken away. */
        default boolean takesFirstOfServersNewKeys() {
            return false;
        }
    }

    public static final int MSG_KEXINIT = 20;
    public static final int MSG_NEWKEYS = 21;
    private static final int LONGEST_PACKET = 256 * 1024;
    private static final int PATIENCE_SECONDS = 10;

    private final TcpService service;
    private final int serverPort;
    private final Attack attack;

    private ManInTheMiddle(int serverPort, Attack attack) {
        this.serverPort = serverPort;
        this.attack = attack;
        this.service = TcpService.of(this::serve);
    }

    /** In front of this port of 127.0.0.1. */
    public static ManInTheMiddle to(int serverPort, Attack attack) {
        return new ManInTheMiddle(serverPort, attack);
    }

    public int port() {
        return service.port();
    }

    private void serve(Socket client) throws IOException {
        try (Socket server = new Socket("127.0.0.1", serverPort)) {
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            CountDownLatch serverHasNewKeys = new CountDownLatch(1);
            Thread back = new Thread(() -> {
                try {
                    pass(server, client, Direction.TO_CLIENT);
                    passFirstOfServersNewKeys(server.getInputStream());
                    serverHasNewKeys.countDown();
                    server.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException ended) {
                    // One of both has.
                } finally {
                    serverHasNewKeys.countDown();
                    close(client);
                }
            }, "man in the middle");
            back.setDaemon(true);
            back.start();
            pass(client, server, Direction.TO_SERVER, serverHasNewKeys);
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    private void passFirstOfServersNewKeys(InputStream server) throws IOException {
        if (attack.takesFirstOfServersNewKeys() && server.read(new byte[LONGEST_PACKET]) < 0) {
            throw new EOFException();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // That was wanted.
        }
    }

    /** Up to the new keys, before which the other side's are waited for if they are given. */
    private void pass(Socket from, Socket to, Direction direction, CountDownLatch... before) throws IOException {
        DataInputStream in = new DataInputStream(from.getInputStream());
        OutputStream out = to.getOutputStream();
        String version;
        do {
            version = line(in);
            out.write(((version.startsWith("SSH-") ? attack.version(direction, version) : version) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        } while (!version.startsWith("SSH-"));
        byte[] payload;
        do {
            payload = payload(in);
            if (payload[0] == MSG_NEWKEYS) {
                await(before);
            }
            for (byte[] instead : attack.packet(direction, payload)) {
                out.write(packet(instead));
            }
        } while (payload[0] != MSG_NEWKEYS);
    }

    private static void await(CountDownLatch... latches) throws IOException {
        try {
            for (CountDownLatch latch : latches) {
                if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("the server has no new keys");
                }
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 2 || length > LONGEST_PACKET) {
            throw new IOException("a packet of " + length + " bytes");
        }
        byte[] rest = in.readNBytes(length);
        int padding = rest[0] & 0xff;
        return java.util.Arrays.copyOfRange(rest, 1, length - padding);
    }

    /** RFC 4253 section 6, before the first keys. */
    private static byte[] packet(byte[] payload) {
        int padding = 4 + (8 - (payload.length + 9) % 8) % 8;
        return ByteBuffer.allocate(4 + 1 + payload.length + padding).putInt(1 + payload.length + padding)
                .put((byte) padding).put(payload).array();
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
