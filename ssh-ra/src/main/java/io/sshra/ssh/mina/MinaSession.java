package io.sshra.ssh.mina;

import io.sshra.SshText;
import io.sshra.ssh.mina.io.LoopSession;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;

/** MINA's session. It records when the last packet came from the server, and does not log its end: the pool does. */
final class MinaSession extends ClientSessionImpl {

    /** What is kept of what a server sends before it identifies itself. */
    private static final int EARLY_BYTES = 1000;
    /** In the place of a message that is not needed any more; MINA wants at least one byte. */
    private static final byte[] USED = {0};

    private final LongSupplier nanoClock;
    private final CompletableFuture<Void> extensionsKnown = new CompletableFuture<>();
    private volatile long lastReceivedNanos;

    MinaSession(ClientFactoryManager client, IoSession ioSession, LongSupplier nanoClock) throws Exception {
        super(client, ioSession);
        this.nanoClock = nanoClock;
        this.lastReceivedNanos = nanoClock.getAsLong();
    }

    /** Called by the constructor of MINA's session. */
    @Override
    protected KeyExchangeMessageHandler initializeKeyExchangeMessageHandler() {
        return new KeyExchangeQueue(this, log);
    }

    long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    @Override
    public void messageReceived(Readable buffer) throws Exception {
        lastReceivedNanos = nanoClock.getAsLong();
        boolean ready = isAuthenticated();
        super.messageReceived(buffer);
        if (!ready) {
            HandshakeListener.acknowledgeAtOnce(this);
        }
    }

    /**
     * Runs the action when the server has sent its extensions (RFC 8308), or another message instead of them. Runs it at once
     * if that has happened already, else on an I/O thread.
     */
    void whenExtensionsAreKnown(Runnable action) {
        extensionsKnown.thenRun(action);
    }

    @Override
    protected void handleKexExtension(int command, Buffer buffer) throws Exception {
        super.handleKexExtension(command, buffer);
        extensionsKnown.complete(null);
    }

    /** What a server says that closes instead of identifying itself is nowhere else. */
    @Override
    protected List<String> doReadIdentification(Buffer buffer, boolean server) throws Exception {
        int length = Math.min(buffer.available(), EARLY_BYTES);
        Handshake.of(this).diagnosis().heardEarly(new String(buffer.array(), buffer.rpos(), length, StandardCharsets.UTF_8));
        return super.doReadIdentification(buffer, server);
    }

    @Override
    protected void handleServiceAccept(String service, Buffer buffer) throws Exception {
        Handshake.of(this).diagnosis().logInAccepted();
        super.handleServiceAccept(service, buffer);
        extensionsKnown.complete(null);
    }

    /** Ends the connection if a message comes that is not allowed before the first keys. */
    @Override
    protected void doHandleMessage(Buffer buffer) throws Exception {
        int message = buffer.rawByte(buffer.rpos()) & 0xff;
        if (!initialKexDone && !FirstKeyExchange.allows(message)) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR,
                    "message " + SshConstants.getCommandMessageName(message) + " may not come before the first keys");
        }
        super.doHandleMessage(buffer);
    }

    /**
     * A packet that fails halfway may have used a sequence number or changed the state of the cipher. The server could not read
     * what follows, so the connection ends.
     */
    @Override
    protected IoWriteFuture doWritePacket(Buffer buffer) throws IOException {
        boolean isHandedOver = false;
        try {
            IoWriteFuture written = super.doWritePacket(buffer);
            isHandedOver = true;
            return written;
        } finally {
            if (!isHandedOver && getIoSession() instanceof LoopSession ours) {
                ours.breakOff(new SshException(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "a packet could not be made"));
            }
        }
    }

    /**
     * The new keys are made from the messages in which both sides have offered algorithms. These are not needed any more, and take a sixth
     * of the memory of an idle connection. A later key exchange begins with new ones, which nobody sends before this has returned.
     */
    @Override
    protected void handleNewKeys(int command, Buffer buffer) throws Exception {
        setClientKexData(USED);
        setServerKexData(USED);
        for (Map<KexProposalOption, String> offered : List.of(clientProposal, serverProposal)) {
            synchronized (offered) {
                offered.clear();
            }
        }
        super.handleNewKeys(command, buffer);
    }

    /** Tells the server that the connection ends, and closes. Returns at once. */
    void leave() {
        try {
            // Not disconnect, which logs each call.
            Buffer goodbye = createBuffer(SshConstants.SSH_MSG_DISCONNECT, 64);
            goodbye.putInt(SshConstants.SSH2_DISCONNECT_BY_APPLICATION);
            goodbye.putString("closed by the client");
            goodbye.putString("");
            writePacket(goodbye).addListener(written -> close(true));
        } catch (IOException | RuntimeException e) {
            close(true);
        }
    }

    /** Only for the offer: the authorities' signatures on certificates are checked with all algorithms. */
    @Override
    protected String resolveAvailableSignaturesProposal(FactoryManager manager) {
        return String.join(",", Handshake.of(this).hostKeyAlgorithms());
    }

    /** The configured name of the host, which may be behind a jump host. A certificate must have this name. */
    @Override
    public SocketAddress getConnectAddress() {
        return getConnectionContext() == null ? super.getConnectAddress() : Handshake.of(this).address();
    }

    /**
     * MINA logs this text of the server and puts it into exceptions, so it is made visible here. A listener would be called
     * after the threads that wait for the log-in.
     */
    @Override
    protected void handleDisconnect(int code, String message, String language, Buffer buffer) throws Exception {
        Handshake.of(this).diagnosis().disconnectedByServer(code, message);
        super.handleDisconnect(code, SshText.visible(message), SshText.visible(language), buffer);
    }

    /** The same for a reason that contains a text of the server. */
    @Override
    public void disconnect(int reason, String message) throws IOException {
        super.disconnect(reason, SshText.visible(message));
    }

    /** MINA would log a broken connection with a stack trace. The pool reports the same in one line with the reason. */
    @Override
    protected void warn(String message, Object o1, Object o2, Object o3, Object o4, Throwable t) {
        debug(message, o1, o2, o3, o4, t);
    }
}
