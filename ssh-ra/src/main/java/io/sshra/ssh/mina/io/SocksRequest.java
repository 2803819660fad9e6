package io.sshra.ssh.mina.io;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a client of a SOCKS proxy sends first: versions 4 and 4a, and 5 (RFC 1928) without a log-in. It may come in any pieces. Only requests to
 * connect are understood. Not thread-safe.
 *
 * <pre>
 * FIRST ──version 4────────────────────────────────────▶ WANTED
 *   ├────version 5, "no log-in" is offered──▶ GREETED ──▶ WANTED
 *   └────anything else────────────────────────┴─────────▶ REFUSED
 * </pre>
 */
final class SocksRequest {

    /** The longest request has two texts of 255 bytes. In bytes; more is refused. */
    private static final int LONGEST = 600;
    private static final int CONNECT = 1;
    private static final int NO_LOG_IN = 0;
    private static final int NONE_ACCEPTABLE = 0xFF;
    private static final int GRANTED_4 = 0x5A;
    private static final int REJECTED_4 = 0x5B;

    private final ByteBuffer received = ByteBuffer.allocate(LONGEST);
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private boolean greeted;
    private boolean refused;
    private int version;
    private InetSocketAddress wanted;

    /** Thrown while parts of a request are missing. */
    private static final class MissingException extends Exception {

        private static final long serialVersionUID = 1L;

        MissingException() {
            super("more is to come", null, false, false);
        }
    }

    /** Takes what has come, up to the end of the request. What follows stays in the buffer. */
    void take(ByteBuffer input) {
        while (input.hasRemaining() && !isOver()) {
            received.put(input.get());
            read();
            if (!received.hasRemaining() && !isOver()) {
                refuse(SocksClient.Refusal.FAILED);
            }
        }
    }

    /** Whether nothing more is to be taken. */
    boolean isOver() {
        return refused || wanted != null;
    }

    /** Where the client wants to be connected, not resolved; null if it is not known yet, or was refused. */
    InetSocketAddress wanted() {
        return wanted;
    }

    /** Whether the client is to be disconnected after the answer. */
    boolean isRefused() {
        return refused;
    }

    /** What is to be sent to the client now; may be empty. Each part is returned once. */
    byte[] answer() {
        byte[] now = answer.toByteArray();
        answer.reset();
        return now;
    }

    /** The answer when the server has connected. */
    byte[] granted() {
        return version == 4 ? reply4(GRANTED_4) : reply5(0);
    }

    /** The answer to a request that is not granted. */
    byte[] refusal(SocksClient.Refusal why) {
        return version == 4 ? reply4(REJECTED_4) : reply5(why.code());
    }

    private static byte[] reply4(int result) {
        return new byte[] {0, (byte) result, 0, 0, 0, 0, 0, 0};
    }

    /** The address that the server connects from is not known. */
    private static byte[] reply5(int result) {
        return new byte[] {5, (byte) result, 0, 1, 0, 0, 0, 0, 0, 0};
    }

    /** Says so in the version of the request, if it has one. */
    private void refuse(SocksClient.Refusal why) {
        refused = true;
        if (version == 4 || greeted) {
            answer.writeBytes(refusal(why));
        }
    }

    private void read() {
        ByteBuffer request = received.duplicate().flip();
        version = request.get(0);
        try {
            if (version == 5 && greeted) {
                read5(request);
            } else if (version == 5) {
                greet(request);
            } else if (version == 4 && !greeted) {
                read4(request);
            } else {
                // Another protocol, which has no answer for this.
                refused = true;
            }
        } catch (MissingException e) {
            // The rest comes later.
        }
    }

    private void greet(ByteBuffer request) throws MissingException {
        next(request);
        byte[] methods = next(request, next(request));
        received.clear();
        for (byte method : methods) {
            greeted |= method == NO_LOG_IN;
        }
        refused = !greeted;
        answer.writeBytes(new byte[] {5, (byte) (greeted ? NO_LOG_IN : NONE_ACCEPTABLE)});
    }

    private void read5(ByteBuffer request) throws MissingException {
        next(request);
        int command = next(request);
        next(request);
        int type = next(request);
        String host;
        switch (type) {
            case 1 -> host = address(next(request, 4));
            case 3 -> host = name(next(request, next(request)));
            case 4 -> host = address(next(request, 16));
            default -> {
                refuse(SocksClient.Refusal.ADDRESS_TYPE);
                return;
            }
        }
        want(command, host, port(request));
    }

    private void read4(ByteBuffer request) throws MissingException {
        next(request);
        int command = next(request);
        int port = port(request);
        byte[] address = next(request, 4);
        text(request);
        boolean isName = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
        want(command, isName ? name(text(request)) : address(address), port);
    }

    /** @param host null if it is invalid */
    private void want(int command, String host, int port) {
        if (command != CONNECT) {
            refuse(SocksClient.Refusal.COMMAND);
        } else if (host == null || port == 0) {
            refuse(SocksClient.Refusal.FAILED);
        } else {
            wanted = InetSocketAddress.createUnresolved(host, port);
        }
    }

    private static int next(ByteBuffer request) throws MissingException {
        return next(request, 1)[0] & 0xFF;
    }

    private static byte[] next(ByteBuffer request, int length) throws MissingException {
        if (request.remaining() < length) {
            throw new MissingException();
        }
        byte[] part = new byte[length];
        request.get(part);
        return part;
    }

    private static int port(ByteBuffer request) throws MissingException {
        return next(request) << 8 | next(request);
    }

    /** Up to a zero, without it. */
    private static byte[] text(ByteBuffer request) throws MissingException {
        int start = request.position();
        while (next(request) != 0) {
            // To the next byte.
        }
        return Arrays.copyOfRange(request.array(), start, request.position() - 1);
    }

    private static String address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static String name(byte[] bytes) {
        String name = new String(bytes, StandardCharsets.UTF_8);
        return name.isBlank() || name.chars().anyMatch(Character::isISOControl) ? null : name;
    }
}
