package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sshra.SshApproval;
import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPolicyException;
import io.sshra.SshTarget;
import io.sshra.testing.AllLogging;
import io.sshra.testing.AuditLog;
import io.sshra.testing.FakeSudo;
import java.util.UUID;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands by sudo, which gets its password from the adapter if a person has approved them. */
class SudoTest extends RuledServer {

    private static final String PASSWORD = "s3cr\u00e9t of sudo";

    private final String user = "asks-" + UUID.randomUUID();
    private FakeSudo sudo;

    @BeforeEach
    void install() throws Exception {
        sudo = new FakeSudo(folder, PASSWORD);
    }

    private AdapterFixture approving() throws Exception {
        return ruledBy("Level P", "Allow exec " + sudo.program() + " whoami", "Approve any-exec", "Approvers bob");
    }

    private SshConnection connect(AdapterFixture fixture, String password) throws SshException {
        SshTarget.Builder target = AdapterFixture.target(server).privilegeLevel("P");
        if (password != null) {
            target.promptAnswer("[sudo] password for", password.toCharArray());
        }
        return fixture.factory.getConnection(AdapterFixture.spec(user, "s", "box", target.build()));
    }

    private static String approve(AdapterFixture fixture, SshConnection connection, SshCommand command) throws SshException {
        String id = catchThrowableOfType(SshPolicyException.class, () -> connection.exec(command)).approvalId();
        fixture.factory.approvals().approve(id, "bob", null);
        return id;
    }

    @Test
    void whatIsApprovedRunsAndNobodySeesThePassword() throws Exception {
        SshCommand command = SshCommand.of(sudo.program(), "sh", "-c", "cat; echo \"$1\"; echo error >&2; exit 3", "sh", "a b").withStdin("input\n");
        try (AllLogging log = new AllLogging(); AuditLog audit = new AuditLog(Level.FINE); AdapterFixture fixture = approving();
                SshConnection connection = connect(fixture, PASSWORD)) {
            String id = approve(fixture, connection, command);
            assertThat(fixture.factory.approvals().find(id).what().text()).as("what the person sees").isEqualTo(command.commandLine());
            SshCommandResult result = connection.exec(command);
            assertThat(result.stdout()).isEqualTo("input\na b\n");
            assertThat(result.stderr()).isEqualTo("error\n");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.command()).isEqualTo(command.commandLine());
            assertThat(audit.lines(user)).isNotEmpty().noneMatch(line -> line.contains(PASSWORD));
            assertThat(log.lines()).noneMatch(line -> line.contains(PASSWORD));
            assertThat(ran()).noneMatch(line -> line.contains(PASSWORD));
            approve(fixture, connection, command.withMergedError());
            assertThat(connection.exec(command.withMergedError()).stdout()).contains("input\na b\n", "error\n").doesNotContain(PASSWORD);
        }
    }

    @Test
    void aWrongPasswordIsGivenOnceAndTheApprovalIsNotSpent() throws Exception {
        SshCommand command = SshCommand.of(sudo.program(), "id");
        try (AdapterFixture fixture = approving(); SshConnection connection = connect(fixture, "wrong")) {
            String id = approve(fixture, connection, command);
            assertThatThrownBy(() -> connection.exec(command)).isInstanceOfSatisfying(SshException.class, e -> {
                assertThat(e.code()).isEqualTo(SshErrorCode.SUDO_REFUSED);
                assertThat(e.nothingRan()).isTrue();
                assertThat(e).hasMessageContaining("Sorry, try again.").hasMessageContaining("no password was provided");
            });
            assertThat(fixture.factory.approvals().find(id).state()).isEqualTo(SshApproval.State.APPROVED);
        }
    }

    /** It could have anything: a rule that asks nobody is no approval. */
    @Test
    void withoutAnApprovalOrAPasswordSudoGetsNone() throws Exception {
        SshCommand allowed = SshCommand.of(sudo.program(), "whoami");
        SshCommand approved = SshCommand.of(sudo.program(), "id");
        try (AdapterFixture fixture = approving()) {
            try (SshConnection connection = connect(fixture, PASSWORD)) {
                assertThat(connection.exec(allowed).stderr()).isEqualTo("sudo: a password is required\n");
            }
            try (SshConnection connection = connect(fixture, null)) {
                approve(fixture, connection, approved);
                assertThat(connection.exec(approved).stderr()).isEqualTo("sudo: a password is required\n");
            }
        }
    }

    /** Where sudo asks nobody, the command reads what is written to its input. It knows by which text sudo would have asked. */
    @Test
    void aCommandThatImitatesTheQuestionGetsNoPassword() throws Exception {
        sudo.asksNobody();
        SshCommand command = SshCommand.of(sudo.program(), "sh", "-c",
                "tr '\\0' '\\n' < /proc/$PPID/cmdline | grep -x '[0-9a-f]\\{32\\}' >&2; cat").withStdin("input\n");
        try (AdapterFixture fixture = approving(); SshConnection connection = connect(fixture, PASSWORD)) {
            approve(fixture, connection, command);
            SshCommandResult result = connection.exec(command);
            assertThat(result.stderr()).as("both marks").matches("[0-9a-f]{32}\n[0-9a-f]{32}\n");
            assertThat(result.stdout()).isEqualTo("input\n");
        }
    }
}
