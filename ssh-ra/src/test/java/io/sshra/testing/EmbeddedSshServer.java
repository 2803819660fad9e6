package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.command.CommandFactory;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * MINA's server on a free loopback port, which runs commands of this machine by {@code /bin/sh -c}. Its only user is
 * {@value #USER}, with {@link #PASSWORD} or {@link #clientKey()}.
 */
public final class EmbeddedSshServer implements LoopbackServer {

    public static final String USER = "tester";
    public static final String PASSWORD = Secrets.told("the embedded server's password", "correct-horse-Yk3vTz8QmRw5");

    static {
        try {
            // If the adapter is in this JVM, it chooses MINA's cryptography, before MINA chooses for the whole JVM.
            Class.forName("io.sshra.ssh.algorithm.SecurityProviders");
        } catch (ClassNotFoundException adapterIsElsewhere) {
            // Beside WildFly, MINA's choice does not matter.
        }
    }

    private static final AttributeKey<Boolean> IS_USED = new AttributeKey<>();

    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair hostKey;
    private final KeyPair clientKey;
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> signals = new CopyOnWriteArrayList<>();

    private EmbeddedSshServer(int port, KeyPair hostKey, KeyPair clientKey, Consumer<SshServer> customizer) {
        this.hostKey = hostKey;
        this.clientKey = Secrets.told("the embedded server's client key", clientKey);
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((user, password, session) -> counted(USER.equals(user) && PASSWORD.equals(password)));
        server.setPublickeyAuthenticator((user, key, session) ->
                counted(USER.equals(user) && KeyUtils.compareKeys(key, clientKey.getPublic())));
        server.setCommandFactory(new Shell());
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.Authenticated) {
                    sessions.incrementAndGet();
                }
            }
        });
        server.addChannelListener(new ChannelListener() {
            @Override
            public void channelInitialized(Channel channel) {
                if (channel instanceof ChannelSession session) {
                    session.addRequestHandler(USED);
                }
            }
        });
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        server.setCipherFactories(cheapCiphers());
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        customizer.accept(server);
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static EmbeddedSshServer start() {
        return start(server -> { });
    }

    public static EmbeddedSshServer start(Consumer<SshServer> customizer) {
        return new EmbeddedSshServer(0, newKey(), newKey(), customizer);
    }

    /**
     * All of MINA's but AES-GCM, so that clients get ChaCha20. The JVMs of tests compile little, and then GCM takes most of the time of a test
     * that moves many bytes. Tests with OpenSSH have it.
     */
    private List<NamedFactory<Cipher>> cheapCiphers() {
        List<NamedFactory<Cipher>> ciphers = new ArrayList<>(server.getCipherFactories());
        ciphers.removeIf(cipher -> cipher.getName().contains("-gcm@"));
        return ciphers;
    }

    /** Both keys are of RSA. */
    public static EmbeddedSshServer startWithRsaKeys(Consumer<SshServer> customizer) {
        return new EmbeddedSshServer(0, newKey(KeyPairProvider.SSH_RSA, 2048), newKey(KeyPairProvider.SSH_RSA, 2048), customizer);
    }

    /** A setting: the server never answers the opening of a channel. */
    public static void opensNoChannels(SshServer server) {
        server.setChannelFactories(Stream.of("session", "direct-tcpip").<ChannelFactory>map(type -> new ChannelFactory() {
            @Override
            public String getName() {
                return type;
            }

            @Override
            public Channel createChannel(Session session) {
                return new ChannelSession() {
                    @Override
                    public OpenFuture open(long recipient, long windowSize, long packetSize, Buffer buffer) {
                        return new DefaultOpenFuture("never", null);
                    }
                };
            }
        }).toList());
    }

    /**
     * Starts a server for an {@link Account}, with its keys, a certificate of the server, shells and SFTP. Each connection gets
     * new keys from time to time. Commands run as the user who runs the tests.
     */
    public static EmbeddedSshServer startFor(Account account, Consumer<SshServer> customizer) {
        KeyPair hostKey = newKey();
        OpenSshCertificate hostCertificate = hostCertificate(account, hostKey);
        PublickeyAuthenticator authorizedKeys = new AuthorizedKeysAuthenticator(account.authorizedKeys());
        PublicKey userAuthority = publicKey(account.userAuthority());
        return new EmbeddedSshServer(0, hostKey, newKey(), server -> {
            server.setHostKeyCertificateProvider(session -> List.of(hostCertificate));
            server.setPublickeyAuthenticator((user, key, session) -> USER.equals(user) && (key instanceof OpenSshCertificate certificate
                    ? KeyUtils.compareKeys(certificate.getCaPubKey(), userAuthority)
                    : authorizedKeys.authenticate(user, key, session)));
            server.setShellFactory(new ProcessShellFactory("sh", "/bin/sh"));
            server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
            CoreModuleProperties.REKEY_BYTES_LIMIT.set(server, 1_000_000L);
            customizer.accept(server);
        });
    }

    private static OpenSshCertificate hostCertificate(Account account, KeyPair hostKey) {
        try (Workspace workspace = new Workspace("mina")) {
            workspace.write("key.pub", List.of(PublicKeyEntry.toString(hostKey.getPublic())));
            return (OpenSshCertificate) publicKey(account.certifyHost(workspace, "key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PublicKey publicKey(Path file) {
        try {
            return PublicKeyEntry.parsePublicKeyEntry(Files.readString(file)).resolvePublicKey(null, null, null);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts another server on the same port, with its own host key. This one must be closed. */
    public EmbeddedSshServer replaced() {
        return new EmbeddedSshServer(server.getPort(), newKey(), newKey(), server -> { });
    }

    private boolean counted(boolean accepted) {
        if (!accepted) {
            refusals.incrementAndGet();
        }
        return accepted;
    }

    /**
     * An RSA key takes a second to make, and there are hundreds of these servers. A client that has the fingerprint only offers to take
     * this kind first.
     */
    private static KeyPair newKey() {
        return newKey(KeyPairProvider.SSH_ED25519, 256);
    }

    private static KeyPair newKey(String type, int size) {
        try {
            return KeyUtils.generateKeyPair(type, size);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int port() {
        return server.getPort();
    }

    public KeyPair clientKey() {
        return clientKey;
    }

    public KeyPair hostKey() {
        return hostKey;
    }

    @Override
    public String hostPublicKey() {
        return PublicKeyEntry.toString(hostKey.getPublic());
    }

    @Override
    public String hostKeyFingerprint() {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic());
    }

    /** The number of sessions that were authenticated so far. */
    public int authenticatedSessions() {
        return sessions.get();
    }

    /** The number of credentials that were refused so far. */
    public int refusedCredentials() {
        return refusals.get();
    }

    /** Sessions that are open now. */
    public int openSessions() {
        return server.getActiveSessions().size();
    }

    /** Sees each request about a session channel before the server does. */
    private static final RequestHandler<Channel> USED = (channel, request, wantReply, buffer) -> {
        channel.setAttribute(IS_USED, true);
        return RequestHandler.Result.Unsupported;
    };

    private static boolean isUsed(Channel channel) {
        return !(channel instanceof ChannelSession) || channel.getAttribute(IS_USED) != null;
    }

    /** Channels that are open now, apart from session channels on which nothing was requested. */
    public int openChannels() {
        int channels = 0;
        for (org.apache.sshd.common.session.helpers.AbstractSession session : server.getActiveSessions()) {
            org.apache.sshd.common.session.ConnectionService service =
                    session.getService(org.apache.sshd.common.session.ConnectionService.class);
            if (service instanceof org.apache.sshd.common.session.helpers.AbstractConnectionService connection) {
                for (Channel channel : connection.getChannels()) {
                    channels += channel.isOpen() && isUsed(channel) ? 1 : 0;
                }
            }
        }
        return channels;
    }

    /** Command lines that were run, in order. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** Signals that were sent to commands, in order. The commands do not get them. */
    public List<String> signals() {
        return List.copyOf(signals);
    }

    /** Cuts all connections, like a network failure. */
    public void cutConnections() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    @Override
    public void close() {
        server.close(true).awaitUninterruptibly(5000);
    }

    private final class Shell implements CommandFactory {

        @Override
        public Command createCommand(ChannelSession channel, String command) throws IOException {
            commands.add(command);
            channel.getEnvironment().addSignalListener((session, signal) -> signals.add(signal.name()));
            return new ProcessShellFactory(command, "/bin/sh", "-c", command).createShell(channel);
        }
    }
}
