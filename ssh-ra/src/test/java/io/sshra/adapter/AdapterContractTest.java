package io.sshra.adapter;

import io.sshra.SshConnectionFactory;
import io.sshra.contract.FilesContractTest;
import io.sshra.contract.Machine;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.TcpService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the API, kept by the adapter and MINA's server. */
class AdapterContractTest extends FilesContractTest {

    private static EmbeddedSshServer server;
    private static TcpService echo;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() {
        echo = TcpService.echo();
        server = EmbeddedSshServer.start(mina -> {
            mina.setShellFactory(new ProcessShellFactory("sh", "/bin/sh"));
            mina.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        });
    }

    @AfterAll
    static void stopServer() throws IOException {
        echo.close();
        server.close();
    }

    @Override
    protected Machine start() throws Exception {
        int before = server.commands().size();
        AdapterFixture adapter = new AdapterFixture(settings -> { }, definition -> {
            definition.setProfile(Machine.PROFILE);
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
        });
        return new Machine() {

            @Override
            public SshConnectionFactory factory() {
                return adapter.factory;
            }

            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public String remote() {
                return folder.toString();
            }

            @Override
            public int started() {
                return server.commands().size() - before;
            }

            @Override
            public int allowStreams() {
                adapter.definition.setAllowForwarding(true);
                return echo.port();
            }

            @Override
            public void askForCommandLines() throws IOException {
                Path policy = Files.writeString(folder.resolve("policy"), "Level asked\nAllow any-exec\nApprove command-line\nApprovers *\n");
                adapter.definition.setPrivilegeLevel("asked");
                adapter.definition.setPolicyFile(policy.toString());
            }

            @Override
            public void loseConnections() {
                server.cutConnections();
            }

            @Override
            public void close() {
                adapter.close();
            }
        };
    }
}
