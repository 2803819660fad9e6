package io.sshra.ssh.proxy;

import io.sshra.ssh.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One request to a proxy, on one connection: what to send, and how much of the answer to read next. It never wants more bytes than belong to
 * the answer, so that what follows, such as the identification of the SSH server, stays in the socket for whoever reads then.
 *
 * <pre>
 * new ──begin──▶ sends ⇄ reads ──the answer is complete──▶ open
 *                  └───────┴─────a ProxyException─────────▶ over
 * </pre>
 *
 * <p>The caller sends what is outgoing, reads what is wanted, and so on until nothing is wanted. For one thread at a time; no I/O.
 */
public abstract class ProxyDialog {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer outgoing = NOTHING;

    ProxyDialog() {
    }

    /** The request to connect there. */
    public static ProxyDialog of(Proxy proxy, Destination destination) {
        return proxy.kind() == Proxy.Kind.SOCKS5 ? new SocksDialog(proxy, destination) : new ConnectDialog(proxy, destination);
    }

    /** Says the first part. */
    public abstract void begin();

    /** What has not been sent yet. It may have secrets, which {@link #sent} wipes. */
    public final ByteBuffer outgoing() {
        return outgoing;
    }

    /** All that was outgoing is sent, or never will be. */
    public final void sent() {
        if (outgoing.hasArray()) {
            Arrays.fill(outgoing.array(), (byte) 0);
        }
        outgoing = NOTHING;
    }

    /** The number of bytes to read next, at most; 0 when the way is open. */
    public abstract int wanted();

    /**
     * Takes a part of the answer.
     *
     * @param part 1 byte to as many as are wanted
     * @throws ProxyException if the proxy does not open the way
     */
    public abstract void take(ByteBuffer part) throws ProxyException;

    /** What it means if the proxy closes the connection now. */
    public abstract ProxyException closed();

    /** @param message wiped when it is sent */
    final void send(byte[] message) {
        outgoing = ByteBuffer.wrap(message);
    }
}
