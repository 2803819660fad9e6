package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import io.sshra.SshProcess;
import io.sshra.SshProfileException;
import io.sshra.SshRemoteShell;
import io.sshra.testing.EmbeddedSshServer;
import org.apache.sshd.core.CoreModuleProperties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments of commands are quoted for the shell that the profile names. */
class RemoteShellTest {

    private static SshConnection open(AdapterFixture fixture, EmbeddedSshServer server, SshRemoteShell shell) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s-" + shell, "p",
                AdapterFixture.target(server).remoteShell(shell).build()));
    }

    @Test
    void argumentsAreQuotedForTheShellOfTheTarget() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); AdapterFixture fixture = new AdapterFixture()) {
            for (SshRemoteShell shell : new SshRemoteShell[] {SshRemoteShell.POSIX, SshRemoteShell.SH, SshRemoteShell.RC, SshRemoteShell.ELVISH}) {
                try (SshConnection connection = open(fixture, server, shell);
                        SshProcess process = connection.start(SshCommand.of("true", "it's\na \\"))) {
                    process.waitFor();
                }
            }
            assertThat(server.commands()).hasSize(4).first().asString().startsWith("sh -c 'n=$(printf ").doesNotContain("\n");
            assertThat(server.commands().subList(1, 4)).containsExactly("true 'it'\\''s\na '\\\\", "true 'it''s\na \\'", "true 'it''s\na \\'");
        }
    }

    @Test
    void anArgumentThatTheShellCannotBeGivenIsNotSent() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = open(fixture, server, SshRemoteShell.OTHER)) {
            refuses(connection);
            assertThat(connection.exec(SshCommand.of("echo", "there")).stdout()).isEqualTo("there\n");
            assertThat(server.commands()).containsExactly("echo there");
        }
    }

    /** Its shell is cmd.exe or PowerShell by default, to which single quotes are nothing, or not the same. */
    @ParameterizedTest
    @ValueSource(strings = {"OpenSSH_for_Windows_9.5", "9.99 FlowSsh: Bitvise SSH Server (WinSSHD) 9.99"})
    void aServerOnWindowsGetsQuotesOnlyIfTheProfileNamesItsShell(String identification) throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> CoreModuleProperties.SERVER_IDENTIFICATION.set(mina, identification));
                AdapterFixture fixture = new AdapterFixture()) {
            try (SshConnection connection = open(fixture, server, SshRemoteShell.POSIX)) {
                refuses(connection);
                assertThat(connection.exec(SshCommand.of("echo", "there")).stdout()).isEqualTo("there\n");
                assertThat(connection.exec("echo 'a b'").stdout()).isEqualTo("a b\n");
            }
            try (SshConnection connection = open(fixture, server, SshRemoteShell.SH)) {
                assertThat(connection.exec(SshCommand.of("echo", "a b")).stdout()).isEqualTo("a b\n");
            }
            assertThat(server.commands()).containsExactly("echo there", "echo 'a b'", "echo 'a b'");
        }
    }

    private static void refuses(SshConnection connection) throws SshException {
        SshCommand command = SshCommand.of("echo", "a & b");
        for (ThrowingCallable call : new ThrowingCallable[] {
                () -> connection.exec(command), () -> connection.start(command)}) {
            assertThatThrownBy(call).isInstanceOfSatisfying(SshInputException.class,
                    e -> assertThat(e.code()).isEqualTo(SshErrorCode.ARGUMENT_NOT_QUOTABLE))
                    .hasMessageContaining("argument 1 of the command, \"a & b\", needs quotes");
        }
        assertThat(connection.info().commandCount()).isZero();
        assertThat(connection.info().openChannels()).isZero();
    }

    private static AdapterFixture withOwnProfile(EmbeddedSshServer server, String shell) throws Exception {
        return new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
            definition.setRemoteShell(shell);
        });
    }

    @Test
    void theDefinitionNamesTheShellOfItsOwnProfile() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); AdapterFixture fixture = withOwnProfile(server, "Elvish");
                AdapterFixture wrong = withOwnProfile(server, "bash")) {
            SshConnectionSpec spec = SshConnectionSpec.of("alice", "s", "default");
            try (SshConnection connection = fixture.factory.getConnection(spec)) {
                connection.exec(SshCommand.of("true", "it's"));
            }
            assertThat(server.commands()).containsExactly("true 'it''s'");
            assertThatThrownBy(() -> wrong.factory.getConnection(spec)).isInstanceOf(SshProfileException.class)
                    .hasMessageContaining("unknown shell \"bash\"");
        }
    }
}
