package io.sshra.ssh.mina;

import io.sshra.ssh.algorithm.Algorithms;
import io.sshra.ssh.hostkey.HostKeyUpdates;
import io.sshra.ssh.mina.io.SocketIo;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.extension.DefaultClientKexExtensionHandler;
import org.apache.sshd.common.kex.extension.parser.HostBoundPubkeyAuthentication;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;

/**
 * The MINA client of all connections, which does only what it is told. Everything that MINA would look up by itself (I/O library, the
 * process owner's keys and configuration, key files) is set explicitly, because in a container the look-up finds the wrong one, and because
 * a tenant's host must not be offered the server's keys.
 */
final class AddressClient extends SshClient {

    private AddressClient() {
    }

    /** @param nanoClock the clock for activity and keepalive */
    static SshClient of(LongSupplier nanoClock) {
        SshClient client = ClientBuilder.builder()
                .factory(AddressClient::new)
                .keyExchangeFactories(Algorithms.KEY_EXCHANGES)
                .cipherFactories(Algorithms.CIPHERS)
                .macFactories(Algorithms.MACS)
                .signatureFactories(Algorithms.SIGNATURES)
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .forwardingFilter(RejectAllForwardingFilter.INSTANCE)
                .channelFactories(List.of())
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
        return client;
    }

    /**
     * Connects to the address that it is given. MINA (2.20.0) resolves the host name of the address again. If the name had another
     * address by then, the connection would bypass the rule for destinations.
     */
    @Override
    public ConnectFuture connect(String username, SocketAddress address, AttributeRepository context, SocketAddress localAddress)
            throws IOException {
        return doConnect(username, address, context, localAddress, KeyIdentityProvider.EMPTY_KEYS_PROVIDER, new HostConfigEntry());
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
}
