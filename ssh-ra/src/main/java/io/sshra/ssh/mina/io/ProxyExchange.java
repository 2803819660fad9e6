package io.sshra.ssh.mina.io;

import io.sshra.ssh.proxy.ProxyDialog;
import io.sshra.ssh.proxy.ProxyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Asks a proxy for the way, over a socket that is connected to it. Nothing waits: whoever wants it to end in time stops it.
 *
 * <pre>
 * asking ──the way is open──────────────────▶ open      (told to the finish, with the socket)
 *    ├────a refusal, no answer, a fault─────▶ failed    (told to the finish, socket closed)
 *    └────stop──────────────────────────────▶ failed    (nobody listens any more)
 * </pre>
 *
 * <p>All moves happen on the loop. The thread that stops it closes the socket, so that nothing is said any more.
 */
final class ProxyExchange implements IoLoop.Ready {

    /** What is read at most of something that is no answer, for the message. In bytes. */
    private static final int MOST_SHOWN = 200;

    private final SocketChannel channel;
    private final IoLoop loop;
    private final ProxyDialog dialog;
    private final ConnectRace.Finish finish;
    private final ByteBuffer input = ByteBuffer.allocate(512);
    private SelectionKey key;
    private boolean over;

    /** @param channel connected, non-blocking, registered with the loop */
    ProxyExchange(SocketChannel channel, IoLoop loop, ProxyDialog dialog, ConnectRace.Finish finish) {
        this.channel = channel;
        this.loop = loop;
        this.dialog = dialog;
        this.finish = finish;
    }

    /** On the loop. */
    void start() {
        try {
            key = loop.register(channel, 0, this);
            dialog.begin();
            go();
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void ready(SelectionKey same, ByteBuffer unused) {
        try {
            go();
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Sends and reads as much as is possible now. */
    private void go() throws IOException {
        while (!over) {
            if (dialog.outgoing().hasRemaining()) {
                channel.write(dialog.outgoing());
            }
            if (dialog.outgoing().hasRemaining()) {
                key.interestOps(SelectionKey.OP_WRITE);
                return;
            }
            dialog.sent();
            int wanted = dialog.wanted();
            if (wanted == 0) {
                over = true;
                key.interestOps(0);
                finish.won(channel);
                return;
            }
            int read = channel.read(input.clear().limit(wanted));
            if (read < 0) {
                throw dialog.closed();
            }
            if (read == 0) {
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            take();
        }
    }

    private void take() throws IOException {
        try {
            dialog.take(input.flip());
        } catch (ProxyException e) {
            throw e.heard().isEmpty() || e.kind() != ProxyException.Kind.BROKEN ? e : e.and(more());
        }
    }

    /** What has come by now. */
    private byte[] more() {
        try {
            int read = channel.read(input.clear().limit(MOST_SHOWN));
            return Arrays.copyOf(input.array(), Math.max(0, read));
        } catch (IOException e) {
            IoFailures.ignored("reading more of what a proxy says", e);
            return new byte[0];
        }
    }

    /** On the loop. */
    private void failed(Throwable failure) {
        if (!over) {
            over = true;
            dialog.sent();
            close();
            finish.lost(failure);
        }
    }

    /** From any thread, when nobody waits for the finish any more. */
    void stop() {
        close();
        // Wipes what has not been sent.
        loop.execute(() -> failed(new ClosedChannelException()));
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            IoFailures.ignored("closing a socket to a proxy", e);
        }
        // The system closes it when the loop has taken notice.
        loop.wakeUp();
    }
}
