package io.sshra.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.command.AbstractCommandSupport;

/**
 * A server in a separate JVM for thousands of connections; OpenSSH would need a process for each. All commands end at once. Prints its
 * port, and exits when its input ends.
 */
public final class IdleServer {

    private IdleServer() {
    }

    /** @param arguments the file of the host key */
    public static void main(String[] arguments) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new FileKeyPairProvider(Path.of(arguments[0])));
        server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
        server.setCommandFactory((channel, command) -> new AbstractCommandSupport(command, null) {
            @Override
            public void run() {
                onExit(0);
            }
        });
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
        server.start();
        System.out.println(server.getPort());
        while (System.in.read() >= 0) {
            // Waits for the end of the input.
        }
        System.exit(0);
    }
}
