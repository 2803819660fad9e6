package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.apache.sshd.common.io.IoHandler;

/** One TCP connection. */
final class SocketSession extends LoopSession implements IoLoop.Ready {

    private final SocketChannel channel;
    private final SelectionKey key;

    /** @param channel connected and non-blocking */
    SocketSession(SocketConnector connector, IoHandler handler, SocketChannel channel, IoLoop loop) throws IOException {
        super(connector, handler, loop, channel.getLocalAddress(), channel.getRemoteAddress(), channel::write);
        this.channel = channel;
        this.key = loop.register(channel, 0, this);
    }

    @Override
    public NetworkChannel socket() {
        return channel;
    }

    @Override
    public void ready(SelectionKey same, ByteBuffer buffer) {
        try {
            int ready = key.readyOps();
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                writeOn();
            }
            if ((ready & SelectionKey.OP_READ) != 0) {
                read(buffer);
            }
        } catch (CancelledKeyException e) {
            IoFailures.ignored("it was closed meanwhile", e);
        } catch (Exception | Error e) {
            failed(e);
        }
    }

    private void read(ByteBuffer buffer) throws Exception {
        int read = channel.read(buffer);
        if (read < 0) {
            close(true);
        } else if (read > 0) {
            handle(buffer.flip());
        }
    }

    @Override
    void listen(boolean wanted) {
        try {
            setInterest(SelectionKey.OP_READ, wanted);
        } catch (CancelledKeyException e) {
            IoFailures.ignored("it was closed meanwhile", e);
        }
    }

    @Override
    boolean isListening() {
        return (key.interestOps() & SelectionKey.OP_READ) != 0;
    }

    @Override
    void awaitRoom(boolean wanted) {
        setInterest(SelectionKey.OP_WRITE, wanted);
    }

    private void setInterest(int operation, boolean wanted) {
        if (wanted) {
            key.interestOpsOr(operation);
        } else {
            key.interestOpsAnd(~operation);
        }
    }

    @Override
    void readRest() {
        UnreadInput.read(channel, () -> !isClosing() && isListening(), input -> handle(input.flip()));
    }

    /** What has not been written is lost. */
    @Override
    public void shutdownOutputStream() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    void closeCarrier() {
        try {
            channel.close();
        } catch (IOException e) {
            IoFailures.ignored("closing a socket", e);
        }
        // The system closes it when the loop has taken notice.
        loop().wakeUp();
    }
}
