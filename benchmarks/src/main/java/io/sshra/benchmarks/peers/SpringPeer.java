package io.sshra.benchmarks.peers;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Target;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.sshd.sftp.client.SftpClient;
import org.springframework.core.io.FileSystemResource;
import org.springframework.integration.file.remote.session.CachingSessionFactory;
import org.springframework.integration.file.remote.session.Session;
import org.springframework.integration.sftp.session.DefaultSftpSessionFactory;

/** Spring Integration's caching factory of SFTP sessions. It can't run commands. */
public final class SpringPeer implements Peer {

    private final CachingSessionFactory<SftpClient.DirEntry> sessions;

    public SpringPeer(Target server) {
        DefaultSftpSessionFactory factory = new DefaultSftpSessionFactory(false);
        factory.setHost(server.host());
        factory.setPort(server.port());
        factory.setUser(server.username());
        factory.setPrivateKey(new FileSystemResource(server.privateKey()));
        factory.setKnownHostsResource(new FileSystemResource(server.knownHosts()));
        sessions = new CachingSessionFactory<>(factory, 10);
    }

    private interface Use {
        void of(Session<SftpClient.DirEntry> session) throws Exception;
    }

    private void use(Use use) throws Exception {
        try (Session<SftpClient.DirEntry> session = sessions.getSession()) {
            use.of(session);
        }
    }

    @Override
    public Link connect() throws Exception {
        use(Session::test);
        return new Link() {
            @Override
            public int run(String command) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void upload(Path from, String to) throws Exception {
                use(session -> {
                    try (InputStream in = Files.newInputStream(from)) {
                        session.write(in, to);
                    }
                });
            }

            @Override
            public void download(String from, Path to) throws Exception {
                use(session -> {
                    try (OutputStream out = Files.newOutputStream(to)) {
                        session.read(from, out);
                    }
                });
            }

            @Override
            public void uploadTree(Path from, String to) throws Exception {
                use(session -> session.mkdir(to));
                try (Stream<Path> files = Files.list(from)) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        upload(file, to + "/" + file.getFileName());
                    }
                }
            }

            @Override
            public void downloadTree(String from, Path to) throws Exception {
                Files.createDirectory(to);
                SftpClient.DirEntry[][] entries = new SftpClient.DirEntry[1][];
                use(session -> entries[0] = session.list(from));
                for (SftpClient.DirEntry entry : entries[0]) {
                    if (entry.getAttributes().isRegularFile()) {
                        download(from + "/" + entry.getFilename(), to.resolve(entry.getFilename()));
                    }
                }
            }

            @Override
            public void close() {
                // The cache holds it.
            }
        };
    }

    @Override
    public void close() {
        sessions.destroy();
    }
}
