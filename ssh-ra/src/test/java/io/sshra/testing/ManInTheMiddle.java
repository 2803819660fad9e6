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
import java.util.Arrays;

/**
 * A man in the middle. Reads what client and server send before the first keys (RFC 4253 sections 4.2, 6 and 7), and may change
 * it. Passes on encrypted data unchanged.
 */
public final class ManInTheMiddle implements AutoCloseable {

    /** What the man in the middle changes. */
    public interface Tampering {

        /** Returns what is passed on instead of a version line, without its end. */
        default String version(Direction direction, String version) {
            return version;
        }

        /** Returns what is passed on instead of a packet with this payload. */
        default byte[] packet(Direction direction, byte[] payload) {
            return payload;
        }
    }

    public static final int MSG_KEXINIT = 20;
    private static final int MSG_NEWKEYS = 21;
    private static final int LONGEST_PACKET = 256 * 1024;

    private final TcpService service;
    private final int serverPort;
    private final Tampering tampering;

    private ManInTheMiddle(int serverPort, Tampering tampering) {
        this.serverPort = serverPort;
        this.tampering = tampering;
        this.service = TcpService.of(this::serve);
    }

    /** Starts in front of this port of 127.0.0.1. */
    public static ManInTheMiddle to(int serverPort, Tampering tampering) {
        return new ManInTheMiddle(serverPort, tampering);
    }

    public int port() {
        return service.port();
    }

    private void serve(Socket client) throws IOException {
        try (Socket server = new Socket("127.0.0.1", serverPort)) {
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            Thread back = new Thread(() -> {
                try {
                    pass(server, client, Direction.TO_CLIENT);
                } catch (IOException ended) {
                    // One of both sides has.
                } finally {
                    close(client);
                }
            }, "man in the middle");
            back.setDaemon(true);
            back.start();
            pass(client, server, Direction.TO_SERVER);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // This is expected.
        }
    }

    private void pass(Socket from, Socket to, Direction direction) throws IOException {
        DataInputStream in = new DataInputStream(from.getInputStream());
        OutputStream out = to.getOutputStream();
        String version;
        do {
            version = line(in);
            out.write(((version.startsWith("SSH-") ? tampering.version(direction, version) : version) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        } while (!version.startsWith("SSH-"));
        byte[] payload;
        do {
            payload = payload(in);
            out.write(packet(tampering.packet(direction, payload)));
        } while (payload[0] != MSG_NEWKEYS);
        in.transferTo(out);
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
        return Arrays.copyOfRange(rest, 1, length - padding);
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
