package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.time.Duration;
import org.apache.sshd.common.SyspropsMapWrapper;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.junit.jupiter.api.Test;

/** A refusal by the server does not use up a channel of the connection. OpenSSH counts a refused channel until it is closed. */
@RequiresOpenSsh
class RefusedChannelTest {

    /** More than OpenSSH's MaxSessions, which is 10. */
    private static final int ATTEMPTS = 15;

    private static final String OPEN_TIMEOUT = SyspropsMapWrapper.getMappedSyspropKey(SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.getName());

    @Test
    void refusedFileSystemsUseUpNoChannelOfTheConnection() throws Exception {
        try (OpenSshServer server = OpenSshServer.start("Subsystem none /bin/false"); AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(target(server))) {
            long number = connection.info().number();
            for (int i = 0; i < ATTEMPTS; i++) {
                assertThatThrownBy(connection::fileSystem).isInstanceOf(SshException.class).extracting("code")
                        .isEqualTo(SshErrorCode.SFTP_NOT_AVAILABLE);
            }
            assertThat(connection.exec("echo still here").stdout()).isEqualTo("still here\n");
            assertThat(connection.info().number()).as("the same connection").isEqualTo(number);
        }
    }

    /** MINA waits for SFTP's first answer: here far longer than JUnit waits for a test. */
    @Test
    void aRefusedFileSystemDoesNotWaitForSftpToBegin() throws Exception {
        System.setProperty(OPEN_TIMEOUT, String.valueOf(Duration.ofDays(1).toMillis()));
        try (OpenSshServer server = OpenSshServer.start("Subsystem none /bin/false"); AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(target(server))) {
            for (int i = 0; i < ATTEMPTS; i++) {
                assertThatThrownBy(connection::fileSystem).isInstanceOf(SshException.class).extracting("code")
                        .isEqualTo(SshErrorCode.SFTP_NOT_AVAILABLE);
            }
        } finally {
            System.clearProperty(OPEN_TIMEOUT);
        }
    }

    private static SshConnectionSpec target(OpenSshServer server) {
        SshTarget target = AdapterFixture.target(server).build();
        return AdapterFixture.spec("u", "s", "p", target);
    }
}
