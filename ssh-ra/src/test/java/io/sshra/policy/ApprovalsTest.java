package io.sshra.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshApproval;
import io.sshra.SshApproval.State;
import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshPolicyException;
import io.sshra.SshPty;
import io.sshra.base.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests for approvals: what may be done once, by whom, and for how long. */
class ApprovalsTest {

    private static final SshCommand COMMAND = SshCommand.of("systemctl", "restart", "site");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Approvals approvals = new Approvals(new Clock() {
        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    });

    private static Level level(String... lines) {
        return Policy.read("Level P\nApprove everything\nApprovalTime 10m\n" + String.join("\n", lines) + "\n", "policy").of("P");
    }

    private static final Level LEVEL = level("Approvers bob carol");

    private static Wish wish(String user, String session, String profile, String target, String revision, Use use) {
        return new Wish(new Wish.Asker(user + "/" + session, "d", user, session, profile, target, revision), LEVEL, "policy:2", use);
    }

    private static Wish wish(Use use) {
        return wish("alice", "s", "box", "u@box:22", "1", use);
    }

    private static Wish wish(SshCommand command) {
        return wish(Use.of(command, false));
    }

    private static void assertCode(SshErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(SshPolicyException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void whatIsApprovedMayBeDoneOnce() throws Exception {
        Approvals.Answer first = approvals.ask(wish(COMMAND));
        String id = first.request().id();
        assertThat(first.state()).isEqualTo(State.PENDING);
        assertThat(first.isNew()).isTrue();
        Approvals.Answer again = approvals.ask(wish(COMMAND));
        assertThat(again.isNew()).isFalse();
        assertThat(again.request().id()).isEqualTo(id);
        approvals.decide(id, true, "bob", "fine");
        assertThat(approvals.find(id).state()).isEqualTo(State.APPROVED);
        assertThat(approvals.ask(wish(COMMAND)).state()).isEqualTo(State.APPROVED);
        assertThat(approvals.find(id)).satisfies(used -> {
            assertThat(used.state()).isEqualTo(State.USED);
            assertThat(used.decidedBy()).isEqualTo("bob");
            assertThat(used.reason()).isEqualTo("fine");
        });
        Approvals.Answer next = approvals.ask(wish(COMMAND));
        assertThat(next.state()).isEqualTo(State.PENDING);
        assertThat(next.request().id()).isNotEqualTo(id);
    }

    @Test
    void whoeverWantsSomethingElseHasNoApprovalForIt() throws Exception {
        Use same = Use.of(COMMAND, false);
        List<Wish> others = new ArrayList<>(List.of(wish(SshCommand.of("systemctl", "restart", "site ")), wish(SshCommand.of("systemctl", "restart site")),
                wish(SshCommand.shell(COMMAND.commandLine())), wish(COMMAND.withStdin("x")), wish(COMMAND.withEnvironment("A", "1")),
                wish(COMMAND.withPty(SshPty.xterm())), wish(COMMAND.withPty(SshPty.xterm().withSize(81, 24))),
                wish(COMMAND.withCharset(StandardCharsets.ISO_8859_1)), wish(Use.of(COMMAND, true)), wish("mallory", "s", "box", "u@box:22", "1", same),
                wish("alice", "t", "box", "u@box:22", "1", same), wish("alice", "s", "other", "u@box:22", "1", same),
                wish("alice", "s", "box", "root@box:22", "1", same), wish("alice", "s", "box", "u@box:22", "2", same),
                wish(Use.shell(SshPty.xterm(), java.util.Map.of())), wish(Use.of(Use.Kind.FILES, null, "SFTP"))));
        approvals.decide(approvals.ask(wish(COMMAND)).request().id(), true, "bob", null);
        for (Wish other : others) {
            assertThat(approvals.ask(other).state()).as(other.what() + " " + other.asker()).isEqualTo(State.PENDING);
        }
        assertThat(approvals.pending()).hasSize(others.size());
        assertThat(approvals.ask(wish(COMMAND.withTimeout(Duration.ofSeconds(9)).withOutputLimit(5))).state()).as("limits are no part of it")
                .isEqualTo(State.APPROVED);
    }

    @Test
    void onlyAnotherPersonWhomTheLevelNamesDecides() throws Exception {
        String id = approvals.ask(wish(COMMAND)).request().id();
        assertCode(SshErrorCode.APPROVER_REFUSED, () -> approvals.decide(id, true, "dave", null));
        assertCode(SshErrorCode.APPROVER_REFUSED, () -> approvals.decide(id, true, "Bob", null));
        assertThat(approvals.find(id).state()).isEqualTo(State.PENDING);
        Level all = level("Approvers *");
        assertThat(all.asking().mayDecide("bob", "alice")).isTrue();
        assertThat(all.asking().mayDecide("alice", "alice")).isFalse();
        assertThat(all.asking().mayDecide("Alice", "alice")).isFalse();
        assertThat(level("Approvers alice").asking().mayDecide("alice", "alice")).isFalse();
    }

    @Test
    void eachRequestIsDecidedOnce() throws Exception {
        String id = approvals.ask(wish(COMMAND)).request().id();
        approvals.decide(id, false, "bob", "not now");
        assertCode(SshErrorCode.APPROVAL_NOT_PENDING, () -> approvals.decide(id, true, "carol", null));
        assertCode(SshErrorCode.APPROVAL_NOT_PENDING, () -> approvals.decide("0".repeat(32), true, "carol", null));
        Approvals.Answer denied = approvals.ask(wish(COMMAND));
        assertThat(denied.state()).isEqualTo(State.DENIED);
        assertThat(denied.reason()).isEqualTo("not now");
        assertThat(denied.isNew()).isFalse();
    }

    @Test
    void nothingCountsLongerThanItsTime() throws Exception {
        String denied = approvals.ask(wish(COMMAND)).request().id();
        approvals.decide(denied, false, "bob", null);
        String approved = approvals.ask(wish(COMMAND.withStdin("x"))).request().id();
        approvals.decide(approved, true, "bob", null);
        String pending = approvals.ask(wish(COMMAND.withStdin("y"))).request().id();
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(approvals.pending()).isEmpty();
        assertThat(approvals.find(denied)).isNull();
        assertCode(SshErrorCode.APPROVAL_NOT_PENDING, () -> approvals.decide(pending, true, "bob", null));
        assertThat(approvals.ask(wish(COMMAND)).isNew()).isTrue();
        assertThat(approvals.ask(wish(COMMAND.withStdin("x"))).state()).isEqualTo(State.PENDING);
    }

    @Test
    void anApprovalCountsAgainIfNothingRan() throws Exception {
        Approvals.Request request = approvals.ask(wish(COMMAND)).request();
        approvals.decide(request.id(), true, "bob", null);
        assertThat(approvals.ask(wish(COMMAND)).state()).isEqualTo(State.APPROVED);
        approvals.giveBack(request);
        assertThat(approvals.ask(wish(COMMAND)).state()).isEqualTo(State.APPROVED);
        approvals.ask(wish(COMMAND));
        approvals.giveBack(request);
        assertThat(approvals.find(request.id()).state()).as("the same is wanted again already").isEqualTo(State.USED);
        assertThat(approvals.ask(wish(COMMAND)).state()).isEqualTo(State.PENDING);
    }

    @Test
    void nothingOfASessionCountsAfterItsEnd() throws Exception {
        approvals.decide(approvals.ask(wish(COMMAND)).request().id(), true, "bob", null);
        String other = approvals.ask(wish("alice", "t", "box", "u@box:22", "1", Use.of(COMMAND, false))).request().id();
        approvals.sessionEnded("alice/s");
        assertThat(approvals.ask(wish(COMMAND)).state()).isEqualTo(State.PENDING);
        assertThat(approvals.find(other)).isNotNull();
    }

    @Test
    void aUserCannotFillTheListForOthers() throws Exception {
        for (int i = 0; i < 20; i++) {
            approvals.ask(wish(SshCommand.of("a", "" + i)));
        }
        assertCode(SshErrorCode.LIMIT_APPROVALS, () -> approvals.ask(wish(SshCommand.of("b"))));
        assertThat(approvals.ask(wish(SshCommand.of("a", "3"))).isNew()).as("the same again").isFalse();
        assertThat(approvals.ask(wish("mallory", "s", "box", "t", "1", Use.of(COMMAND, false))).isNew()).isTrue();
        for (int user = 0; user < 9; user++) {
            for (int i = 0; i < 20; i++) {
                if (user < 8 || i < 19) {
                    approvals.ask(wish("user-" + user, "s", "box", "t", "1", Use.of(SshCommand.of("a", "" + i), false)));
                }
            }
        }
        assertCode(SshErrorCode.LIMIT_APPROVALS, () -> approvals.ask(wish("one more", "s", "box", "t", "1", Use.of(COMMAND, false))));
        assertThat(approvals.pending()).hasSize(200);
    }

    @Test
    void theApproverSeesWhatWillRun() throws Exception {
        SshApproval shown = approvals.find(approvals.ask(wish(COMMAND.withStdin("secret input").withEnvironment("A", "1").withPty(SshPty.xterm()))).request().id());
        assertThat(shown.what()).satisfies(what -> {
            assertThat(what.kind()).isEqualTo("exec");
            assertThat(what.text()).isEqualTo(COMMAND.commandLine());
            assertThat(what.stdinBytes()).isEqualTo(12);
            assertThat(what.stdinSha256()).isEqualTo("dacd735f3e8ac2c7b62fcae865ee63f437a06080eb2a586529e5b0ff643e86d6");
            assertThat(what.environment()).containsEntry("A", "1");
            assertThat(what.terminal()).isEqualTo(SshPty.xterm());
            assertThat(what.openInput()).isFalse();
        });
        assertThat(shown.expiresAt()).isEqualTo(Instant.EPOCH.plus(Duration.ofMinutes(10)));
        assertThat(shown.toString()).doesNotContain("systemctl", "secret");
    }

    // ---- threads ----

    @Test
    void ofManyThreadsOneTakesAnApproval() throws Exception {
        approvals.decide(approvals.ask(wish(COMMAND)).request().id(), true, "bob", null);
        AtomicInteger taken = new AtomicInteger();
        IntStream.range(0, 200).parallel().forEach(i -> {
            try {
                taken.addAndGet(approvals.ask(wish(COMMAND)).state() == State.APPROVED ? 1 : 0);
            } catch (SshPolicyException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(taken).hasValue(1);
        assertThat(approvals.pending()).hasSize(1);
    }

    @Test
    void ofManyDecisionsOneCounts() throws Exception {
        String id = approvals.ask(wish(COMMAND)).request().id();
        AtomicInteger decided = new AtomicInteger();
        IntStream.range(0, 50).parallel().forEach(i -> {
            try {
                approvals.decide(id, i % 2 == 0, "bob", null);
                decided.incrementAndGet();
            } catch (SshPolicyException e) {
                assertThat(e.code()).isEqualTo(SshErrorCode.APPROVAL_NOT_PENDING);
            }
        });
        assertThat(decided).hasValue(1);
    }

    @Test
    void whoWaitsIsWokenByADecisionAndByTheEndOfTheSession() throws Exception {
        for (boolean decides : new boolean[] {true, false}) {
            Approvals.Request request = approvals.ask(wish(COMMAND.withStdin("" + decides))).request();
            CountDownLatch woken = new CountDownLatch(1);
            Thread waiting = new Thread(() -> {
                try {
                    approvals.await(request, approvals.decision(request), Duration.ofMinutes(9));
                    woken.countDown();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            waiting.start();
            if (decides) {
                approvals.decide(request.id(), true, "bob", null);
            } else {
                approvals.sessionEnded("alice/s");
            }
            woken.await();
            waiting.join();
        }
        Approvals.Request request = approvals.ask(wish(COMMAND)).request();
        approvals.await(request, approvals.decision(request), Duration.ZERO);
        assertThat(approvals.find(request.id()).state()).isEqualTo(State.PENDING);
    }
}
