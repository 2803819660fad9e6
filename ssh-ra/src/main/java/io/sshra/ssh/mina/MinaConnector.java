package io.sshra.ssh.mina;

import io.sshra.SshCertificateTerms;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.Connector;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.Location;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.ssh.algorithm.SecurityProviders;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.AttributeRepository;

/** Makes transports, all with one MINA client: one client per connection would leak threads (MINA issues 270, 323). */
public final class MinaConnector implements Connector {

    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(15);
    /** On average. OpenSSH needs some tenths of a second for a log-in. */
    private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);
    /** How long a jump host may take to receive that the connection ends. */
    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final SshClient client;
    private final LongSupplier nanoClock;
    private final Duration openTimeout;
    private final SpareMemory spares = new SpareMemory();
    private final Resolver resolver;
    private final Supplier<Instant> date;

    /** @param nanoClock the clock for activity and keepalive, {@code System::nanoTime} outside tests */
    public MinaConnector(LongSupplier nanoClock) {
        this(nanoClock, OPEN_TIMEOUT, Resolver.SYSTEM, Instant::now);
    }

    /**
     * @param openTimeout how long a server may take to answer the opening of a channel
     * @param date        the date of this machine, for certificates
     */
    MinaConnector(LongSupplier nanoClock, Duration openTimeout, Resolver resolver, Supplier<Instant> date) {
        SecurityProviders.init();
        this.nanoClock = nanoClock;
        this.openTimeout = openTimeout;
        this.resolver = resolver;
        this.date = date;
        this.client = AddressClient.of(nanoClock);
        client.start();
        // Starts its thread here. A thread that was started by the first caller would retain that caller's application.
        client.getScheduledExecutorService().execute(() -> { });
    }

    @Override
    public Transport connect(Target target, Duration limit, ConnectListener listener) throws SshException {
        MinaSession session = session(target, System.nanoTime() + limit.toNanos(), listener);
        return new MinaTransport(target, session, Handshake.of(session).fingerprint(), client.getScheduledExecutorService(), nanoClock,
                openTimeout, spares);
    }

    /** Opens an authenticated session. If it throws, no session stays open, not even the one to the jump host. */
    private MinaSession session(Target target, long deadline, ConnectListener listener) throws SshException {
        Handshake handshake = new Handshake(target, listener);
        MinaSession jump = target.jump() == null ? null : session(target.jump(), deadline, listener);
        try {
            MinaSession session = session(handshake, jump, deadline);
            LegacyUse legacy = Handshake.of(session).legacyUse();
            legacy.connected(target, session);
            if (jump != null) {
                legacy.addThoseOf(Handshake.of(jump).legacyUse());
            }
            return session;
        } catch (SshException | RuntimeException e) {
            closeNow(jump);
            throw e;
        }
    }

    /**
     * A server may have a host key of each type, and shows one of them. If that key is not accepted, the server is asked for
     * the other types, with one connection for each, as long as there is time. If none of them is accepted, the first refusal
     * is reported. A server that has too many log-ins under way is asked a second time.
     */
    private MinaSession session(Handshake handshake, MinaSession jump, long deadline) throws SshException {
        try {
            return attempt(handshake, jump, deadline);
        } catch (SshHostKeyException | SshConnectException first) {
            Handshake second = handshake.afterPause();
            if (second != null && pause(handshake.target(), deadline)) {
                return session(second, jump, deadline);
            }
            Handshake next = handshake.forOtherHostKeys();
            if (next == null) {
                throw first;
            }
            try {
                return session(next, jump, deadline);
            } catch (SshHostKeyException | SshConnectException other) {
                if (next.hasAcceptedHostKey() || other.code() == SshErrorCode.HOST_KEY_REVOKED || first instanceof SshConnectException) {
                    throw other;
                }
                first.addSuppressed(other);
                throw first;
            }
        }
    }

    private MinaSession attempt(Handshake handshake, MinaSession jump, long deadline) throws SshException {
        ClientSession session = null;
        try {
            session = jump == null ? open(handshake, deadline) : openThrough(jump, handshake, deadline);
            authenticate(session, handshake, deadline);
            if (jump != null) {
                session.addCloseFutureListener(closed -> leave(jump));
            }
            return (MinaSession) session;
        } catch (SshException e) {
            closeNow(session);
            throw e;
        } catch (IOException | RuntimeException e) {
            if (jump != null && jump.isClosing()) {
                handshake.diagnosis().jumpHostLost();
            }
            SshException failure = MinaTransport.isInterrupt(e) ? interrupted(handshake.target(), e) : handshake.diagnosis().explain(e);
            closeNow(session);
            throw failure;
        }
    }

    /**
     * Between half a pause and one and a half: those that a server drops together do not come back together.
     *
     * @return false if the connect time-out is over before that
     */
    private static boolean pause(Target target, long deadline) throws SshException {
        long pause = ThreadLocalRandom.current().nextLong(BUSY_PAUSE.toNanos() / 2, BUSY_PAUSE.toNanos() * 3 / 2);
        if (System.nanoTime() + pause - deadline >= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            throw interrupted(target, e);
        }
    }

    private static SshException interrupted(Target target, Exception failure) {
        Thread.currentThread().interrupt();
        return new SshException(SshErrorCode.INTERRUPTED, "interrupted while connecting to " + target, failure);
    }

    /** Connects through a channel of the jump host's session, with which the session ends. */
    private ClientSession openThrough(MinaSession jump, Handshake handshake, long deadline) throws IOException, SshException {
        Target target = handshake.target();
        mayConnect(jump, target);
        TunnelChannel tunnel = TunnelChannel.open(jump, Location.address(target.host(), target.port()), remaining(deadline));
        try {
            ClientSession session = connect(tunnel.address(), null, handshake, deadline);
            jump.addCloseFutureListener(closed -> closeNow(session));
            return session;
        } catch (IOException | RuntimeException e) {
            tunnel.end();
            throw e;
        }
    }

    /** A server says only that it does not connect. */
    private static void mayConnect(MinaSession jump, Target target) throws SshException {
        IssuedCertificate certificate = Handshake.of(jump).keys().certificate();
        if (certificate != null && !certificate.allows(SshCertificateTerms.Extension.PERMIT_PORT_FORWARDING)) {
            throw new SshConnectException(SshErrorCode.NOT_IN_CERTIFICATE, "the jump host " + target.jump() + " would not connect to "
                    + target.endpoint() + ": the " + certificate + " has no permit-port-forwarding");
        }
    }

    /** The session that it carried has ended. */
    private void leave(MinaSession jump) {
        try {
            ScheduledFuture<?> cut = client.getScheduledExecutorService().schedule(() -> jump.close(true), LEAVING.toNanos(), TimeUnit.NANOSECONDS);
            jump.addCloseFutureListener(closed -> cut.cancel(false));
            jump.leave();
        } catch (RejectedExecutionException e) {
            // The client is being closed.
            jump.close(true);
        }
    }

    /** Connects to the first of the host's addresses that accepts, or that the proxy can connect to. */
    private ClientSession open(Handshake handshake, long deadline) throws IOException, SshException {
        if (handshake.target().proxy() != null) {
            return openThroughProxy(handshake, deadline);
        }
        return connect(TargetAddresses.of(handshake.target(), resolver), TargetAddresses.local(handshake.target()), handshake, deadline);
    }

    private ClientSession openThroughProxy(Handshake handshake, long deadline) throws IOException, SshException {
        ProxyRoute route = ProxyRoute.to(handshake.target(), resolver);
        handshake.diagnosis().goesThrough(route);
        for (;;) {
            try {
                return connect(route.next(), TargetAddresses.local(handshake.target()), handshake, route.share(System.nanoTime(), deadline));
            } catch (IOException e) {
                if (MinaTransport.isInterrupt(e) || !route.goesOnAfter(e)) {
                    throw e;
                }
            }
        }
    }

    private ClientSession connect(SocketAddress address, SocketAddress localAddress, Handshake handshake, long deadline)
            throws IOException {
        AttributeRepository context = AttributeRepository.ofKeyValuePair(Handshake.KEY, handshake);
        ConnectFuture connecting = client.connect(handshake.target().username(), address, context, localAddress);
        try {
            return connecting.verify(remaining(deadline)).getSession();
        } catch (IOException | RuntimeException e) {
            connecting.addListener(late -> closeNow(late.isConnected() ? late.getSession() : null));
            connecting.cancel();
            throw e;
        }
    }

    private void authenticate(ClientSession session, Handshake handshake, long deadline) throws IOException, SshException {
        if (handshake.remembersNewKeys() || handshake.keys().needCaller()) {
            session.waitFor(EnumSet.of(ClientSessionEvent.WAIT_AUTH, ClientSessionEvent.CLOSED), remaining(deadline));
        }
        if (handshake.remembersNewKeys()) {
            handshake.rememberNewKey();
        }
        handshake.certify(date.get(), remaining(deadline));
        handshake.keys().pairs().forEach(session::addPublicKeyIdentity);
        try {
            session.auth().verify(remaining(deadline));
        } finally {
            handshake.forgetKeys(session);
        }
    }

    private static Duration remaining(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    private static void closeNow(ClientSession session) {
        if (session != null) {
            session.close(true);
        }
    }

    @Override
    public void close() {
        client.close(true);
    }
}
