package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionLostException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshProcess;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Relay;
import io.sshra.testing.Relay.Direction;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A flipped bit ends the connection. No wrong byte reaches a caller or a file, and the next use reconnects. */
@RequiresOpenSsh
@ParameterizedClass
@EnumSource
class IntegrityTest {

    /** How packets are encrypted and authenticated. */
    enum Protection {

        GCM("Ciphers aes128-gcm@openssh.com"),
        CHACHA("Ciphers chacha20-poly1305@openssh.com"),
        MAC_OF_CIPHERTEXT("Ciphers aes128-ctr", "MACs hmac-sha2-256-etm@openssh.com"),
        MAC_OF_PLAINTEXT("Ciphers aes128-ctr", "MACs hmac-sha2-512");

        /** Lines of both ssh_config(5) and sshd_config(5). */
        private final String[] algorithms;

        Protection(String... algorithms) {
            this.algorithms = algorithms;
        }
    }

    private static final byte[] CONTENT = Content.random(3_000_000);
    /** All of them after what is sent before the first byte of content. */
    private static final int[] PLACES = {20_000, 32_768 * 7 + 3, 1_234_567};

    private final Protection protection;
    private OpenSshServer server;
    private Relay relay;
    private AdapterFixture fixture;
    private SshConnection connection;
    @TempDir
    private Path folder;

    IntegrityTest(Protection protection) {
        this.protection = protection;
    }

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start(protection.algorithms);
        relay = Relay.to(server.port());
        Path knownHosts = Files.writeString(folder.resolve("known_hosts"),
                "[" + server.host() + "]:" + relay.port() + " " + server.hostPublicKey() + "\n");
        Path profiles = Files.writeString(folder.resolve("profiles"), """
                Host relayed
                  HostName %s
                  Port %d
                  User %s
                  IdentityFile %s
                  UserKnownHostsFile %s
                  %s
                """.formatted(server.host(), relay.port(), server.username(), server.privateKeyFile(), knownHosts,
                String.join("\n  ", protection.algorithms)));
        fixture = new AdapterFixture(adapter -> { }, definition -> definition.setProfilesFile(profiles.toString()));
        connection = fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", "relayed"));
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        fixture.close();
        relay.close();
        server.close();
    }

    private void assertThatTheNextUseReconnects(int connectionsBefore) throws Exception {
        assertThat(connection.exec("echo back").stdout()).isEqualTo("back\n");
        assertThat(relay.connections()).isEqualTo(connectionsBefore + 1);
    }

    @Test
    void aCallerReadsOnlyIntactBytes() throws Exception {
        Path source = Files.write(folder.resolve("source"), CONTENT);
        for (int place : PLACES) {
            int connections = relay.connections();
            relay.flipBitAfter(Direction.TO_CLIENT, place);
            try (SshProcess process = connection.start(SshCommand.shell("cat '" + source + "'"))) {
                byte[] read = process.stdout().readAllBytes();
                assertThat(read.length).isLessThan(place);
                assertThat(read).isEqualTo(Arrays.copyOf(CONTENT, read.length));
                process.waitFor();
                assertThat(process.connectionLost()).isTrue();
            }
            assertThatTheNextUseReconnects(connections);
        }
    }

    @Test
    void theServerReceivesOnlyIntactBytes() throws Exception {
        for (int place : PLACES) {
            int connections = relay.connections();
            Path target = folder.resolve("target" + place);
            relay.flipBitAfter(Direction.TO_SERVER, place);
            SshCommandResult result = connection.exec(SshCommand.shell("cat >'" + target + "'").withStdin(CONTENT));
            assertThat(result.connectionLost()).isTrue();
            assertThat(result.timedOut()).isFalse();
            // The connection may have ended before the command started.
            byte[] arrived = Files.exists(target) ? Files.readAllBytes(target) : new byte[0];
            assertThat(arrived.length).isLessThan(place);
            assertThat(arrived).isEqualTo(Arrays.copyOf(CONTENT, arrived.length));
            assertThatTheNextUseReconnects(connections);
        }
    }

    @Test
    void aLostTransferLeavesNoFile() throws Exception {
        Path source = Files.write(folder.resolve("source"), CONTENT);
        Path target = folder.resolve("target");
        int connections = relay.connections();
        relay.flipBitAfter(Direction.TO_SERVER, 500_000);
        assertThatThrownBy(() -> connection.upload(source, target.toString())).isInstanceOf(SshConnectionLostException.class);
        assertThat(target).doesNotExist();
        relay.flipBitAfter(Direction.TO_CLIENT, 500_000);
        assertThatThrownBy(() -> connection.download(source.toString(), target)).isInstanceOf(SshConnectionLostException.class);
        assertThat(target).doesNotExist();
        assertThatTheNextUseReconnects(connections + 1);
        connection.download(source.toString(), target);
        assertThat(target).satisfies(Content.exactly(CONTENT));
    }
}
