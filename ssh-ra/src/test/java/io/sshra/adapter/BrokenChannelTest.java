package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OddSftp;
import io.sshra.testing.OddSftp.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.sftp.common.SftpConstants;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is not SFTP, and other faults in an SFTP channel: that channel ends, and what runs on the connection besides goes on. */
class BrokenChannelTest {

    private static final byte[] LARGE = Content.random(4_000_003);
    private static final String MESSAGE_OF_THE_DAY = "Welcome to production\u001b[2J\r\nfor the last time\n";

    private final OddSftp sftp = new OddSftp();
    private EmbeddedSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;
    private SshProcess process;
    @TempDir
    private Path there;
    @TempDir
    private Path here;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start(mina -> mina.setSubsystemFactories(List.of(sftp)));
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
        process = connection.start(SshCommand.shell("exec cat"));
    }

    /** Also that nothing remains of the channel, here and there. */
    @AfterEach
    void nothingElseIsHarmed() throws Exception {
        process.stdin().write('x');
        process.stdin().flush();
        assertThat(process.stdout().read()).as("another process of the connection").isEqualTo('x');
        assertThat(connection.exec("echo here").stdout()).isEqualTo("here\n");
        assertThat(server.authenticatedSessions()).as("log-ins").isEqualTo(1);
        await().until(() -> connection.info().openChannels() == 1 && server.openChannels() == 1);
        connection.close();
        fixture.close();
        server.close();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertNotSftp(ThrowingCallable call) {
        AbstractThrowableAssert<?, ? extends Throwable> thrown = assertThatThrownBy(call).isInstanceOf(SshException.class);
        thrown.extracting(e -> ((SshException) e).code()).isEqualTo(SshErrorCode.SFTP_NOT_AVAILABLE);
        return thrown;
    }

    /** As a .bashrc that prints something does. */
    @Test
    void textBeforeSftpIsInTheMessageOfTheFailure() {
        sftp.beginningWith(MESSAGE_OF_THE_DAY.getBytes(StandardCharsets.UTF_8));
        assertNotSftp(() -> connection.fileSystem())
                .hasMessageContaining("Welcome to production\\u001b[2J\\u000d\\u000afor the last time").hasMessageContaining(".bashrc");
        assertNotSftp(() -> connection.upload(Files.write(here.resolve("source"), LARGE), there.resolve("target").toString()))
                .hasMessageContaining("Welcome to production");
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void fewBytesBeforeSftpAreInTheMessageOfTheFailure() {
        sftp.beginningWith("hi\n".getBytes(StandardCharsets.UTF_8));
        assertNotSftp(() -> connection.fileSystem()).hasMessageContaining("hi\\u000a");
    }

    @Test
    void bytesThatAreNoTextAreVisibleInTheMessage() {
        sftp.beginningWith(new byte[] {0, 0, 0, 1, (byte) 0xFF, 7});
        assertNotSftp(() -> connection.fileSystem()).hasMessageContaining("\\u0000\\u0000\\u0000\\u0001\u00FF\\u0007");
    }

    /** As nologin does, or a login shell that ends. */
    @Test
    void whatAServerSaysBeforeItEndsIsInTheMessage() {
        sftp.beginningWith("This account is not available.\n".getBytes(StandardCharsets.UTF_8)).complaining("quota exceeded\n").exitingWith(1);
        assertNotSftp(() -> connection.fileSystem()).hasMessageContaining("\"This account is not available.\"")
                .hasMessageContaining("standard error: \"quota exceeded\"");
    }

    @Test
    void anSftpServerThatEndsAtOnceIsToldWithItsStatusAndError() {
        sftp.complaining("sftp-server: not found\n").exitingWith(127);
        assertNotSftp(() -> connection.fileSystem()).hasMessageContaining("exit status 127")
                .hasMessageContaining("standard error: \"sftp-server: not found\"");
    }

    /** What is no answer, of each kind. */
    @ParameterizedTest
    @EnumSource(names = {"TEXT", "TWICE", "UNASKED"})
    void anythingElseThanAnswersEndsTheFileSystemOnly(Answer answer) throws Exception {
        Path file = Files.write(there.resolve("file"), LARGE);
        try (FileSystem files = connection.fileSystem(); FileSystem other = connection.fileSystem()) {
            sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_READ && nth == 3 ? answer : Answer.USUAL);
            assertThatThrownBy(() -> {
                Files.readAllBytes(files.getPath(file.toString()));
                Files.size(files.getPath(file.toString()));
            }).isInstanceOf(IOException.class);
            await().until(() -> !files.isOpen());
            assertThat(Files.readAllBytes(other.getPath(file.toString()))).as("another file system").isEqualTo(LARGE);
        }
    }

    /** MINA's server does so where its SFTP fails: it does not close the channel. */
    @Test
    void nobodyWaitsForAServerThatHasSentItsEnd() throws Exception {
        Path file = Files.write(there.resolve("file"), LARGE);
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_READ && nth == 3 ? Answer.END : Answer.USUAL);
        assertThatThrownBy(() -> connection.download(file.toString(), here.resolve("target"))).isInstanceOf(SshException.class)
                .extracting("code").isEqualTo(SshErrorCode.TRANSFER_FAILED);
    }

    @Test
    void textInTheMiddleOfATransferIsInItsMessage() throws Exception {
        Path file = Files.write(there.resolve("file"), LARGE);
        sftp.complaining("out of memory\n").answering((type, nth) -> type == SftpConstants.SSH_FXP_READ && nth == 20 ? Answer.TEXT : Answer.USUAL);
        assertNotSftp(() -> connection.download(file.toString(), here.resolve("target")))
                .hasMessageContaining("Broadcast message").hasMessageContaining("out of memory");
        assertThat(here).isEmptyDirectory();
    }
}
