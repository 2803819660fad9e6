package io.sshra.testing;

import io.sshra.SshProxy;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy in the JVM, on loopback. It connects to the port that it is asked for, on the loopback, whatever the host is. */
public final class ScriptedProxy implements AutoCloseable {

    /** How it answers. */
    public enum Manner {
        USUAL,
        BYTE_BY_BYTE,
        /** In one packet with what the server says first. */
        WITH_THE_FIRST_WORDS_OF_THE_SERVER
    }

    private final SshProxy.Kind kind;
    private final Manner manner;
    private final TcpService service;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> logIns = new CopyOnWriteArrayList<>();
    /** It could not connect there. */
    private volatile String unreachable = "";
    /** It does not answer if it is asked for this. */
    private volatile String silent = "";
    /** The log-in that it wants; null for none. */
    private volatile String wanted;

    private ScriptedProxy(SshProxy.Kind kind, Manner manner) {
        this.kind = kind;
        this.manner = manner;
        this.service = TcpService.of(kind == SshProxy.Kind.HTTP ? this::http : this::socks);
    }

    public static ScriptedProxy start(SshProxy.Kind kind) {
        return start(kind, Manner.USUAL);
    }

    public static ScriptedProxy start(SshProxy.Kind kind, Manner manner) {
        return new ScriptedProxy(kind, manner);
    }

    /** From now on this log-in only. */
    public ScriptedProxy requiring(String username, String password) {
        wanted = username + ":" + password;
        return this;
    }

    /** @param host as it is asked for it */
    public ScriptedProxy unableToReach(String host) {
        unreachable = host;
        return this;
    }

    /** @param host as it is asked for it */
    public ScriptedProxy silentFor(String host) {
        silent = host;
        return this;
    }

    /** The proxy, without a log-in. */
    public SshProxy proxy() {
        return kind == SshProxy.Kind.HTTP ? SshProxy.http("127.0.0.1", port()) : SshProxy.socks5("127.0.0.1", port());
    }

    public int port() {
        return service.port();
    }

    /** {@code host:port} of each request, in order. */
    public List<String> asked() {
        return asked;
    }

    /** {@code user:password} of each log-in, in order. */
    public List<String> logIns() {
        return logIns;
    }

    /** How often it was connected to. */
    public int connections() {
        return service.connections();
    }

    public boolean allEnded() {
        return service.allEnded();
    }

    // ---- SOCKS ----

    private void socks(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readByte();
        byte[] methods = new byte[in.readUnsignedByte()];
        in.readFully(methods);
        if (wanted != null) {
            boolean isOffered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(2) >= 0;
            answer(client, new byte[] {5, (byte) (isOffered ? 2 : 0xff)});
            if (!isOffered) {
                return;
            }
            in.readByte();
            String logIn = text(in, in.readUnsignedByte()) + ":" + text(in, in.readUnsignedByte());
            logIns.add(logIn);
            answer(client, new byte[] {1, (byte) (logIn.equals(wanted) ? 0 : 1)});
            if (!logIn.equals(wanted)) {
                return;
            }
        } else {
            answer(client, new byte[] {5, 0});
        }
        in.skipNBytes(3);
        int type = in.readUnsignedByte();
        String host = switch (type) {
            case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case 4 -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
            default -> text(in, in.readUnsignedByte());
        };
        connect(client, host, in.readUnsignedShort(), new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 1}, new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0});
    }

    private static String text(DataInputStream in, int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    // ---- HTTP ----

    private void http(Socket client) throws IOException {
        String head = head(client.getInputStream());
        String logIn = head.lines().filter(line -> line.startsWith("Proxy-Authorization: Basic ")).findFirst()
                .map(line -> new String(Base64.getDecoder().decode(line.substring(27)), StandardCharsets.UTF_8)).orElse(null);
        if (logIn != null) {
            logIns.add(logIn);
        }
        if (wanted != null && !wanted.equals(logIn)) {
            answer(client, bytes("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n\r\n"));
            return;
        }
        String authority = head.split(" ")[1];
        int colon = authority.lastIndexOf(':');
        connect(client, authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)),
                bytes("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"), bytes("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // ---- both ----

    private void connect(Socket client, String host, int port, byte[] granted, byte[] refused) throws IOException {
        asked.add(host + ":" + port);
        if (host.equals(silent)) {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            return;
        }
        if (host.equals(unreachable)) {
            answer(client, refused);
            return;
        }
        try (Socket server = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            server.setTcpNoDelay(true);
            if (manner == Manner.WITH_THE_FIRST_WORDS_OF_THE_SERVER) {
                byte[] words = new byte[1000];
                int read = server.getInputStream().read(words);
                ByteArrayOutputStream both = new ByteArrayOutputStream();
                both.write(granted);
                both.write(words, 0, read);
                client.getOutputStream().write(both.toByteArray());
            } else {
                answer(client, granted);
            }
            Pump.start(server.getInputStream(), client.getOutputStream());
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    private void answer(Socket client, byte[] answer) throws IOException {
        client.setTcpNoDelay(true);
        if (manner != Manner.BYTE_BY_BYTE) {
            client.getOutputStream().write(answer);
            return;
        }
        for (byte one : answer) {
            client.getOutputStream().write(one);
            // The client has read it before the next one is sent, or not: both must work.
            Thread.yield();
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
