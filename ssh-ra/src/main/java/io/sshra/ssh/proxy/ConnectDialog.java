package io.sshra.ssh.proxy;

import io.sshra.base.SecretText;
import io.sshra.ssh.Proxy;
import io.sshra.ssh.proxy.ProxyException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The method CONNECT of HTTP/1.1 (RFC 9110 section 9.3.6, RFC 9112 section 4), with the log-in "Basic" (RFC 7617). */
final class ConnectDialog extends ProxyDialog {

    /** The most that a proxy may say before the way is open, in bytes. */
    private static final int LONGEST = 16 * 1024;
    /** The shortest answer: a version, a code, and two ends of lines. */
    private static final int SHORTEST = "HTTP/1.1 200\n\n".length();

    private static final String PROTOCOL = "HTTP/";
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (?<code>\\d{3})(?: [^\\n]*)?");
    private static final Pattern CHALLENGE = Pattern.compile("(?im)^Proxy-Authenticate:[ \\t]*([^\\r\\n]*)");

    private final Proxy proxy;
    private final Destination destination;
    /** What has come of the present answer, each byte a character. */
    private final StringBuilder head = new StringBuilder();
    /** The first line of the present answer, without its end; null before it is complete. */
    private String line;
    /** In all answers. */
    private int bytes;
    private boolean open;

    ConnectDialog(Proxy proxy, Destination destination) {
        this.proxy = proxy;
        this.destination = destination;
    }

    /** The log-in is sent at once, which saves a round trip. */
    @Override
    public void begin() {
        byte[] start = ("CONNECT " + destination + " HTTP/1.1\r\nHost: " + destination + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] logIn = proxy.username() == null ? new byte[0] : logIn();
        ByteBuffer message = ByteBuffer.allocate(start.length + logIn.length + 2).put(start).put(logIn).put((byte) '\r').put((byte) '\n');
        Arrays.fill(logIn, (byte) 0);
        send(message.array());
    }

    /** The line with the log-in. */
    private byte[] logIn() {
        char[] secret = proxy.password();
        byte[] username = (proxy.username() + ":").getBytes(StandardCharsets.UTF_8);
        byte[] password = SecretText.utf8(secret == null ? new char[0] : secret);
        byte[] both = ByteBuffer.allocate(username.length + password.length).put(username).put(password).array();
        byte[] encoded = Base64.getEncoder().encode(both);
        byte[] name = "Proxy-Authorization: Basic ".getBytes(StandardCharsets.US_ASCII);
        byte[] line = ByteBuffer.allocate(name.length + encoded.length + 2).put(name).put(encoded).put((byte) '\r').put((byte) '\n').array();
        for (byte[] done : new byte[][] {password, both, encoded}) {
            Arrays.fill(done, (byte) 0);
        }
        if (secret != null) {
            Arrays.fill(secret, '\0');
        }
        return line;
    }

    /** The fewest bytes that can complete the answer: an end of a line, and another one, of which each may be a line feed alone. */
    @Override
    public int wanted() {
        if (open) {
            return 0;
        }
        if (head.length() < SHORTEST - 2) {
            return SHORTEST - head.length();
        }
        return endsWith("\n") || endsWith("\n\r") ? 1 : 2;
    }

    private boolean endsWith(String end) {
        return head.length() >= end.length() && head.substring(head.length() - end.length()).equals(end);
    }

    @Override
    public void take(ByteBuffer part) throws ProxyException {
        bytes += part.remaining();
        int before = head.length();
        while (part.hasRemaining()) {
            head.append((char) Byte.toUnsignedInt(part.get()));
        }
        if (!isStatusLineSoFar(before)) {
            throw new ProxyException(Kind.BROKEN, "does not answer like an HTTP proxy", head.toString());
        }
        if (bytes > LONGEST) {
            throw new ProxyException(Kind.BROKEN, "says more than " + LONGEST + " bytes before it connects", head.toString());
        }
        if (endsWith("\n\n") || endsWith("\n\r\n")) {
            answered();
        }
    }

    /** Looks at each byte of the line once, and at the line when it is complete. */
    private boolean isStatusLineSoFar(int before) {
        if (line != null) {
            return true;
        }
        for (int i = before; i < head.length(); i++) {
            if (i < PROTOCOL.length() && head.charAt(i) != PROTOCOL.charAt(i)) {
                return false;
            }
            if (head.charAt(i) == '\n') {
                line = head.substring(0, i).stripTrailing();
                return STATUS.matcher(line).matches();
            }
        }
        return true;
    }

    /** A successful answer has no content, whatever its fields say. */
    private void answered() throws ProxyException {
        Matcher status = STATUS.matcher(line);
        int code = status.matches() ? Integer.parseInt(status.group("code")) : 0;
        switch (code / 100) {
            case 1 -> {
                // Another answer follows.
                head.setLength(0);
                line = null;
            }
            case 2 -> open = true;
            case 5 -> throw new ProxyException(Kind.COULD_NOT_CONNECT, "could not connect", line);
            // Tinyproxy answers a wrong password with 401, which RFC 9110 has for servers.
            default -> throw code == 407 || code == 401 ? wantsLogIn() : new ProxyException(Kind.REFUSED, "refuses it", line);
        }
    }

    private ProxyException wantsLogIn() {
        Matcher challenges = CHALLENGE.matcher(head);
        StringBuilder wanted = new StringBuilder(line);
        while (challenges.find()) {
            wanted.append(" | ").append(challenges.group(1).strip());
        }
        return new ProxyException(Kind.LOG_IN_REFUSED, proxy.username() == null ? "wants a log-in"
                : "refuses the log-in as " + proxy.username() + ", which is of the kind Basic", wanted.toString());
    }

    @Override
    public ProxyException closed() {
        return new ProxyException(Kind.BROKEN, head.isEmpty() ? "closed the connection without an answer"
                : "closed the connection within its answer", head.toString());
    }
}
