package io.sshra.sample.oversight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshApproval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentsTest {

    private final Agents agents = new Agents();
    private final List<String> stopped = new ArrayList<>();
    private SshApproval.State approval = SshApproval.State.PENDING;

    private final WatchedConversation.Source source = new WatchedConversation.Source() {
        @Override
        public String session() {
            return "s";
        }

        @Override
        public int running() {
            return 0;
        }

        @Override
        public int connections() {
            return 0;
        }

        @Override
        public SshApproval approval(String id) {
            SshApproval.What what = new SshApproval.What("exec", "reboot", 0, null, false, Map.of(), null);
            return new SshApproval(id, approval, "alice/a", "s", "web-1", "root@web-1:22", what, "P1", "policy:3", Instant.EPOCH, Instant.MAX,
                    approval == SshApproval.State.PENDING ? null : "carol", null);
        }

        @Override
        public void stop(String why) {
            stopped.add(why);
        }
    };

    private WatchedConversation begin(String caller) {
        return agents.begin(caller, "test 1", source);
    }

    private static Outcome exited(int code, String output) {
        return new Outcome("exited", code, List.of("said"), List.of(new Outcome.Output("stdout", output)), null, null, null);
    }

    private static Outcome waits() {
        return new Outcome(Outcome.WAITS, null, List.of("wait"), List.of(), "P1", "policy:3", "id");
    }

    private static WatchedCall reboot(WatchedConversation conversation) {
        return conversation.begin("ssh_run", List.of("web-1"), "reboot");
    }

    @Test
    void whatGoesOnAfterItsCallIsFollowedToItsEnd() {
        WatchedConversation conversation = begin("alice/a");
        List<Outcome> now = new ArrayList<>(List.of(new Outcome("running", null, List.of(), List.of(), null, null, null)));
        WatchedCall call = reboot(conversation);
        call.follow("h1", () -> now.get(0));
        call.answered(now.get(0));
        WatchedCall read = conversation.begin("ssh_read", List.of(), "handle: h1");
        read.follow("h1", () -> {
            throw new IllegalStateException("it is shown by the call that has started it");
        });
        long revision = conversation.transcript(0).revision();
        assertThat(conversation.transcript(revision).calls()).isEmpty();
        now.set(0, exited(3, "done"));
        Transcript part = conversation.transcript(revision);
        assertThat(part.calls()).hasSize(1);
        assertThat(part.calls().get(0).exitCode()).isEqualTo(3);
        assertThat(part.calls().get(0).outputs().get(0).text()).isEqualTo("done");
        now.set(0, exited(4, ""));
        assertThat(conversation.transcript(part.revision()).calls()).as("the end is final").isEmpty();
    }

    @Test
    void theSameCallAgainShowsWhoHasApprovedIt() {
        WatchedConversation conversation = begin("alice/a");
        reboot(conversation).answered(waits());
        assertThat(conversation.view("").waiting()).isEqualTo(1);
        approval = SshApproval.State.APPROVED;
        assertThat(conversation.view("").waiting()).isZero();
        conversation.begin("ssh_run", List.of("web-1"), "halt").answered(exited(0, ""));
        WatchedCall again = reboot(conversation);
        approval = SshApproval.State.USED;
        again.answered(exited(0, ""));
        List<CallView> calls = conversation.transcript(0).calls();
        assertThat(calls).extracting(call -> call.decidedBy()).containsExactly("carol", null, "carol");
        assertThat(calls.get(2).approval()).isEqualTo("used");
        assertThat(calls.get(2).rule()).isEqualTo("policy:3");
        reboot(conversation).answered(waits());
        assertThat(conversation.transcript(0).calls().get(3).number()).isEqualTo(4);
    }

    /** Both have one hash code: an agent could make people believe that somebody had approved what it did. */
    @Test
    void aCallThatResemblesAnApprovedOneShowsNoApproval() {
        WatchedConversation conversation = begin("alice/a");
        conversation.begin("ssh_run", List.of("web-1"), "rm Aa").answered(waits());
        approval = SshApproval.State.APPROVED;
        conversation.view("");
        conversation.begin("ssh_run", List.of("web-1"), "rm BB").answered(exited(0, ""));
        assertThat(conversation.transcript(0).calls()).extracting(call -> call.decidedBy()).containsExactly("carol", null);
    }

    @Test
    void theRuleOfADecisionIsThatOfTheCallAtThatTime() {
        WatchedConversation conversation = begin("alice/a");
        WatchedCall call = reboot(conversation);
        Instant during = Instant.now();
        agents.decided(new Decision("alice/a", "other", "web-1", during, "P9", "policy:9"));
        agents.decided(new Decision("alice/b", null, "web-1", during, "P9", "policy:9"));
        agents.decided(new Decision(null, null, "web-1", during, "P9", "policy:9"));
        agents.decided(new Decision("alice/a", "s", "web-2", during, "P9", "policy:9"));
        agents.decided(new Decision("alice/a", "s", "web-1", Instant.EPOCH, "P9", "policy:9"));
        agents.decided(new Decision("alice/a", null, "web-1", during, "P1", "policy:4"));
        call.answered(exited(0, ""));
        agents.decided(new Decision("alice/a", "s", "web-1", Instant.MAX, "P9", "policy:9"));
        assertThat(conversation.transcript(0).calls().get(0).rule()).isEqualTo("policy:4");
    }

    @Test
    void aRuleThatMayBeOfSeveralCallsIsShownForNone() {
        WatchedConversation one = begin("alice/a");
        WatchedConversation other = begin("alice/a");
        reboot(one);
        reboot(other);
        agents.decided(new Decision("alice/a", "s", "web-1", Instant.now(), "P1", "policy:4"));
        assertThat(one.transcript(0).calls().get(0).rule()).isNull();
        assertThat(other.transcript(0).calls().get(0).rule()).isNull();
    }

    @Test
    void longTextsAndOldCallsAreLeftOut() {
        WatchedConversation conversation = begin("alice/a");
        for (int i = 0; i <= WatchedConversation.MOST_CALLS; i++) {
            conversation.begin("ssh_run", List.of(), "x".repeat(10_000)).answered(exited(0, "y".repeat(10_000) + "end"));
        }
        Transcript all = conversation.transcript(0);
        assertThat(all.calls()).hasSize(WatchedConversation.MOST_CALLS);
        assertThat(all.first()).isEqualTo(2);
        assertThat(all.calls().get(0).asked()).hasSizeLessThan(8_100).contains("characters are not shown");
        assertThat(all.calls().get(0).outputs().get(0).text()).hasSizeLessThan(4_100).endsWith("end");
    }

    @Test
    void aStopEndsAllConversationsOfOneAgentAndRefusesItUntilItMayGoOn() {
        begin("alice/a");
        begin("alice/a").ended();
        begin("alice/b");
        agents.stop("alice/a", "carol", true);
        assertThat(stopped).hasSize(1);
        assertThat(stopped.get(0)).contains("carol");
        assertThatThrownBy(() -> begin("alice/a")).isInstanceOf(AgentStoppedException.class).hasMessageContaining("carol has stopped this agent");
        agents.refuseIfStopped("alice/b");
        assertThat(agents.stops()).hasSize(1);
        assertThat(agents.stops().get(0).secondsLeft()).isBetween(1L, 900L);
        agents.letGoOn("alice/a");
        assertThat(agents.stops()).isEmpty();
        begin("alice/a");
    }

    @Test
    void conversationsThatHaveEndedAreForgottenWithTheirRecordingsWhenThereAreMany() throws Exception {
        WatchedConversation first = begin("alice/a");
        Path recording = Files.writeString(first.record("web-1"), "");
        first.ended();
        assertThat(agents.recordings(first.id())).hasSize(1);
        for (int i = 0; i <= Agents.MOST_ENDED; i++) {
            begin("alice/a").ended();
        }
        begin("alice/a");
        assertThat(recording).doesNotExist();
        assertThat(agents.recordings(first.id())).isEmpty();
    }
}
