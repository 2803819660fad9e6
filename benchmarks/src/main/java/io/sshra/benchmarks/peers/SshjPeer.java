package io.sshra.benchmarks.peers;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Target;
import java.io.IOException;
import java.nio.file.Path;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.sftp.SFTPClient;

/** sshj. */
public final class SshjPeer implements Peer {

    private final Target server;
    private final DefaultConfig config = new DefaultConfig();

    public SshjPeer(Target server) {
        this.server = server;
    }

    private SSHClient open(String host, int port) throws IOException {
        SSHClient client = new SSHClient(config);
        client.loadKnownHosts(server.knownHosts().toFile());
        client.connect(host, port);
        client.authPublickey(server.username(), server.privateKey().toString());
        return client;
    }

    @Override
    public void connectTo(String host, int port) throws IOException {
        open(host, port).close();
    }

    @Override
    public Link connect() throws Exception {
        SSHClient client = open(server.host(), server.port());
        return new Link() {
            private SFTPClient sftp;

            @Override
            public int run(String command) throws Exception {
                try (Session session = client.startSession(); Session.Command running = session.exec(command)) {
                    Peer.drain(running.getInputStream());
                    running.join();
                    return running.getExitStatus();
                }
            }

            @Override
            public long read(String command) throws Exception {
                try (Session session = client.startSession(); Session.Command running = session.exec(command)) {
                    return Peer.drain(running.getInputStream());
                }
            }

            @Override
            public void write(String command, long bytes) throws Exception {
                try (Session session = client.startSession(); Session.Command running = session.exec(command)) {
                    Peer.fill(running.getOutputStream(), bytes);
                    running.join();
                }
            }

            private synchronized SFTPClient sftp() throws Exception {
                if (sftp == null) {
                    sftp = client.newSFTPClient();
                }
                return sftp;
            }

            @Override
            public void upload(Path from, String to) throws Exception {
                sftp().put(from.toString(), to);
            }

            @Override
            public void download(String from, Path to) throws Exception {
                sftp().get(from, to.toString());
            }

            @Override
            public void uploadTree(Path from, String to) throws Exception {
                sftp().put(from.toString(), to);
            }

            @Override
            public void downloadTree(String from, Path to) throws Exception {
                sftp().get(from, to.toString());
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }
}
