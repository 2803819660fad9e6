package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OddSftp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests on a connection to a server whose SFTP is {@link OddSftp}. Files of the server are in one folder, own files in another. */
abstract class OddSftpServerTest {

    final OddSftp sftp = new OddSftp();
    EmbeddedSshServer server;
    AdapterFixture fixture;
    SshConnection connection;
    @TempDir
    Path there;
    @TempDir
    Path here;

    @BeforeEach
    void connect() throws Exception {
        server = EmbeddedSshServer.start(mina -> mina.setSubsystemFactories(List.of(sftp)));
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    /** The names in a folder, sorted. */
    static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertFails(ThrowingCallable call, SshErrorCode code, String said) {
        assertThatThrownBy(call).isInstanceOf(SshException.class).hasMessageContaining(said).extracting("code").isEqualTo(code);
    }
}
