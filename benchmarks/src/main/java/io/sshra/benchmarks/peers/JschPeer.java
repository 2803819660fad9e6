package io.sshra.benchmarks.peers;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Target;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * JSch, in the maintained fork. It connects its channels without a time-out. With a time-out, {@code Request.write} asks the server for
 * a reply and polls for it every 10 ms ({@code Thread.sleep(10)}), which dominates the time of a command.
 */
public final class JschPeer implements Peer {

    private final Target server;
    private final JSch jsch = new JSch();

    public JschPeer(Target server) throws Exception {
        this.server = server;
        jsch.addIdentity(server.privateKey().toString());
        jsch.setKnownHosts(server.knownHosts().toString());
    }

    private Session open(String host, int port) throws Exception {
        Session session = jsch.getSession(server.username(), host, port);
        session.setConfig("PreferredAuthentications", "publickey");
        session.connect(30_000);
        return session;
    }

    @Override
    public void connectTo(String host, int port) throws Exception {
        open(host, port).disconnect();
    }

    @Override
    public Link connect() throws Exception {
        Session session = open(server.host(), server.port());
        return new Link() {
            private ChannelSftp sftp;

            @Override
            public int run(String command) throws Exception {
                ChannelExec channel = (ChannelExec) session.openChannel("exec");
                try {
                    channel.setCommand(command);
                    InputStream out = channel.getInputStream();
                    channel.connect();
                    Peer.drain(out);
                    while (!channel.isClosed()) {
                        // JSch has no notification. Spinning would take a processor away from the server.
                        TimeUnit.MICROSECONDS.sleep(100);
                    }
                    return channel.getExitStatus();
                } finally {
                    channel.disconnect();
                }
            }

            @Override
            public long read(String command) throws Exception {
                ChannelExec channel = (ChannelExec) session.openChannel("exec");
                try {
                    channel.setCommand(command);
                    InputStream out = channel.getInputStream();
                    channel.connect();
                    return Peer.drain(out);
                } finally {
                    channel.disconnect();
                }
            }

            @Override
            public void write(String command, long bytes) throws Exception {
                ChannelExec channel = (ChannelExec) session.openChannel("exec");
                try {
                    channel.setCommand(command);
                    OutputStream in = channel.getOutputStream();
                    InputStream out = channel.getInputStream();
                    channel.connect();
                    Peer.fill(in, bytes);
                    Peer.drain(out);
                } finally {
                    channel.disconnect();
                }
            }

            private synchronized ChannelSftp sftp() throws Exception {
                if (sftp == null) {
                    sftp = (ChannelSftp) session.openChannel("sftp");
                    sftp.connect(30_000);
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
                sftp().mkdir(to);
                try (Stream<Path> files = Files.list(from)) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        upload(file, to + "/" + file.getFileName());
                    }
                }
            }

            @Override
            public void downloadTree(String from, Path to) throws Exception {
                Files.createDirectory(to);
                for (ChannelSftp.LsEntry entry : sftp().ls(from)) {
                    if (!entry.getAttrs().isDir()) {
                        download(from + "/" + entry.getFilename(), to.resolve(entry.getFilename()));
                    }
                }
            }

            @Override
            public void close() {
                session.disconnect();
            }
        };
    }
}
