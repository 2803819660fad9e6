package io.sshra.transport;

import io.sshra.SshCommand;
import io.sshra.SshPty;
import java.io.IOException;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.channel.PtyChannelConfigurationHolder;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * MINA's channel of type "session" with an "exec" request (RFC 4254 section 6.5), and what MINA does not tell: whether the
 * request was sent, what the server said to it, who closed the channel.
 */
final class MinaSessionChannel extends PtyCapableChannelSession {

    private final MinaTransport transport;
    private final byte[] command;
    private final boolean input;
    private final Runnable stateChanged;
    private volatile boolean mayHaveStarted;
    private volatile boolean accepted;
    private volatile boolean refused;
    private volatile boolean closedByServer;
    private boolean abandoned;

    /**
     * @param input        whether there will be input; if not, its end is sent with the request
     * @param stateChanged run on an I/O thread after each step that the server makes; must not block
     */
    MinaSessionChannel(MinaTransport transport, SshCommand command, boolean input, Runnable stateChanged) {
        super(command.pty() != null, terminal(command.pty()), command.environment());
        this.transport = transport;
        this.command = command.commandLine().getBytes(command.charset());
        this.input = input;
        this.stateChanged = stateChanged;
        setRedirectErrorStream(command.mergedError());
    }

    private static PtyChannelConfigurationHolder terminal(SshPty pty) {
        if (pty == null) {
            return null;
        }
        PtyChannelConfiguration configuration = new PtyChannelConfiguration();
        configuration.setPtyType(pty.type());
        configuration.setPtyColumns(pty.columns());
        configuration.setPtyLines(pty.rows());
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

    /** Whether the server closed it while the connection stood. */
    boolean isClosedByServer() {
        return closedByServer;
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
        if (!isClosing()) {
            if (abandon()) {
                signal("TERM");
            }
            close(false);
        }
    }

    /** RFC 4254 section 6.9; false if it could not be sent. */
    boolean signal(String name) {
        try {
            Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
            buffer.putUInt(getRecipient());
            buffer.putString("signal");
            buffer.putBoolean(false);
            buffer.putString(name);
            writePacket(buffer);
            return !isClosing();
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
        Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, command.length + Integer.SIZE);
        request.putUInt(getRecipient());
        request.putString("exec");
        request.putBoolean(true);
        request.putBytes(command);
        writePacket(request);
        super.doOpen();
        if (!input) {
            getInvertedIn().close();
        }
    }

    @Override
    public void handleSuccess() throws IOException {
        accepted = true;
        stateChanged.run();
    }

    @Override
    public void handleFailure() throws IOException {
        refused = true;
        close(true);
    }

    @Override
    public void handleClose() throws IOException {
        closedByServer = transport.isOpen();
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
