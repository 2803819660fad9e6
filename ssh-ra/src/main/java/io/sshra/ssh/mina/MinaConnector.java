package io.sshra.ssh.mina;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.Connector;
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
import java.util.function.LongSupplier;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientConnectionServiceFactory;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.client.session.forward.ExplicitPortForwardingTracker;
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
 * Makes transports with one MINA client for all of them: one per connection would leak threads (MINA issues 270, 323).
 * Everything that MINA would look up by itself (I/O library, the process owner's keys and configuration, key files) is set,
 * because in a container the look-up finds the wrong one, and because a tenant's host must not be offered the server's keys.
 */
public final class MinaConnector implements Connector {

    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(15);

    private final SshClient client;
    private final LongSupplier nanoClock;
    private final Duration openTimeout;
    private final Resolver resolver;

    /** @param nanoClock tells the time for activity and keepalive, {@code System::nanoTime} outside tests */
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
                .serverKeyVerifier((session, address, key) -> Handshake.of(session).accepts(key))
                .build();
        client.setIoServiceFactoryFactory(new SocketIo.Factory());
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
        client.setServiceFactories(List.of(new Authentication.Factory(), ClientConnectionServiceFactory.INSTANCE));
        client.setUserAuthFactories(List.of(new SignedAtOnce.Factory(), UserAuthPasswordFactory.INSTANCE,
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
        // The connect time-out is kept here, by each target.
        CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
        // A command may take its time to read its input.
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, Duration.ofDays(365));
        AbstractSftpClient.SFTP_CLIENT_CMD_TIMEOUT.set(client, Duration.ofDays(365));
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, Duration.ofHours(2));
        client.start();
        // Its thread is made here, and not by the first caller, whose application it would keep.
        client.getScheduledExecutorService().execute(() -> { });
    }

    @Override
    public Transport connect(Target target, Duration limit, ConnectListener listener) throws SshException {
        Handshake handshake = new Handshake(target, listener);
        MinaSession session = session(target, handshake, System.nanoTime() + limit.toNanos(), listener);
        return new MinaTransport(target, session, handshake.fingerprint(), client.getScheduledExecutorService(), nanoClock, openTimeout);
    }

    /** An authenticated session; leaves none open, that to the jump host included, if it throws. */
    private MinaSession session(Target target, Handshake handshake, long deadline, ConnectListener listener)
            throws SshException {
        ClientSession jump = null;
        ClientSession session = null;
        try {
            if (target.jump() == null) {
                session = open(target, handshake, deadline);
                authenticate(session, handshake, deadline);
            } else {
                jump = session(target.jump(), new Handshake(target.jump(), listener), deadline, listener);
                // The forwarded port listens until the session stands, and no longer.
                try (ExplicitPortForwardingTracker port = forwardedPort(jump, target)) {
                    session = openThrough(jump, port, target, handshake, deadline);
                    authenticate(session, handshake, deadline);
                }
            }
            return (MinaSession) session;
        } catch (SshException e) {
            closeNow(session);
            closeNow(jump);
            throw e;
        } catch (IOException | RuntimeException e) {
            SshException failure = MinaTransport.isInterrupt(e) ? interrupted(target, e) : handshake.diagnosis().explain(e);
            closeNow(session);
            closeNow(jump);
            throw failure;
        }
    }

    private static SshException interrupted(Target target, Exception failure) {
        Thread.currentThread().interrupt();
        return new SshException(SshErrorCode.INTERRUPTED, "interrupted while connecting to " + target, failure);
    }

    /** A port on loopback that the jump host forwards to the target. */
    private static ExplicitPortForwardingTracker forwardedPort(ClientSession jump, Target target) throws IOException {
        return jump.createLocalPortForwardingTracker(new SshdSocketAddress("127.0.0.1", 0),
                new SshdSocketAddress(target.host(), target.port()));
    }

    /** Connects by the forwarded port. The two sessions end together. */
    private ClientSession openThrough(ClientSession jump, ExplicitPortForwardingTracker port, Target target,
            Handshake handshake, long deadline) throws IOException {
        ClientSession session = connect(target, port.getBoundAddress().toInetSocketAddress(), null, handshake, deadline);
        session.addCloseFutureListener(closed -> jump.close(false));
        jump.addCloseFutureListener(closed -> closeNow(session));
        return session;
    }

    /** Connects to the first of the host's addresses that accepts. */
    private ClientSession open(Target target, Handshake handshake, long deadline) throws IOException, SshException {
        return connect(target, TargetAddresses.of(target, resolver), TargetAddresses.local(target), handshake, deadline);
    }

    private ClientSession connect(Target target, SocketAddress address, SocketAddress localAddress, Handshake handshake, long deadline)
            throws IOException {
        AttributeRepository context = AttributeRepository.ofKeyValuePair(Handshake.KEY, handshake);
        ConnectFuture connecting = client.connect(target.username(), address, context, localAddress);
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

    /** Lets servers open channels for the ports that were asked for; MINA knows those. Nothing else is forwarded to here. */
    private static final class OwnForwardingsOnly extends StaticDecisionForwardingFilter {

        OwnForwardingsOnly() {
            super(false);
        }

        @Override
        public boolean canConnect(Type type, SshdSocketAddress address, Session session) {
            return type == Type.Forwarded;
        }
    }

    /** Takes the extension of RFC 8308 that MINA would log for each connection; leaves the others to MINA. */
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
