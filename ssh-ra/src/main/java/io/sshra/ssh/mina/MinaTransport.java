package io.sshra.ssh.mina;

import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.SshText;
import io.sshra.log.AdapterLog;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.CommandChannel;
import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.SftpChannel;
import io.sshra.ssh.SpareRule;
import io.sshra.ssh.StreamChannel;
import io.sshra.ssh.SudoPassword;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.ssh.mina.io.LoopSession;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.ConnectionService;

/** A transport on an authenticated MINA session. */
final class MinaTransport implements Transport {

    private final Target target;
    private final MinaSession session;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoClock;
    private final Duration openTimeout;
    private final Traffic traffic;
    private final OpenForwardings forwardings = new OpenForwardings();
    private final SpareChannels spares;
    private final Negotiated negotiated;
    private final KeepaliveRequests keepalive;
    private volatile boolean closing;
    private volatile boolean sessionOpened;

    MinaTransport(Target target, MinaSession session, String hostKeyFingerprint, ScheduledExecutorService timer,
            LongSupplier nanoClock, Duration openTimeout, SpareMemory memory) {
        this.target = target;
        this.session = session;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.openTimeout = openTimeout;
        this.traffic = new Traffic(nanoClock);
        this.spares = session.getService(ChannelGuard.class).spares();
        spares.on(new SpareHost(memory, target.address(), this));
        this.negotiated = new Negotiated(session.getNegotiatedKexParameter(KexProposalOption.ALGORITHMS),
                session.getNegotiatedKexParameter(KexProposalOption.C2SENC), hostKeyFingerprint,
                SshText.visible(session.getServerVersion()), Handshake.of(session).legacyUse().text(), Handshake.of(session).keys().certificate());
        this.keepalive = new KeepaliveRequests(session, target.settings().keepalive(), nanoClock);
        keepalive.start(timer, this::abort);
        onClosed(this::ended);
    }

    @Override
    public CommandChannel exec(SshCommand command, SudoPassword sudo) {
        MinaCommandChannel channel = new MinaCommandChannel(this, command, sudo);
        channel.open();
        return channel;
    }

    @Override
    public ProcessChannel start(SshCommand command) {
        MinaProcessChannel channel = new MinaProcessChannel(this, command);
        channel.open();
        return channel;
    }

    @Override
    public ProcessChannel shell(SshPty pty, Map<String, String> environment) {
        MinaProcessChannel channel = new MinaProcessChannel(this, pty, environment);
        channel.open();
        return channel;
    }

    @Override
    public ForwardChannel forward(Forwarding forwarding) throws ChannelNotOpenedException, SshException {
        spares.adjust();
        ForwardedConnections connections = new ForwardedConnections(this, forwarding);
        try {
            return forwarding.kind() == Forwarding.Kind.REMOTE ? RemoteForward.start(this, forwarding, connections)
                    : new LocalForward(this, forwarding, connections);
        } catch (IOException | RuntimeException e) {
            if (isInterrupt(e)) {
                Thread.currentThread().interrupt();
                throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while " + forwarding + " was asked for on " + this, e);
            }
            if (!isOpen()) {
                throw new ChannelNotOpenedException(ChannelNotOpenedException.Why.GONE, "not forwarded on " + this, e);
            }
            throw new SshException(SshErrorCode.FORWARDING_FAILED, "the forwarding " + forwarding + " on " + this + " failed", e);
        }
    }

    @Override
    public StreamChannel stream(Location destination) throws SshException {
        try {
            spares.awaitRoom(openTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while " + this + " made room for a stream to " + destination, e);
        }
        MinaStreamChannel channel = new MinaStreamChannel(this, destination);
        channel.open();
        return channel;
    }

    @Override
    public SftpChannel sftp(Charset names) throws ChannelNotOpenedException, SshException {
        return SftpOpening.of(this, target, names);
    }

    /** A time-out is an exception of the same class, but not an interrupt. */
    static boolean isInterrupt(Exception failure) {
        return failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
    }

    @Override
    public void keepSpares(SpareRule rule) {
        spares.keep(rule);
    }

    @Override
    public void adjustSpares() {
        spares.adjust();
    }

    @Override
    public boolean lacksSpares() {
        return spares.areMissing();
    }

    @Override
    public void makeRoom() {
        spares.makeRoom();
    }

    @Override
    public int spares() {
        return spares.count();
    }

    SpareChannels spareChannels() {
        return spares;
    }

    /** How long a server may take to answer the opening of a channel. */
    Duration openTimeout() {
        return openTimeout;
    }

    /** The target's variables and these, which take precedence. */
    Map<String, String> environmentWith(Map<String, String> more) {
        if (target.environment().isEmpty()) {
            return more;
        }
        Map<String, String> all = new LinkedHashMap<>(target.environment());
        all.putAll(more);
        return all;
    }

    /** The server has opened a session channel (RFC 4254 section 6.1). */
    void sessionOpened() {
        sessionOpened = true;
        spares.sessionOpened();
    }

    /** Whether the server has ever opened one on this connection. */
    boolean hasOpenedSession() {
        return sessionOpened;
    }

    /** Gives the channel its number in this session. */
    void register(ClientChannel channel) throws IOException {
        session.getService(ConnectionService.class).registerChannel((Channel) channel);
    }

    @Override
    public void probe() {
        keepalive.ask();
    }

    private void ended() {
        spares.connectionEnded(!closing);
        keepalive.stop();
        forwardings.end();
    }

    /** Runs the action after the delay, unless the returned object is closed before. The action must not block. */
    Delayed after(Duration delay, Runnable action) {
        ScheduledFuture<?> scheduled = timer.schedule(action, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** How long ago the last packet came. */
    long unheardNanos() {
        return nanoClock.getAsLong() - lastReceivedNanos();
    }

    @Override
    public long lastReceivedNanos() {
        return session.lastReceivedNanos();
    }

    @Override
    public long lastChannelDataNanos() {
        return traffic.lastNanos();
    }

    @Override
    public long bytesReceived() {
        return traffic.bytesReceived();
    }

    @Override
    public long bytesSent() {
        return traffic.bytesSent();
    }

    MinaSession session() {
        return session;
    }

    Traffic traffic() {
        return traffic;
    }

    OpenForwardings forwardings() {
        return forwardings;
    }

    /** The loop on which the session is read. */
    LoopSession carrier() {
        return (LoopSession) session.getIoSession();
    }

    AdapterLog log() {
        return AdapterLog.LOG;
    }

    @Override
    public Negotiated negotiated() {
        return negotiated;
    }

    @Override
    public boolean isOpen() {
        return !closing && session.isOpen() && session.getIoSession().isOpen();
    }

    @Override
    public void onClosed(Runnable action) {
        session.addCloseFutureListener(closed -> action.run());
    }

    @Override
    public void close() {
        closing = true;
        session.leave();
    }

    @Override
    public void abort() {
        closing = true;
        session.close(true);
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
