package io.sshra.benchmarks.peers;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;

/** Apache MINA SSHD alone, with its defaults or tuned like the adapter. */
public final class MinaPeer implements Peer {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Target server;
    private final SshClient client = SshClient.setUpDefaultClient();

    public MinaPeer(Target server, boolean tuned) {
        this.server = server;
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(new FileKeyPairProvider(server.privateKey()));
        client.setServerKeyVerifier(new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, server.knownHosts()));
        if (tuned) {
            CoreModuleProperties.TCP_NODELAY.set(client, true);
            client.setCipherFactories(List.of(BuiltinCiphers.aes128gcm, BuiltinCiphers.aes256gcm, BuiltinCiphers.cc20p1305_openssh));
            client.setKeyExchangeFactories(org.apache.sshd.common.NamedFactory.setUpTransformedFactories(true,
                    List.of(BuiltinDHFactories.mlkem768x25519, BuiltinDHFactories.curve25519),
                    org.apache.sshd.client.ClientBuilder.DH2KEX));
            client.addSessionListener(new QuickAck());
        }
        client.start();
    }

    private static final class QuickAck implements SessionListener {

        @Override
        public void sessionCreated(Session session) {
            set(session);
        }

        @Override
        public void sessionEvent(Session session, Event event) {
            set(session);
        }

        @SuppressWarnings("unchecked")
        private static void set(Session session) {
            NetworkChannel socket = ((Nio2Session) session.getIoSession()).getSocket();
            for (SocketOption<?> option : socket.supportedOptions()) {
                if (option.name().equals("TCP_QUICKACK")) {
                    try {
                        socket.setOption((SocketOption<Boolean>) option, true);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            }
        }
    }

    ClientSession open() throws IOException {
        return open(server.host(), server.port());
    }

    private ClientSession open(String host, int port) throws IOException {
        ClientSession session = client.connect(server.username(), host, port).verify(LIMIT).getSession();
        session.auth().verify(LIMIT);
        return session;
    }

    @Override
    public void connectTo(String host, int port) throws IOException {
        open(host, port).close(true);
    }

    static int run(ClientSession session, String command) throws IOException {
        try (ChannelExec channel = session.createExecChannel(command)) {
            channel.setOut(new ByteArrayOutputStream());
            channel.setErr(new ByteArrayOutputStream());
            channel.open().verify(LIMIT);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
            return channel.getExitStatus();
        }
    }

    @Override
    public Link connect() throws IOException {
        ClientSession session = open();
        return new Link() {
            private volatile SftpClient sftp;

            @Override
            public int run(String command) throws IOException {
                return MinaPeer.run(session, command);
            }

            @Override
            public long read(String command) throws IOException {
                try (ChannelExec channel = session.createExecChannel(command)) {
                    channel.open().verify(LIMIT);
                    return Peer.drain(channel.getInvertedOut());
                }
            }

            @Override
            public void write(String command, long bytes) throws IOException {
                try (ChannelExec channel = session.createExecChannel(command)) {
                    channel.open().verify(LIMIT);
                    Peer.fill(channel.getInvertedIn(), bytes);
                    channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
                }
            }

            private synchronized SftpClient sftp() throws IOException {
                if (sftp == null) {
                    sftp = SftpClientFactory.instance().createSftpClient(session);
                }
                return sftp;
            }

            @Override
            public void upload(Path from, String to) throws IOException {
                try (InputStream in = Files.newInputStream(from); OutputStream out = sftp().write(to)) {
                    in.transferTo(out);
                }
            }

            @Override
            public void download(String from, Path to) throws IOException {
                try (InputStream in = sftp().read(from); OutputStream out = Files.newOutputStream(to)) {
                    in.transferTo(out);
                }
            }

            @Override
            public void uploadTree(Path from, String to) throws IOException {
                sftp().mkdir(to);
                try (Stream<Path> files = Files.list(from)) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        upload(file, to + "/" + file.getFileName());
                    }
                }
            }

            @Override
            public void downloadTree(String from, Path to) throws IOException {
                Files.createDirectory(to);
                for (SftpClient.DirEntry entry : sftp().readDir(from)) {
                    if (entry.getAttributes().isRegularFile()) {
                        download(from + "/" + entry.getFilename(), to.resolve(entry.getFilename()));
                    }
                }
            }

            @Override
            public void close() throws IOException {
                session.close(true);
            }
        };
    }

    @Override
    public void close() {
        client.stop();
    }
}
