package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshPty;
import io.sshra.SshTarget;
import io.sshra.testing.DistantPort;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LoopbackServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The number of round trips without TCP's own. Each connect has two for the algorithms and the key exchange. Opening SFTP has
 * two on a spare channel: the subsystem (OpenSSH reads nothing before it runs) and the version.
 */
@RequiresOpenSsh
class RoundTripsTest {

    private static final Duration ONE_WAY = Duration.ofMillis(20);

    @TempDir
    private Path folder;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private AdapterFixture fixture;
    private DistantPort port;
    private int sessions;

    @BeforeEach
    void start() throws Exception {
        fixture = closing(new AdapterFixture(adapter -> { }, definition -> { }));
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        opened.add(resource);
        return resource;
    }

    private SshTarget.Builder through(LoopbackServer server, SshTarget.Builder target) {
        port = closing(new DistantPort(server.port(), ONE_WAY));
        return target.port(port.port());
    }

    private SshConnection connect(SshTarget target) throws Exception {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s" + ++sessions, "p", target));
    }

    private interface Step {
        void take() throws Exception;
    }

    /** A pause of the machine may add a trip but can't remove one, so the minimum of several attempts counts. */
    private void takes(int trips, Step step) throws Exception {
        int least = Integer.MAX_VALUE;
        for (int attempt = 0; attempt < 20 && least > trips; attempt++) {
            int before = port.roundTrips();
            step.take();
            least = Math.min(least, port.roundTrips() - before);
        }
        assertThat(least).isEqualTo(trips);
    }

    private void connectTakes(int trips, SshTarget target) throws Exception {
        takes(trips, () -> connect(target).close());
    }

    private static KeyPair key(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair();
    }

    private OpenSshServer accepting(KeyPair... keys) throws Exception {
        List<String> lines = new ArrayList<>();
        for (KeyPair key : keys) {
            lines.add(PublicKeyEntry.toString(key.getPublic()));
        }
        return closing(OpenSshServer.start("AuthorizedKeysFile " + Files.write(folder.resolve("keys"), lines)));
    }

    private static SshTarget.Builder with(OpenSshServer server, KeyPair... keys) {
        SshTarget.Builder target = SshTarget.builder().host(server.host()).username(server.username())
                .hostKeyFingerprint(server.hostKeyFingerprint());
        for (KeyPair key : keys) {
            target.keyPair(key);
        }
        return target;
    }

    // ---- connecting ----

    @Test
    void oneKeyIsTriedAtOnce() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        connectTakes(3, through(server, AdapterFixture.target(server)).build());
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "EC, 256", "EC, 521"})
    void aKeyOfAnotherTypeIsTriedAtOnceToo(String algorithm, int size) throws Exception {
        KeyPair key = key(algorithm, size);
        OpenSshServer server = accepting(key);
        connectTakes(3, through(server, with(server, key)).build());
    }

    @Test
    void eachOfSeveralKeysCostsARoundTrip() throws Exception {
        KeyPair right = key("EC", 256);
        OpenSshServer server = accepting(right);
        connectTakes(4, through(server, with(server, right, key("EC", 256))).build());
        connectTakes(5, through(server, with(server, key("EC", 256), right)).build());
    }

    @Test
    void aKeyAndAPasswordNeedTheServersMethods() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        connectTakes(4, through(server, AdapterFixture.target(server).password("secret".toCharArray())).build());
    }

    @Test
    void aPasswordNeedsTheServersMethodsToo() throws Exception {
        EmbeddedSshServer server = closing(EmbeddedSshServer.start());
        connectTakes(4, through(server, AdapterFixture.target(server)).build());
    }

    // ---- using the connection ----

    @Test
    void aCommandIsRequestedOnASpareChannel() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        try (SshConnection connection = connect(through(server, AdapterFixture.target(server)).build())) {
            takes(1, () -> assertThat(connection.exec("echo done").stdout()).isEqualTo("done\n"));
            SshCommand onTerminal = SshCommand.shell("echo $A $TERM").withEnvironment("A", "b")
                    .withPty(new SshPty("vt100", 80, 24));
            takes(1, () -> assertThat(connection.exec(onTerminal).stdout()).isEqualTo("b vt100\r\n"));
            takes(1, () -> connection.start(SshCommand.shell("cat")).close());
            takes(1, () -> connection.shell(SshPty.xterm()).close());
        }
    }

    @Test
    void aSmallUploadIsOpenedWrittenAndRenamedForSure() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        Path file = Files.writeString(folder.resolve("file"), "content");
        Path there = folder.resolve("there");
        try (SshConnection connection = connect(through(server, AdapterFixture.target(server)).build())) {
            takes(3, () -> connection.upload(file, there.toString()));
        }
        assertThat(there).hasContent("content");
    }

    @Test
    void aSmallDownloadIsExaminedOpenedAndRead() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        Path there = Files.writeString(folder.resolve("there"), "content");
        Path file = folder.resolve("file");
        try (SshConnection connection = connect(through(server, AdapterFixture.target(server)).build())) {
            takes(3, () -> connection.download(there.toString(), file));
        }
        assertThat(file).hasContent("content");
    }

    @Test
    void aFileSystemOnAKeptChannelAwaitsOneAnswer() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        try (SshConnection connection = connect(through(server, AdapterFixture.target(server)).build())) {
            takes(1, () -> connection.fileSystem().close());
        }
    }

    /** The first one has no spare: a channel more. */
    @Test
    void sftpAndAFileOnASpareChannelTakeFive() throws Exception {
        fixture = closing(new AdapterFixture(adapter -> adapter.setSftpKeptSeconds(0), definition -> { }));
        OpenSshServer server = closing(OpenSshServer.start());
        Path there = Files.writeString(folder.resolve("there"), "content");
        Path file = folder.resolve("file");
        try (SshConnection connection = connect(through(server, AdapterFixture.target(server)).build())) {
            takes(5, () -> connection.download(there.toString(), file));
            takes(5, () -> connection.upload(file, there.toString()));
        }
        assertThat(there).hasContent("content");
    }
}
