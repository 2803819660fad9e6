package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.io.IoHandler;

/**
 * A session that another one carries, on the loop of that one. What comes is handled in a task of its own, without any lock of the carrier.
 * So the locks of a session are only ever taken before those of its carrier.
 */
final class TunnelSession extends LoopSession {

    private final LoopSession carrier;
    private final Tunnel tunnel;
    /** Whether a turn is planned that has not begun. */
    private final AtomicBoolean planned = new AtomicBoolean();
    private volatile boolean listening;

    TunnelSession(SocketConnector connector, IoHandler handler, TunnelAddress address) {
        super(connector, handler, address.carrier.loop(), address.carrier.getLocalAddress(), address, address.tunnel::write);
        this.carrier = address.carrier;
        this.tunnel = address.tunnel;
    }

    /** It notices from now on what happens in the tunnel. */
    void begin() {
        tunnel.onChange(this::plan);
        plan();
    }

    private void plan() {
        if (planned.compareAndSet(false, true)) {
            loop().execute(this::turn);
        }
    }

    private void turn() {
        planned.set(false);
        try {
            writeOn();
            read();
        } catch (Exception | Error e) {
            failed(e);
        }
    }

    private void read() throws Exception {
        while (listening && !isClosing()) {
            boolean isAtEnd = tunnel.isAtEnd();
            ByteBuffer input = tunnel.read();
            if (input != null) {
                handle(input);
            } else if (isAtEnd) {
                close(true);
            } else {
                return;
            }
        }
    }

    @Override
    public NetworkChannel socket() {
        return carrier.socket();
    }

    @Override
    void listen(boolean wanted) {
        listening = wanted;
        if (wanted) {
            plan();
        }
    }

    @Override
    boolean isListening() {
        return listening;
    }

    /** The tunnel tells whenever there is room. */
    @Override
    void awaitRoom(boolean wanted) {
        // Nothing to do.
    }

    @Override
    void readRest() {
        try {
            read();
        } catch (Exception e) {
            IoFailures.ignored("reading what came before the end", e);
        }
    }

    @Override
    public boolean isOpen() {
        return super.isOpen() && carrier.isOpen();
    }

    @Override
    public void shutdownOutputStream() throws IOException {
        throw new IOException("the two directions of a tunnel end together");
    }

    @Override
    void closeCarrier() {
        tunnel.end();
    }
}
