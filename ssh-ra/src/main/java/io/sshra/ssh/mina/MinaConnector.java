package io.sshra.ssh.mina;

import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.Connector;
import io.sshra.ssh.Location;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.ssh.algorithm.Algorithms;
import io.sshra.ssh.algorithm.SecurityProviders;
import io.sshra.ssh.hostkey.HostKeyUpdates;
import io.sshra.ssh.mina.io.SocketIo;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.extension.DefaultClientKexExtensionHandler;
import org.apache.sshd.common.kex.extension.parser.HostBoundPubkeyAuthentication;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.StaticDecisionForwardingFilter;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;

/**
 * Makes transports, all with one MINA client: one client per connection would leak threads (MINA issues 270, 323). Everything
 * that MINA would look up by itself (I/O library, the process owner's keys and configuration, key files) is set explicitly,
 * because in a container the look-up finds the wrong one, and because a tenant's host must not be offered the server's keys.
 */
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

    /** @param nanoClock the clock for activity and keepalive, {@code System::nanoTime} outside tests */
    public MinaConnector(LongSupplier nanoClock) {
        this(nanoClock, OPEN_TIMEOUT, Resolver.SYSTEM);
    }

    /** @param openTimeout how long a server may take to answer the opening of a channel */
    MinaConnector(LongSupplier nanoClock, Duration openTimeout, Resolver resolver) {
        SecurityProviders.init();
        this.nanoClock = nanoClock;
        this.openTimeout = openTimeout;
        this.resolver = resolver;
        this.client = ClientBuilder.builder()
                .factory(AddressClient::new)
                .keyExchangeFactories(Algorithms.KEY_EXCHANGES)
                .cipherFactories(Algorithms.CIPHERS)
                .macFactories(Algorithms.MACS)
                .signatureFactories(Algorithms.SIGNATURES)
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .forwardingFilter(new OwnForwardingsOnly())
                .forwarderFactory(PortForwarder::new)
                .serverKeyVerifier((session, address, key) -> Handshake.of(session).accepts(session, key))
                .build();
        client.setIoServiceFactoryFactory(new SocketIo.Factory());
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
        client.setServiceFactories(List.of(new Authentication.Factory(), new ChannelGuard.Factory()));
        client.setUserAuthFactories(List.of(new SignedAtOnce.Factory(), new PasswordLogin.Factory(),
                new KeyboardInteractive.Factory()));
        client.setSessionFactory(new SessionFactory(client) {
            @Override
            protected ClientSessionImpl doCreateSession(IoSession ioSession) throws Exception {
                return new MinaSession(getClient(), ioSession, nanoClock);
            }
        });
        HandshakeListener handshakes = new HandshakeListener();
        client.addSessionListener(handshakes);
        client.setSessionDisconnectHandler(handshakes);
        client.setGlobalRequestHandlers(List.of(new HostKeyUpdates(session -> Handshake.of(session).learner()), new UnknownRequests<>()));
        client.setKexExtensionHandler(new QuietKexExtensions());
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.REQUEST_EXEC_REPLY.set(client, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, Duration.ZERO);
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, 1);
        // This class applies the connect time-out, which each target sets.
        CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
        // A command may read its input slowly.
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, Duration.ofDays(365));
        AbstractSftpClient.SFTP_CLIENT_CMD_TIMEOUT.set(client, Duration.ofDays(365));
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, Duration.ofHours(2));
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
    private ClientSession openThrough(MinaSession jump, Handshake handshake, long deadline) throws IOException {
        Target target = handshake.target();
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

    /** Connects to the first of the host's addresses that accepts. */
    private ClientSession open(Handshake handshake, long deadline) throws IOException, SshException {
        return connect(TargetAddresses.of(handshake.target(), resolver), TargetAddresses.local(handshake.target()), handshake, deadline);
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

    private static void authenticate(ClientSession session, Handshake handshake, long deadline) throws IOException, SshException {
        if (handshake.remembersNewKeys()) {
            session.waitFor(EnumSet.of(ClientSessionEvent.WAIT_AUTH, ClientSessionEvent.CLOSED), remaining(deadline));
            handshake.rememberNewKey();
        }
        handshake.keyPairs().forEach(session::addPublicKeyIdentity);
        try {
            session.auth().verify(remaining(deadline));
        } finally {
            handshake.forgetKeys(session);
        }
    }

    /** Lets servers open channels only for the ports whose forwarding was requested. MINA knows these. */
    private static final class OwnForwardingsOnly extends StaticDecisionForwardingFilter {

        OwnForwardingsOnly() {
            super(false);
        }

        @Override
        public boolean canConnect(Type type, SshdSocketAddress address, Session session) {
            return type == Type.Forwarded;
        }
    }

    /** Handles the extension of RFC 8308 that MINA would log for each connection, and leaves the others to MINA. */
    private static final class QuietKexExtensions extends DefaultClientKexExtensionHandler {

        @Override
        public boolean handleKexExtensionRequest(Session session, int index, int count, String name, byte[] data)
                throws IOException {
            if (!HostBoundPubkeyAuthentication.NAME.equals(name)) {
                return super.handleKexExtensionRequest(session, index, count, name, data);
            }
            if ("0".equals(new String(data, StandardCharsets.US_ASCII))) {
                session.setAttribute(HOSTBOUND_AUTHENTICATION, 0);
            }
            return true;
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
