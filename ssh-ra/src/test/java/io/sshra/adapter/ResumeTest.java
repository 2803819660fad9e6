package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshConnectionLostException;
import io.sshra.SshException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Relay;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transfers whose connection is cut several times, not at the end of a buffer. */
@RequiresOpenSsh
class ResumeTest {

    private static final byte[] CONTENT = Content.random(12_345_678);

    private OpenSshServer server;
    private Relay relay;
    private AdapterFixture fixture;
    private SshConnection connection;
    @TempDir
    private Path folder;

    /** The direction of the transfer. */
    enum Way {

        UPLOAD, DOWNLOAD;

        SshTransferResult transfer(SshConnection connection, Path source, Path target, SshTransferOptions options) throws SshException {
            return this == UPLOAD ? connection.upload(source, target.toString(), options)
                    : connection.download(source.toString(), target, options);
        }
    }

    /** How the connection ends. */
    enum Cut { SERVER_KILLED, NETWORK_CUT }

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        relay = Relay.to(server.port());
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).port(relay.port()).build()));
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        fixture.close();
        relay.close();
        server.close();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    private void cut(Cut cut) {
        if (cut == Cut.SERVER_KILLED) {
            server.killConnections();
        } else {
            relay.cut();
        }
    }

    private void aTransferCutThreeTimesIsCompletedByResuming(Way way, Cut cut) throws Exception {
        Path source = Files.write(folder.resolve("source"), CONTENT);
        Path end = Files.createDirectory(folder.resolve("end"));
        Path target = end.resolve("target");
        Files.writeString(target, "what was there before");
        SshTransferOptions resuming = SshTransferOptions.defaults().withResume();
        long there = 0;
        for (int round = 1; round <= 3; round++) {
            long place = round * 3_000_001L;
            AtomicBoolean done = new AtomicBoolean();
            assertThatThrownBy(() -> way.transfer(connection, source, target, resuming.withListener(progress -> {
                if (progress.bytes() > place && done.compareAndSet(false, true)) {
                    cut(cut);
                }
                return true;
            }))).isInstanceOf(SshConnectionLostException.class);
            assertThat(target).as("nothing incomplete has the final name").hasContent("what was there before");
            assertThat(names(end)).hasSize(2);
            Path part = end.resolve(names(end).stream().filter(name -> name.endsWith(".part")).findFirst().orElseThrow());
            assertThat(Files.size(part)).as("it continues from its position").isGreaterThanOrEqualTo(there);
            there = Files.size(part);
        }
        SshTransferResult result = way.transfer(connection, source, target, resuming);
        assertThat(result.resumedBytes()).as("the server may have sent more").isPositive().isGreaterThanOrEqualTo(there);
        assertThat(result.bytes()).isEqualTo(CONTENT.length - result.resumedBytes());
        assertThat(target).satisfies(Content.exactly(CONTENT));
        assertThat(names(end)).containsExactly("target");
    }

    @ParameterizedTest
    @EnumSource
    void anUploadCutThreeTimesIsCompletedByResuming(Cut cut) throws Exception {
        aTransferCutThreeTimesIsCompletedByResuming(Way.UPLOAD, cut);
    }

    @ParameterizedTest
    @EnumSource
    void aDownloadCutThreeTimesIsCompletedByResuming(Cut cut) throws Exception {
        aTransferCutThreeTimesIsCompletedByResuming(Way.DOWNLOAD, cut);
    }
}
