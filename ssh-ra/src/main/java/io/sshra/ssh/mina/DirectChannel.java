package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import io.sshra.ssh.Location;
import io.sshra.ssh.stream.SentStream;
import java.io.IOException;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * MINA's channel that the server connects to an address ({@code direct-tcpip}, RFC 4254 section 7.2) or to a Unix-domain socket
 * ({@code direct-streamlocal@openssh.com}, section 2.4 of OpenSSH's PROTOCOL); or that it opens for a client of what it listens on. MINA's own
 * classes know addresses only, and do not tell the end of the server's direction from the end of the channel.
 *
 * <pre>
 * in:    open ──the server sends EOF, or closes the channel──▶ ended
 *          └────the channel closes before that──────────────▶ cut
 * out:   open ──endOfInput──▶ ended
 * </pre>
 *
 * When both have ended, the channel closes.
 */
abstract class DirectChannel extends AbstractClientChannel implements SentStream.Outlet {

    /** OpenSSH accepts any address. The real one of this machine is nobody's business. */
    private static final String ORIGINATOR = "127.0.0.1";

    private final Location destination;
    private final boolean writesStream;
    private final ChannelWriter writer = new ChannelWriter();
    /** Null until the channel is open. */
    private volatile SentStream sent;
    private volatile boolean closedByServer;
    private volatile Exception fault;

    /** @param writesStream whether there will be {@link #sent()} */
    DirectChannel(Location destination, boolean writesStream) {
        super(destination.isSocket() ? "direct-streamlocal@openssh.com" : "direct-tcpip");
        this.destination = destination;
        this.writesStream = writesStream;
        // After the superclass's handlers.
        addRequestHandler(new UnknownRequests<>());
    }

    /** Data of the server. On the I/O thread; must not block. The receiver releases the window. */
    abstract void received(byte[] data, int offset, int length);

    /** The server's direction has ended. Called once or twice, on the I/O thread. */
    abstract void inputEnded();

    /** The channel closes before the end of the server's direction. On any thread. */
    abstract void inputCut();

    Location destination() {
        return destination;
    }

    /** What is written is sent to the server. Null until the channel is open. */
    SentStream sent() {
        return sent;
    }

    /** Whether the server has closed it, or both directions have ended. */
    boolean hasEndedInOrder() {
        return closedByServer || isEofSignalled() && isEofSent();
    }

    /** The fault that ended it; null if there was none. */
    Exception fault() {
        return fault;
    }

    /** A message about it can't be handled: it ends by this. */
    void broken(Exception cause) {
        fault = cause;
        close(false);
    }

    @Override
    public synchronized OpenFuture open() throws IOException {
        if (isClosing()) {
            throw new SshException("the channel is closed");
        }
        openFuture = new DefaultOpenFuture(toString(), futureLock);
        Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN);
        request.putString(getChannelType());
        request.putUInt(getChannelId());
        request.putUInt(getLocalWindow().getSize());
        request.putUInt(getLocalWindow().getPacketSize());
        if (destination.isSocket()) {
            request.putString(destination.socket());
            // Both are reserved.
            request.putString("");
            request.putUInt(0);
        } else {
            request.putString(destination.host());
            request.putUInt(destination.port());
            request.putString(ORIGINATOR);
            request.putUInt(0);
        }
        writePacket(request);
        return openFuture;
    }

    /**
     * Confirms the server's request to open it, of which these are the numbers (RFC 4254 section 5.1). In the place of {@link #open()}.
     *
     * @throws IOException if it has ended meanwhile
     */
    void confirm(ServerOpening request) throws IOException {
        openFuture = new DefaultOpenFuture(toString(), futureLock);
        handleOpenSuccess(request.sender(), request.window(), request.packet(), new ByteArrayBuffer(0, false));
        if (isClosing()) {
            throw new SshException("the channel is closed");
        }
        Buffer confirmation = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN_CONFIRMATION);
        confirmation.putUInt(request.sender());
        confirmation.putUInt(getChannelId());
        confirmation.putUInt(getLocalWindow().getSize());
        confirmation.putUInt(getLocalWindow().getPacketSize());
        writePacket(confirmation);
    }

    @Override
    protected void doOpen() {
        if (writesStream) {
            sent = new SentStream(this);
            invertedIn = sent;
            if (isClosing()) {
                sent.channelEnds();
            }
        }
    }

    // ---- in ----

    @Override
    protected void doWriteData(byte[] data, int offset, long length) {
        if (!isClosing()) {
            received(data, offset, (int) length);
        }
    }

    /** There are no other data on such a channel. */
    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
        throw new SshException("extended data on a channel of type " + getChannelType());
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        inputEnded();
        closeIfBothHaveEnded();
    }

    /** A server may close the channel without an EOF before. */
    @Override
    public void handleClose() throws IOException {
        closedByServer = getSession().isOpen();
        inputEnded();
        super.handleClose();
    }

    /** Called by a reader, who gets what has arrived even if the window can't be adjusted any more. */
    @Override
    protected void sendWindowAdjust(long length) {
        try {
            super.sendWindowAdjust(length);
        } catch (IOException e) {
            AdapterLog.LOG.tracef(e, "window not adjusted on %s", this);
        }
    }

    // ---- out ----

    @Override
    public IoWriteFuture writePacket(Buffer buffer) throws IOException {
        return writer.write(buffer, super::writePacket);
    }

    @Override
    public void endOfInput() throws IOException {
        sendEof();
        closeIfBothHaveEnded();
    }

    private void closeIfBothHaveEnded() {
        if (isEofSent() && isEofSignalled()) {
            close(false);
        }
    }

    // ---- the end ----

    @Override
    protected void preClose() {
        writer.channelEnds(sent);
        super.preClose();
        if (!isEofSignalled() && !closedByServer) {
            inputCut();
        }
    }
}
