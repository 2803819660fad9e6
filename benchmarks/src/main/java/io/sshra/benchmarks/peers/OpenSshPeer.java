package io.sshra.benchmarks.peers;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The programs of OpenSSH, with one process for each use. With a master, they share its connection. */
public final class OpenSshPeer implements Peer {

    private final Target server;
    private final boolean master;
    private final Path folder;
    private final AtomicInteger links = new AtomicInteger();

    public OpenSshPeer(Target server, boolean master) throws IOException {
        this.server = server;
        this.master = master;
        this.folder = Files.createTempDirectory("mux");
    }

    @Override
    public boolean isInThisProcess() {
        return false;
    }

    @Override
    public Link connect() throws Exception {
        Path socket = folder.resolve(String.valueOf(links.incrementAndGet()));
        List<String> options = new ArrayList<>(List.of("-F", "none", "-i", server.privateKey().toString(), "-o",
                "UserKnownHostsFile=" + server.knownHosts(), "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "Port=" + server.port()));
        if (master) {
            options.addAll(List.of("-o", "ControlPath=" + socket));
            List<String> start = command("ssh", options, "-o", "ControlMaster=yes", "-N", "-f", server.username() + "@" + server.host());
            check(new ProcessBuilder(start).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor());
        }
        return new Link() {
            private Process ssh(String command) throws IOException {
                return new ProcessBuilder(command("ssh", options, "-l", server.username(), server.host(), command))
                        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            }

            @Override
            public int run(String command) throws Exception {
                Process process = ssh(command);
                Peer.drain(process.getInputStream());
                return process.waitFor();
            }

            @Override
            public long read(String command) throws Exception {
                Process process = ssh(command);
                return Peer.drain(process.getInputStream());
            }

            @Override
            public void write(String command, long bytes) throws Exception {
                Process process = ssh(command);
                Peer.fill(process.getOutputStream(), bytes);
                check(process.waitFor());
            }

            private void sftp(String batch) throws Exception {
                Process process = new ProcessBuilder(command("sftp", options, "-q", "-b", "-", server.username() + "@" + server.host()))
                        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
                process.getOutputStream().write(batch.getBytes());
                process.getOutputStream().close();
                check(process.waitFor());
            }

            @Override
            public void upload(Path from, String to) throws Exception {
                sftp("put " + from + " " + to + "\n");
            }

            @Override
            public void download(String from, Path to) throws Exception {
                sftp("get " + from + " " + to + "\n");
            }

            @Override
            public void uploadTree(Path from, String to) throws Exception {
                sftp("mkdir " + to + "\nput -R " + from + "/* " + to + "\n");
            }

            @Override
            public void downloadTree(String from, Path to) throws Exception {
                sftp("get -R " + from + " " + to + "\n");
            }

            @Override
            public void close() throws IOException {
                if (master) {
                    new ProcessBuilder(command("ssh", options, "-O", "exit", server.host())).redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().onExit().join();
                }
            }
        };
    }

    private static List<String> command(String program, List<String> options, String... more) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(options);
        command.addAll(List.of(more));
        return command;
    }

    private static void check(int exit) throws IOException {
        if (exit != 0) {
            throw new IOException("exit code " + exit);
        }
    }
}
