package io.sshra.ssh.proxy;

import io.sshra.base.SecretText;
import io.sshra.ssh.Proxy;
import io.sshra.ssh.proxy.ProxyException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** SOCKS 5 (RFC 1928), with the log-in by user name and password (RFC 1929). */
final class SocksDialog extends ProxyDialog {

    private static final int VERSION = 5;
    private static final int LOG_IN_VERSION = 1;
    private static final int CONNECT = 1;

    private static final int WITHOUT_LOG_IN = 0;
    private static final int USERNAME_AND_PASSWORD = 2;
    private static final int NO_METHOD = 0xff;

    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    /** What is read next. */
    private enum Step {
        METHOD, LOG_IN, REPLY, LENGTH_OF_NAME, BOUND_ADDRESS, OPEN
    }

    private final Proxy proxy;
    private final Destination destination;
    private Step step;
    private ByteBuffer answer;

    SocksDialog(Proxy proxy, Destination destination) {
        this.proxy = proxy;
        this.destination = destination;
    }

    /** The proxy may choose that no log-in is needed. */
    @Override
    public void begin() {
        send(proxy.username() == null ? new byte[] {VERSION, 1, WITHOUT_LOG_IN}
                : new byte[] {VERSION, 2, WITHOUT_LOG_IN, USERNAME_AND_PASSWORD});
        await(Step.METHOD, 2);
    }

    private void await(Step next, int length) {
        step = next;
        answer = ByteBuffer.allocate(length);
    }

    @Override
    public int wanted() {
        return step == Step.OPEN ? 0 : answer.remaining();
    }

    @Override
    public void take(ByteBuffer part) throws ProxyException {
        answer.put(part);
        if (!answer.hasRemaining()) {
            switch (step) {
                case METHOD -> method(unsigned(1));
                case LOG_IN -> logIn(unsigned(1));
                case REPLY -> reply(unsigned(1));
                case LENGTH_OF_NAME -> await(Step.BOUND_ADDRESS, unsigned(0) + Short.BYTES);
                default -> step = Step.OPEN;
            }
        }
    }

    private int unsigned(int index) {
        return Byte.toUnsignedInt(answer.get(index));
    }

    private void method(int chosen) throws ProxyException {
        checkVersion();
        if (chosen == WITHOUT_LOG_IN) {
            request();
        } else if (chosen == USERNAME_AND_PASSWORD && proxy.username() != null) {
            sendLogIn();
        } else if (chosen == NO_METHOD) {
            throw new ProxyException(Kind.LOG_IN_REFUSED, proxy.username() == null ? "wants a log-in"
                    : "takes neither a log-in by user name and password nor none", "");
        } else {
            throw new ProxyException(Kind.BROKEN, "chose the log-in method " + chosen + ", which was not offered", "");
        }
    }

    private void checkVersion() throws ProxyException {
        if (unsigned(0) != VERSION) {
            throw new ProxyException(Kind.BROKEN, "does not answer like a SOCKS 5 proxy", new String(answer.array(), StandardCharsets.ISO_8859_1));
        }
    }

    private void sendLogIn() {
        byte[] username = proxy.username().getBytes(StandardCharsets.UTF_8);
        char[] secret = proxy.password();
        byte[] password = SecretText.utf8(secret == null ? new char[0] : secret);
        ByteBuffer message = ByteBuffer.allocate(3 + username.length + password.length).put((byte) LOG_IN_VERSION)
                .put((byte) username.length).put(username).put((byte) password.length).put(password);
        Arrays.fill(password, (byte) 0);
        if (secret != null) {
            Arrays.fill(secret, '\0');
        }
        send(message.array());
        await(Step.LOG_IN, 2);
    }

    /** The version in front of the status is that of the log-in, but some proxies send 5. */
    private void logIn(int status) throws ProxyException {
        if (status != 0) {
            throw new ProxyException(Kind.LOG_IN_REFUSED, "refuses the log-in as " + proxy.username() + ": status " + status, "");
        }
        request();
    }

    private void request() {
        byte[] host = destination.name() != null ? destination.nameBytes() : destination.address().getAddress();
        ByteBuffer message = ByteBuffer.allocate(7 + host.length);
        message.put((byte) VERSION).put((byte) CONNECT).put((byte) 0);
        if (destination.name() == null) {
            message.put((byte) (host.length == 4 ? IPV4 : IPV6));
        } else {
            message.put((byte) NAME).put((byte) host.length);
        }
        message.put(host).putShort((short) destination.port()).flip();
        send(Arrays.copyOf(message.array(), message.limit()));
        await(Step.REPLY, 4);
    }

    /** A proxy that has not connected may close after the code. */
    private void reply(int code) throws ProxyException {
        checkVersion();
        if (code != 0) {
            throw refusal(code);
        }
        switch (unsigned(3)) {
            case IPV4 -> await(Step.BOUND_ADDRESS, 4 + Short.BYTES);
            case IPV6 -> await(Step.BOUND_ADDRESS, 16 + Short.BYTES);
            case NAME -> await(Step.LENGTH_OF_NAME, 1);
            default -> throw new ProxyException(Kind.BROKEN, "answers with an address of the unknown type " + unsigned(3), "");
        }
    }

    /** RFC 1928 section 6. */
    private static ProxyException refusal(int code) {
        return switch (code) {
            case 1 -> could("general failure", code);
            case 2 -> new ProxyException(Kind.REFUSED, "does not allow it by its rules (code 2)", "");
            case 3 -> could("network unreachable", code);
            case 4 -> could("host unreachable", code);
            case 5 -> could("connection refused", code);
            case 6 -> could("time to live expired", code);
            case 7 -> new ProxyException(Kind.REFUSED, "does not support the command CONNECT (code 7)", "");
            case 8 -> could("address type not supported", code);
            default -> new ProxyException(Kind.REFUSED, "refuses it (unknown code " + code + ")", "");
        };
    }

    private static ProxyException could(String reason, int code) {
        return new ProxyException(Kind.COULD_NOT_CONNECT, "could not connect: " + reason + " (code " + code + ")", "");
    }

    @Override
    public ProxyException closed() {
        return new ProxyException(Kind.BROKEN, "closed the connection " + (answer.position() == 0 ? "without an answer" : "within its answer")
                + " to the " + switch (step) {
                    case METHOD -> "greeting";
                    case LOG_IN -> "log-in as " + proxy.username();
                    default -> "request";
                }, "");
    }
}
