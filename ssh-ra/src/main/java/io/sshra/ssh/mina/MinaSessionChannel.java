package io.sshra.ssh.mina;

import io.sshra.SshCommand;
import io.sshra.SshPty;
import io.sshra.SshText;
import io.sshra.ssh.stream.ReceivedStream;
import io.sshra.ssh.stream.SentStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.channel.PtyChannelConfigurationHolder;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;

/**
 * MINA's channel of type "session" with an "exec" or a "shell" request (RFC 4254 section 6.5), and what MINA does not tell: whether the
 * request was sent, what the server said to it, who closed the channel.
 */
final class MinaSessionChannel extends PtyCapableChannelSession implements SentStream.Outlet {

    /** The server is told of room when this part of the window has been read: each time costs both sides a packet. */
    private static final int PARTS_OF_WINDOW = 8;

    private final MinaTransport transport;
    private final byte[] command;
    private final boolean input;
    private final Runnable stateChanged;
    private final ReentrantLock writing = new ReentrantLock();
    /** Null until the channel is open. */
    private volatile SentStream sent;
    /** Bytes that have been read and that the server has not been told of. */
    private final AtomicLong room = new AtomicLong();
    private volatile boolean mayHaveStarted;
    private volatile boolean accepted;
    private volatile boolean refused;
    private volatile boolean closedByServer;
    private volatile Exception fault;
    private boolean abandoned;

    /**
     * @param command      null for the user's shell
     * @param input        whether there will be input; if not, its end is sent with the request
     * @param stateChanged run on an I/O thread after each step that the server makes; must not block
     */
    MinaSessionChannel(MinaTransport transport, byte[] command, SshPty pty, Map<String, String> environment, boolean input,
            Runnable stateChanged) {
        super(pty != null, terminal(pty), transport.environmentWith(environment));
        this.transport = transport;
        this.command = command;
        this.input = input;
        this.stateChanged = stateChanged;
        // After those that the superclass has for exit statuses and signals.
        addRequestHandler(new UnknownRequests<>());
    }

    static MinaSessionChannel of(MinaTransport transport, SshCommand command, boolean input, Runnable stateChanged) {
        MinaSessionChannel channel = new MinaSessionChannel(transport, command.commandLine().getBytes(command.charset()),
                command.pty(), command.environment(), input, stateChanged);
        channel.setRedirectErrorStream(command.mergedError());
        return channel;
    }

    /** Keeps the output for the reader, within the window. Must be called before the channel is opened. */
    void keepOutput() {
        ReceivedStream stdout = new ReceivedStream(this::outputTaken);
        setOut(stdout.sink());
        invertedOut = stdout;
        ReceivedStream stderr = isRedirectErrorStream() ? stdout : new ReceivedStream(this::outputTaken);
        setErr(isRedirectErrorStream() ? getOut() : stderr.sink());
        invertedErr = stderr;
    }

    /**
     * Of output that is kept: from now on its readers are told that the rest is missing, unless all has come.
     *
     * @param why what they are told
     */
    void cutOutput(String why) {
        ((ReceivedStream) invertedOut).cut(why);
        ((ReceivedStream) invertedErr).cut(why);
    }

    private void outputTaken(int bytes) {
        LocalWindow window = getLocalWindow();
        if (room.addAndGet(bytes) < window.getMaxSize() / PARTS_OF_WINDOW || !window.isOpen()) {
            return;
        }
        try {
            window.release(room.getAndSet(0));
        } catch (IOException e) {
            // sendWindowAdjust has none.
            throw new UncheckedIOException(e);
        }
    }

    private static PtyChannelConfigurationHolder terminal(SshPty pty) {
        if (pty == null) {
            return null;
        }
        PtyChannelConfiguration configuration = new PtyChannelConfiguration();
        configuration.setPtyType(pty.type());
        configuration.setPtyColumns(pty.columns());
        configuration.setPtyLines(pty.rows());
        Map<PtyMode, Integer> modes = new EnumMap<>(PtyMode.class);
        pty.modes().forEach((name, value) -> modes.put(PtyMode.valueOf(name), value));
        configuration.setPtyModes(modes);
        return configuration;
    }

    /** Whether the request was sent, so that the command may have run. */
    boolean mayHaveStarted() {
        return mayHaveStarted;
    }

    /** Whether the server has said that it runs the command. */
    boolean isAccepted() {
        return accepted;
    }

    /** Whether the server has said that it does not. */
    boolean isRefused() {
        return refused;
    }

    /** Whether the server closed it by itself, and has said neither that it runs the command nor how that ended. */
    synchronized boolean isClosedUnanswered() {
        return closedByServer && !abandoned && !accepted && !hasExited();
    }

    /** Whether the server closed it while the connection stood. */
    boolean isClosedByServer() {
        return closedByServer;
    }

    /** Whether it was ended here before the server closed it. */
    synchronized boolean isAbandoned() {
        return abandoned;
    }

    /** A message about it can't be handled: it ends by this, and what has come of its output is not all. */
    void broken(Exception cause) {
        fault = cause;
        if (invertedOut instanceof ReceivedStream) {
            cutOutput("the server broke the rules of the channel before all of the output had come: " + SshText.visible(cause.getMessage()));
        }
        stateChanged.run();
        close(false);
    }

    /** Why it has ended, if the server broke the rules of the channel; null if it did not. */
    Exception fault() {
        return fault;
    }

    /** Whether the connection has ended before the server said that all output was sent, by its end or by closing the channel. */
    boolean isCut() {
        return !closedByServer && !isEofSignalled() && !isAbandoned() && !transport.isOpen();
    }

    /** Whether the server has said how the process ended. */
    boolean hasExited() {
        return getExitStatus() != null || getExitSignal() != null;
    }

    private synchronized boolean mayStart() {
        mayHaveStarted = !abandoned;
        return mayHaveStarted;
    }

    /** Nothing is to be started any more; whether it may have been already. */
    private synchronized boolean abandon() {
        abandoned = true;
        return mayHaveStarted;
    }

    /** Ends the process by a signal, if there may be one, and closes the channel. */
    void end() {
        if (!isClosing() && !closedByServer) {
            if (abandon()) {
                signal("TERM");
            }
            close(false);
        }
    }

    /** RFC 4254 section 6.9; false if it could not be sent. The process may have ended by it before this returns. */
    boolean signal(String name) {
        if (isClosing()) {
            return false;
        }
        try {
            Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
            buffer.putUInt(getRecipient());
            buffer.putString("signal");
            buffer.putBoolean(false);
            buffer.putString(name);
            writePacket(buffer);
            return true;
        } catch (IOException e) {
            transport.log().tracef(e, "signal %s not sent", name);
            return false;
        }
    }

    /** The server has opened the channel: sends the request, unless nobody wants it any more. */
    @Override
    protected void doOpen() throws IOException {
        if (!mayStart()) {
            return;
        }
        doOpenPty();
        Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
        request.putUInt(getRecipient());
        request.putString(command == null ? "shell" : "exec");
        request.putBoolean(true);
        if (command != null) {
            request.putBytes(command);
        }
        writePacket(request);
        super.doOpen();
        sent = new SentStream(this);
        invertedIn = sent;
        if (isClosing()) {
            sent.channelEnds();
        }
        if (!input) {
            endOfInput();
        }
    }

    @Override
    public void endOfInput() throws IOException {
        sendEof();
    }

    /**
     * Nothing is written once the channel closes. MINA looks at the state and writes in two steps; a packet that comes after
     * SSH_MSG_CHANNEL_CLOSE makes OpenSSH end the connection with all its channels. During a key exchange the packet is
     * queued, as it is on MINA's own threads, so that nobody waits with the lock; the window bounds what is queued.
     */
    @Override
    public IoWriteFuture writePacket(Buffer buffer) throws IOException {
        writing.lock();
        try {
            return ThreadUtils.runAsInternal(buffer, super::writePacket);
        } finally {
            writing.unlock();
        }
    }

    /** Called by a reader, who gets what has arrived although the server can't be told any more that there is room again. */
    @Override
    protected void sendWindowAdjust(long length) {
        try {
            super.sendWindowAdjust(length);
        } catch (IOException e) {
            transport.log().tracef(e, "window not adjusted on %s", transport);
        }
    }

    /** Comes after the state was set and before SSH_MSG_CHANNEL_CLOSE: lets the packet that is being written out. */
    @Override
    protected void preClose() {
        writing.lock();
        writing.unlock();
        SentStream stream = sent;
        if (stream != null) {
            stream.channelEnds();
        }
        super.preClose();
    }

    @Override
    public void handleSuccess() throws IOException {
        accepted = true;
        stateChanged.run();
    }

    /**
     * The first answer counts: after an acceptance, a refusal is ignored. The server is told that the channel closes (RFC 4254
     * section 5.3): for OpenSSH it would stay open otherwise, and count for MaxSessions.
     */
    @Override
    public void handleFailure() throws IOException {
        if (!accepted) {
            refused = true;
            close(false);
        }
    }

    /** Without "SIG", null for none; what a server calls it is made visible. */
    @Override
    public String getExitSignal() {
        String signal = super.getExitSignal();
        return signal == null ? null : SshText.visible(signal);
    }

    /** Nothing follows the server's CLOSE, so a caller that waits for the end need not wait until the reply is sent. */
    @Override
    public void handleClose() throws IOException {
        closedByServer = transport.isOpen();
        stateChanged.run();
        super.handleClose();
    }

    @Override
    protected void notifyStateChanged(String hint) {
        super.notifyStateChanged(hint);
        if (stateChanged != null) {
            // MINA calls this from its constructor, too.
            stateChanged.run();
        }
    }
}
