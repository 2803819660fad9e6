package io.sshra.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Debian's ssh-audit as a server that examines the first client and judges the algorithms that it offers. */
public final class SshAudit implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/ssh-audit");
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;
    private final int port;

    private SshAudit() throws IOException {
        port = HostileServer.freePort();
        process = new ProcessBuilder(PROGRAM.toString(), "-4", "-b", "-n", "-c", "-p", String.valueOf(port), "-t",
                String.valueOf(PATIENCE_SECONDS)).redirectErrorStream(true).start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = output.readLine();
        if (first == null || !first.startsWith("Listening")) {
            throw new IOException("ssh-audit says " + first);
        }
    }

    public static SshAudit start() throws IOException {
        return new SshAudit();
    }

    public int port() {
        return port;
    }

    /** The report about the client, a line for each remark. */
    public List<String> remarks() {
        return output.lines().toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
