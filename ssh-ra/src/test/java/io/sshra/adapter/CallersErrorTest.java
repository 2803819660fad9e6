package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshProcess;
import io.sshra.SshPromptHandler;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.TestNames;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A caller's thread runs out of memory in the caller's own code. The caller gets the error, its channel ends, and the
 * connection stays usable for everybody.
 */
class CallersErrorTest {

    private static final String HANDLER = "java:global/out-of-memory";
    /** More than the channels of a connection and the leases of a session. */
    private static final int TIMES = 25;

    private EmbeddedSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;
    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start(mina -> mina.setSubsystemFactories(List.of(new SftpSubsystemFactory())));
        fixture = new AdapterFixture(adapter -> adapter.setMaxChannelsPerConnection(3), definition -> definition.setPromptHandler(HANDLER));
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }

    @AfterEach
    void theConnectionGoesOnAndNothingIsLeft() throws Exception {
        assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
        assertThat(connection.info().openChannels()).isZero();
        assertThat(server.authenticatedSessions()).as("the same connection").isEqualTo(1);
        await().until(() -> server.openChannels() == 0);
        connection.close();
        assertThat(fixture.factory.sessions().closeSession("alice", "s")).isLessThanOrEqualTo(1);
        assertThat(fixture.factory.sessions().totalConnections()).isZero();
        fixture.close();
        server.close();
    }

    private static OutOfMemoryError error() {
        return new OutOfMemoryError("of the test");
    }

    /** A charset that fails to decode, as if the output were too large. */
    private static final class Full extends Charset {

        Full() {
            super("x-full", null);
        }

        @Override
        public boolean contains(Charset other) {
            return false;
        }

        @Override
        public CharsetDecoder newDecoder() {
            throw error();
        }

        @Override
        public CharsetEncoder newEncoder() {
            return StandardCharsets.UTF_8.newEncoder();
        }
    }

    @Test
    void anErrorWhileDecodingAResultReachesTheCaller() {
        for (int i = 0; i < TIMES; i++) {
            assertThatThrownBy(() -> connection.exec(SshCommand.shell("echo x").withCharset(new Full()))).isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void anErrorWhileReadingAProcessReachesTheCaller() {
        for (int i = 0; i < TIMES; i++) {
            assertThatThrownBy(() -> {
                try (SshProcess process = connection.start(SshCommand.shell("cat /dev/zero"))) {
                    process.stdout().transferTo(new OutputStream() {
                        @Override
                        public void write(int b) {
                            throw error();
                        }
                    });
                }
            }).isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void anErrorInATransferListenerReachesTheCaller() throws Exception {
        SshTransferOptions options = SshTransferOptions.defaults().withListener(progress -> {
            throw error();
        });
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.write(source.resolve("small"), Content.random(100));
        Files.write(source.resolve("large"), Content.random(1 << 20));
        Path target = Files.createDirectory(folder.resolve("target"));
        for (int i = 0; i < TIMES; i++) {
            Path there = target.resolve("there" + i);
            assertThatThrownBy(() -> connection.upload(source.resolve("large"), there.toString(), options)).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> connection.download(source.resolve("large").toString(), there, options)).isInstanceOf(OutOfMemoryError.class);
        }
        assertThatThrownBy(() -> connection.upload(source, target.resolve("tree").toString(), options)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> connection.download(source.toString(), target.resolve("tree"), options)).isInstanceOf(OutOfMemoryError.class);
        try (Stream<Path> left = Files.walk(target)) {
            assertThat(left.filter(Files::isRegularFile)).as("no whole file, and no part of one").isEmpty();
        }
    }

    @Test
    void anErrorInAPromptHandlerReachesTheCaller() throws Exception {
        TestNames.bind(HANDLER, (SshPromptHandler) (user, session, profile, target, request) -> {
            throw error();
        });
        try (EmbeddedSshServer asking = EmbeddedSshServer.start(mina -> {
            mina.setPasswordAuthenticator(null);
            mina.setPublickeyAuthenticator(null);
            mina.setKeyboardInteractiveAuthenticator(new Asking());
        })) {
            SshTarget target = SshTarget.builder().host(asking.host()).port(asking.port()).username(EmbeddedSshServer.USER)
                    .hostKeyFingerprint(asking.hostKeyFingerprint()).build();
            for (int i = 0; i < TIMES; i++) {
                String session = "s" + i;
                assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("bob" + session, session, "p", target)))
                        .isInstanceOf(SshAuthenticationException.class).hasCauseInstanceOf(OutOfMemoryError.class);
            }
            await().until(() -> fixture.factory.sessions().totalConnections() == 1);
        }
    }

    /** Asks for a code. */
    private static final class Asking implements KeyboardInteractiveAuthenticator {

        @Override
        public InteractiveChallenge generateChallenge(ServerSession session, String username, String language, String methods) {
            InteractiveChallenge challenge = new InteractiveChallenge();
            challenge.addPrompt("Code: ", false);
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String username, List<String> responses) {
            return false;
        }
    }
}
