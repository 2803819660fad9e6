package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshApproval;
import io.sshra.SshApprovals;
import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPolicyException;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTransferOptions;
import io.sshra.testing.AuditLog;
import io.sshra.testing.EmbeddedSshServer;
import java.io.ByteArrayInputStream;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What another person has to approve, from the call to the server. */
class PolicyApprovalTest extends RuledServer {

    private final String user = "asks-" + UUID.randomUUID();

    private AdapterFixture approvedByBob(String... lines) throws Exception {
        return ruledBy(Stream.of(Stream.of("Level P"), Stream.of(lines), Stream.of("Approvers bob")).flatMap(part -> part).toArray(String[]::new));
    }

    private SshConnection connect(AdapterFixture fixture) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec(user, "s", "box", AdapterFixture.target(server).allowForwarding(true).privilegeLevel("P").build()));
    }

    private static String pending(ThrowingCallable attempt) {
        SshPolicyException asked = catchThrowableOfType(SshPolicyException.class, attempt);
        assertThat(asked.code()).isEqualTo(SshErrorCode.APPROVAL_PENDING);
        assertThat(asked.nothingRan()).isTrue();
        assertThat(asked.getMessage()).contains(asked.approvalId());
        return asked.approvalId();
    }

    /** As an agent does: it is told the id, comes back, and what it does is exactly what was approved. */
    @Test
    void aCommandRunsOnceWhenItIsApproved() throws Exception {
        try (AdapterFixture fixture = approvedByBob("Approve exec cat", "Allow exec true"); SshConnection connection = connect(fixture)) {
            SshApprovals approvals = fixture.factory.approvals();
            SshCommand command = SshCommand.of("cat").withStdin("in");
            connection.exec(SshCommand.of("true"));
            String id = pending(() -> connection.exec(command));
            assertThat(pending(() -> connection.exec(command))).isEqualTo(id);
            assertThat(approvals.pending()).singleElement().satisfies(shown -> {
                assertThat(shown.user()).isEqualTo(user);
                assertThat(shown.target()).isEqualTo(EmbeddedSshServer.USER + "@" + server.host() + ":" + server.port());
                assertThat(shown.what().text()).isEqualTo(command.commandLine());
                assertThat(shown.rule()).endsWith("policy:2");
            });
            approvals.approve(id, "bob", "go on");
            String other = pending(() -> connection.exec(command.withStdin("other")));
            assertThat(other).isNotEqualTo(id);
            assertThat(connection.exec(command).stdout()).isEqualTo("in");
            assertThat(approvals.find(id).state()).isEqualTo(SshApproval.State.USED);
            assertThat(pending(() -> connection.exec(command))).isNotEqualTo(id);
            assertThat(ran()).containsExactly("true", command.commandLine());
        }
    }

    @Test
    void whoAskedCannotDecideAndNobodyButTheApprovers() throws Exception {
        try (AdapterFixture fixture = approvedByBob("Approve command-line", "Approvers " + user); SshConnection connection = connect(fixture)) {
            SshApprovals approvals = fixture.factory.approvals();
            String id = pending(() -> connection.exec("echo a"));
            for (String person : List.of(user, user.toUpperCase(), "mallory")) {
                assertThatThrownBy(() -> approvals.approve(id, person, null)).isInstanceOfSatisfying(SshPolicyException.class,
                        e -> assertThat(e.code()).isEqualTo(SshErrorCode.APPROVER_REFUSED));
            }
            assertThatThrownBy(() -> approvals.approve(id, null, null)).as("no caller is known here").isInstanceOfSatisfying(SshException.class,
                    e -> assertThat(e.code()).isEqualTo(SshErrorCode.NO_CALLER));
            assertThatThrownBy(() -> approvals.approve(id, "bob\n", null)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> approvals.approve(id, "bob", "a\nb")).isInstanceOf(IllegalArgumentException.class);
            assertThat(approvals.find(id).state()).isEqualTo(SshApproval.State.PENDING);
            approvals.deny(id, "bob", "too risky");
            assertThatThrownBy(() -> connection.exec("echo a")).isInstanceOfSatisfying(SshPolicyException.class, e -> {
                assertThat(e.code()).isEqualTo(SshErrorCode.APPROVAL_DENIED);
                assertThat(e).hasMessageContaining("bob has denied: too risky");
            });
            assertThat(ran()).isEmpty();
        }
    }

    @Test
    void theCallWaitsForADecisionIfTheLevelSaysSo() throws Exception {
        try (AdapterFixture fixture = approvedByBob("Approve everything", "ApprovalWait 5m"); SshConnection connection = connect(fixture)) {
            SshApprovals approvals = fixture.factory.approvals();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> {
                try {
                    return connection.exec("echo waited").stdout();
                } catch (SshException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> approvals.pending().size() == 1);
            String id = approvals.pending().get(0).id();
            assertThat(output).isNotDone();
            approvals.approve(id, "bob", null);
            assertThat(output.get()).isEqualTo("waited\n");
            assertThat(approvals.await(id, Duration.ofMinutes(5)).state()).isEqualTo(SshApproval.State.USED);
            assertThat(approvals.await("none", Duration.ofMinutes(5))).isNull();
        }
    }

    @Test
    void aCallThatWaitsEndsWithItsSession() throws Exception {
        try (AdapterFixture fixture = approvedByBob("Approve everything", "ApprovalWait 5m"); SshConnection connection = connect(fixture)) {
            CompletableFuture<Object> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return connection.exec("echo waited");
                } catch (SshException e) {
                    return e;
                }
            });
            await().until(() -> fixture.factory.approvals().pending().size() == 1);
            fixture.factory.sessions().closeSession(user, "s");
            assertThat(waiting.get()).isInstanceOfSatisfying(SshException.class, e -> assertThat(e.code()).isIn(SshErrorCode.SESSION_ENDED));
            assertThat(fixture.factory.approvals().pending()).isEmpty();
            assertThat(ran()).isEmpty();
        }
    }

    /** Otherwise nobody could end what waits: a program that was stopped would run its command when it is approved. */
    @Test
    void aCallThatWaitsEndsWithItsHandle() throws Exception {
        try (AdapterFixture fixture = approvedByBob("Approve everything", "ApprovalWait 5m")) {
            SshApprovals approvals = fixture.factory.approvals();
            for (Use use : List.<Use>of(handle -> handle.exec("echo waited"), handle -> handle.start(SshCommand.of("cat")), SshConnection::fileSystem)) {
                SshConnection connection = connect(fixture);
                CompletableFuture<Object> waiting = CompletableFuture.supplyAsync(() -> {
                    try {
                        return use.on(connection);
                    } catch (Exception e) {
                        return e;
                    }
                });
                await().until(() -> approvals.pending().size() == 1);
                connection.close();
                assertThat(waiting.get()).isInstanceOfSatisfying(SshException.class, e -> assertThat(e.code()).isIn(SshErrorCode.HANDLE_CLOSED, SshErrorCode.CONTAINER_DESTROYED));
                approvals.deny(approvals.pending().get(0).id(), "bob", null);
            }
            assertThat(ran()).isEmpty();
        }
    }

    private interface Use {
        Object on(SshConnection connection) throws Exception;
    }

    @Test
    void everyKindOfChannelCanBeApproved() throws Exception {
        try (AdapterFixture fixture = approvedByBob("Approve everything"); SshConnection connection = connect(fixture)) {
            SshApprovals approvals = fixture.factory.approvals();
            String process = pending(() -> connection.start(SshCommand.of("cat")));
            assertThat(approvals.find(process).what().openInput()).isTrue();
            approvals.approve(process, "bob", null);
            pending(() -> connection.exec(SshCommand.of("cat")));
            try (SshProcess cat = connection.start(SshCommand.of("cat"))) {
                assertThat(cat.isAlive()).isTrue();
            }
            approvals.approve(pending(() -> connection.shell(SshPty.xterm(), Map.of())), "bob", null);
            pending(() -> connection.shell(SshPty.xterm().withSize(100, 24), Map.of()));
            try (SshShell shell = connection.shell(SshPty.xterm(), Map.of())) {
                assertThat(shell.isAlive()).isTrue();
            }
            approvals.approve(pending(connection::fileSystem), "bob", null);
            try (FileSystem files = connection.fileSystem()) {
                assertThat(files.isOpen()).isTrue();
            }
            approvals.approve(pending(connection::fileSystem), "bob", null);
            connection.upload(new ByteArrayInputStream(new byte[2]), folder.resolve("up").toString(), SshTransferOptions.defaults());
            pending(() -> connection.upload(new ByteArrayInputStream(new byte[2]), folder.resolve("up").toString(), SshTransferOptions.defaults()));
            String stream = pending(() -> connection.open("127.0.0.1", server.port()));
            assertThat(approvals.find(stream).what().text()).contains("127.0.0.1:" + server.port());
            approvals.approve(stream, "bob", null);
            pending(() -> connection.open("localhost", server.port()));
            connection.open("127.0.0.1", server.port()).close();
            approvals.approve(pending(() -> connection.forwardLocal("127.0.0.1", 0, "127.0.0.1", server.port())), "bob", null);
            pending(() -> connection.forwardLocal("127.0.0.2", 0, "127.0.0.1", server.port()));
            connection.forwardLocal("127.0.0.1", 0, "127.0.0.1", server.port()).close();
        }
    }

    /** Otherwise a person would have to decide again because a server was down. */
    @Test
    void anApprovalIsNotSpentIfNothingRan() throws Exception {
        EmbeddedSshServer down = EmbeddedSshServer.start();
        try (AdapterFixture fixture = approvedByBob("Approve exec echo *")) {
            try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec(user, "s", "down",
                    AdapterFixture.target(down).privilegeLevel("P").build()))) {
                String id = pending(() -> connection.exec(SshCommand.of("echo", "x")));
                fixture.factory.approvals().approve(id, "bob", null);
                down.close();
                await().until(() -> !connection.info().alive());
                assertThatThrownBy(() -> connection.exec(SshCommand.of("echo", "x"))).isInstanceOfSatisfying(SshException.class,
                        e -> assertThat(e.code()).isEqualTo(SshErrorCode.CONNECTION_REFUSED));
                assertThat(fixture.factory.approvals().find(id).state()).isEqualTo(SshApproval.State.APPROVED);
            }
        }
    }

    @Test
    void aRequestIsForgottenWithItsSession() throws Exception {
        try (AdapterFixture fixture = approvedByBob("Approve exec echo *")) {
            String id;
            try (SshConnection connection = connect(fixture)) {
                id = pending(() -> connection.exec(SshCommand.of("echo", "x")));
            }
            fixture.factory.approvals().approve(id, "bob", null);
            fixture.factory.sessions().closeSession(user, "s");
            try (SshConnection connection = connect(fixture)) {
                pending(() -> connection.exec(SshCommand.of("echo", "x")));
            }
            assertThat(ran()).isEmpty();
        }
    }

    @Test
    void theAuditLogHasWhoAskedAndWhoDecided() throws Exception {
        try (AuditLog log = new AuditLog(Level.FINE); AdapterFixture fixture = approvedByBob("Approve exec echo *"); SshConnection connection = connect(fixture)) {
            String id = pending(() -> connection.exec(SshCommand.of("echo", "x")));
            fixture.factory.approvals().approve(id, "bob", "it is fine");
            connection.exec(SshCommand.of("echo", "x"));
            String rule = folder.resolve("policy") + ":2";
            assertThat(log.lines(user).stream().filter(line -> line.contains("event=policy") || line.contains("event=approval"))
                    .map(line -> line.replaceAll("(.*) user=.*( result=.*)", "$1$2"))).containsExactly(
                    "event=approval result=ok level=P kind=exec rule=" + rule + " approval=" + id + " decision=asked decidedBy=- reason=-",
                    "event=policy result=SSHRA002004 level=P kind=exec rule=" + rule + " path=- approval=" + id,
                    "event=approval result=ok level=P kind=exec rule=" + rule + " approval=" + id + " decision=approved decidedBy=bob reason=\"it is fine\"",
                    "event=policy result=ok level=P kind=exec rule=" + rule + " path=- approval=" + id);
        }
    }
}
