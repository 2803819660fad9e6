package io.sshra.ssh.mina;

import io.sshra.SshCommand;
import io.sshra.SshPty;
import io.sshra.SshText;
import io.sshra.ssh.mina.sftp.SpareUser;
import io.sshra.ssh.stream.SentStream;
import java.io.IOException;
import java.util.Map;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * MINA's channel of type "session" with an "exec" or a "shell" request (RFC 4254 section 6.5). It also knows what MINA does not
 * report: whether the request was sent, what the server answered, and who closed the channel.
 */
final class MinaSessionChannel extends PtyCapableChannelSession implements SentStream.Outlet, SpareUser {

    private final MinaTransport transport;
    /** Null if none is wanted. */
    private final TerminalRequest terminal;
    private final byte[] command;
    private final boolean input;
    private final Runnable stateChanged;
    private final ChannelWriter writer = new ChannelWriter();
    /** Null until the channel is open. */
    private volatile SentStream sent;
    /** Null if the output is not kept. Set before the channel is opened. */
    private KeptOutput kept;
    private volatile boolean mayHaveStarted;
    private volatile boolean accepted;
    private volatile boolean refused;
    private volatile boolean closedByServer;
    /** To requests; only changed on the connection's I/O thread. */
    volatile int answers;
    private volatile Exception fault;
    private volatile boolean onSpare;
    private boolean abandoned;

    /**
     * @param command      null for the user's shell
     * @param input        whether there will be input; if not, the end of input is sent with the request
     * @param stateChanged run on an I/O thread after each message of the server; must not block
     */
    MinaSessionChannel(MinaTransport transport, byte[] command, SshPty pty, Map<String, String> environment, boolean input,
            Runnable stateChanged) {
        super(false, null, transport.environmentWith(environment));
        this.transport = transport;
        this.terminal = pty == null ? null : new TerminalRequest(pty);
        this.command = command;
        this.input = input;
        this.stateChanged = stateChanged;
        // After the superclass's handlers of exit statuses and signals.
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
        kept = new KeptOutput(getLocalWindow(), isRedirectErrorStream());
        setOut(kept.stdout().sink());
        invertedOut = kept.stdout();
        setErr(isRedirectErrorStream() ? getOut() : kept.stderr().sink());
        invertedErr = kept.stderr();
    }

    /** For kept output: from now on its readers get an exception with this message for the missing rest, unless all has arrived. */
    void cutOutput(String why) {
        if (kept != null) {
            kept.cut(why);
        }
    }

    /** For kept output: nobody reads standard error, and only its last bytes are kept. */
    void keepLastErrors(int most) {
        kept.stderr().keepLast(most);
    }

    /** Whether the request was sent, so that the command may have run. */
    boolean mayHaveStarted() {
        return mayHaveStarted;
    }

    /** Whether the server has accepted the request. */
    boolean isAccepted() {
        return accepted;
    }

    /** Whether the server has refused the request. */
    boolean isRefused() {
        return refused;
    }

    /** Whether the server has said that it gives no terminal. */
    boolean isTerminalRefused() {
        return terminal != null && terminal.isRefused();
    }

    /** Whether the server closed the channel first, without an answer to the request and without an exit status. */
    synchronized boolean isClosedUnanswered() {
        return closedByServer && !abandoned && !accepted && !hasExited();
    }

    /** Whether the server closed the channel while the connection was open. */
    boolean isClosedByServer() {
        return closedByServer;
    }

    /** Whether this side ended the channel before the server closed it. */
    synchronized boolean isAbandoned() {
        return abandoned;
    }

    /** A message about it can't be handled: it ends by this, and what has come of its output is not all. */
    void broken(Exception cause) {
        fault = cause;
        cutOutput("the server broke the rules of the channel before all of the output had come: " + SshText.visible(cause.getMessage()));
        stateChanged.run();
        close(false);
    }

    /** The fault that ended it; null if there was none. */
    Exception fault() {
        return fault;
    }

    /** Whether the connection ended before the server reported the end of the output, by SSH_MSG_CHANNEL_EOF or by closing the channel. */
    boolean isCut() {
        return !closedByServer && !isEofSignalled() && !isAbandoned() && !transport.isOpen();
    }

    /** Whether the server has reported how the process ended. */
    boolean hasExited() {
        return getExitStatus() != null || getExitSignal() != null;
    }

    private synchronized boolean mayStart() {
        return mayHaveStarted = !abandoned;
    }

    /** Prevents the start of the command. Returns whether it may have started already. */
    private synchronized boolean abandon() {
        abandoned = true;
        return mayHaveStarted;
    }

    /** Ends the process by a signal, if it may have started and has not ended, and closes the channel. */
    void end() {
        if (!isClosing() && !closedByServer) {
            if (abandon() && !hasExited()) {
                signal("TERM");
            }
            close(false);
        }
    }

    /** RFC 4254 section 6.9; false if it could not be sent. The process may end by the signal before this returns. */
    boolean signal(String name) {
        if (isClosing()) {
            return false;
        }
        try {
            Buffer buffer = ChannelRequest.of(this, "signal", false);
            buffer.putString(name);
            writePacket(buffer);
            return true;
        } catch (IOException e) {
            transport.log().tracef(e, "signal %s not sent", name);
            return false;
        }
    }

    @Override
    public void beginsOnSpare(boolean ready) {
        onSpare = ready;
        openFuture = new DefaultOpenFuture(toString(), futureLock);
    }

    /** Whether the server had opened it before the request was known. */
    boolean isOnSpare() {
        return onSpare;
    }

    @Override
    public synchronized OpenFuture open() throws IOException {
        return openFuture == null ? super.open() : SpareUser.begun(openFuture);
    }

    /** Called when the server has opened the channel. Sends the request, unless the channel was abandoned. */
    @Override
    protected void doOpen() throws IOException {
        transport.sessionOpened();
        if (!mayStart()) {
            return;
        }
        if (terminal != null) {
            Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 128);
            request.putUInt(getRecipient());
            terminal.addTo(request, getPtyWidth(), getPtyHeight());
            writePacket(request);
        }
        doOpenPty(); // The variables.
        Buffer request = ChannelRequest.of(this, command == null ? "shell" : "exec", true);
        if (command != null) {
            request.putBytes(command);
        }
        try {
            writePacket(request);
        } catch (IOException | RuntimeException e) {
            mayHaveStarted = false; // Nothing was given to the socket.
            throw e;
        }
        super.doOpen();
        sent = new SentStream(this);
        invertedIn = sent;
        if (isClosing()) {
            sent.channelEnds();
        }
        if (!input) {
            endOfInput();
        }
        if (!onSpare) {
            transport.adjustSpares();
        }
    }

    @Override
    public void endOfInput() throws IOException {
        sendEof();
    }

    @Override
    public IoWriteFuture writePacket(Buffer buffer) throws IOException {
        return writer.write(buffer, super::writePacket);
    }

    /** Called by a reader, who gets what has arrived even if the window can't be adjusted any more. */
    @Override
    protected void sendWindowAdjust(long length) {
        try {
            super.sendWindowAdjust(length);
        } catch (IOException e) {
            transport.log().tracef(e, "window not adjusted on %s", transport);
        }
    }

    @Override
    protected void preClose() {
        writer.channelEnds(sent);
        super.preClose();
    }

    @Override
    public void handleSuccess() throws IOException {
        if (terminal != null && (terminal.takes(true) || terminal.isRefused())) {
            return;
        }
        answers++;
        accepted = true;
        stateChanged.run();
    }

    /**
     * The first answer counts: after an acceptance, a refusal is ignored. The server is told that the channel closes (RFC 4254
     * section 5.3): for OpenSSH it would stay open otherwise, and count for MaxSessions.
     */
    @Override
    public void handleFailure() throws IOException {
        if (terminal != null && terminal.takes(false)) {
            close(false);
        } else if (!accepted && !isTerminalRefused()) {
            refused = true;
            close(false);
        }
        answers++;
        stateChanged.run();
    }

    /** Without "SIG"; null for none. The server's name for it is made visible. */
    @Override
    public String getExitSignal() {
        String signal = super.getExitSignal();
        return signal == null ? null : SshText.visible(signal);
    }

    /** Nothing follows the server's SSH_MSG_CHANNEL_CLOSE: a caller who waits for the end need not wait for the reply. */
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
            // MINA's constructor calls this, too.
            stateChanged.run();
        }
    }
}
