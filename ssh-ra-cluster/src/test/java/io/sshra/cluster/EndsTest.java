package io.sshra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshClusterConnections;
import io.sshra.SshConnectionInfo;
import io.sshra.SshSessionEnd;
import io.sshra.SshTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that end in a cluster of three, step by step. */
class EndsTest {

    private final SimulatedGroup group = new SimulatedGroup(1, SimulatedGroup.upTo(5));
    private final SimulatedNode a = group.start("a");
    private final SimulatedNode b = group.start("b");
    private final SimulatedNode c = group.start("c");

    @BeforeEach
    void meet() {
        group.runMillis(500);
        assertThat(a.protocol.nodes()).isEqualTo(List.of("a", "b", "c")).isEqualTo(c.protocol.nodes());
    }

    private CompletableFuture<SshSessionEnd> end(SimulatedNode node, String session) {
        group.lastEnds.put(session, group.now());
        CompletableFuture<SshSessionEnd> answer = new CompletableFuture<>();
        node.end(session, answer);
        return answer;
    }

    @Test
    void aSessionEndsOnAllNodesAndTheResultSaysWhere() {
        a.begin("s");
        b.begin("s");
        c.begin("s");
        c.begin("other");
        group.runMillis(100);
        CompletableFuture<SshSessionEnd> answer = end(b, "s");
        group.runMillis(50);
        assertThat(answer).isCompletedWithValue(SshSessionEnd.of(1, 2, List.of()));
        assertThat(List.of(a.sessions.keySet(), b.sessions.keySet(), c.sessions.keySet())).isEqualTo(List.of(Set.of(), Set.of(), Set.of("other")));
    }

    @Test
    void aHungNodeIsToldAndWaitedForOnce() {
        c.begin("s");
        group.runMillis(100);
        c.hang(false);
        CompletableFuture<SshSessionEnd> first = end(a, "s");
        group.runMillis(1_700);
        assertThat(first).isNotDone();
        group.runMillis(150);
        assertThat(first).isCompletedWithValue(SshSessionEnd.of(0, 0, List.of("c")));
        CompletableFuture<SshSessionEnd> second = end(a, "t");
        group.runMillis(30);
        assertThat(second).isCompletedWithValue(SshSessionEnd.of(0, 0, List.of("c")));
        c.resume();
        group.runMillis(30);
        assertThat(c.sessions).isEmpty();
        CompletableFuture<SshSessionEnd> third = end(a, "u");
        group.runMillis(30);
        assertThat(third).isCompletedWithValue(SshSessionEnd.of(0, 0, List.of()));
    }

    @Test
    void aNodeThatWasCutOffEndsWhatItHasMissed() {
        c.begin("old");
        c.begin("again");
        group.runMillis(1_000);
        group.split(List.of(c), 500);
        group.runMillis(1_000);
        end(a, "old");
        end(b, "again");
        group.runMillis(60_000);
        c.sessions.remove("again");
        c.begin("again");
        group.runMillis(60_000);
        assertThat(a.protocol.nodes()).isEqualTo(List.of("a", "b"));
        assertThat(c.sessions).containsOnlyKeys("old", "again");
        group.heal(500);
        group.runMillis(600);
        assertThat(c.sessions).containsOnlyKeys("again");
        assertThat(c.protocol.nodes()).isEqualTo(List.of("a", "b", "c"));
    }

    @Test
    void anEndThatTheNetworkHoldsDoesNotEndALaterSession() {
        c.begin("s");
        group.runMillis(100);
        // The group has not noticed when the network is whole again: the message of the end is 20 seconds on its way.
        group.split(List.of(c), 3_600_000);
        end(a, "s");
        group.runMillis(5_000);
        c.sessions.remove("s");
        c.begin("s");
        group.runMillis(15_000);
        group.heal(3_600_000);
        group.runMillis(15_000);
        assertThat(c.sessions).containsOnlyKeys("s");
        assertThat(c.protocol.ended().size()).isEqualTo(1);
    }

    @Test
    void aSuspendedMachineWhoseClockStoodStillEndsItsSession() {
        c.begin("s");
        group.runMillis(10_000);
        c.hang(true);
        group.runMillis(60_000);
        c.excluded = true;
        group.views(0);
        group.runMillis(100);
        end(a, "s");
        group.runMillis(3_600_000);
        c.resume();
        group.views(0);
        group.runMillis(2_000);
        assertThat(c.sessions).isEmpty();
    }

    @Test
    void aClockThatIsSetBackKeepsNoEndedSession() {
        c.begin("s");
        group.runMillis(10_000);
        c.setClock(-3_600_000);
        a.setClock(3_600_000);
        end(a, "s");
        group.runMillis(100);
        assertThat(c.sessions).isEmpty();
    }

    @Test
    void anApplicationThatStartsAgainLearnsWhatEndedMeanwhile() {
        c.begin("s");
        group.runMillis(100);
        c.undeploy();
        group.runMillis(100);
        assertThat(a.protocol.nodes()).isEqualTo(List.of("a", "b"));
        CompletableFuture<SshSessionEnd> answer = end(a, "s");
        group.runMillis(100);
        assertThat(answer).isCompletedWithValue(SshSessionEnd.of(0, 0, List.of()));
        c.deploy(99);
        group.runMillis(100);
        assertThat(c.sessions).isEmpty();
        assertThat(a.protocol.nodes()).isEqualTo(List.of("a", "b", "c"));
    }

    @Test
    void anApplicationThatIsGoneWithoutAWordIsNoMember() {
        c.protocol = null;
        end(a, "s");
        group.runMillis(1_000);
        assertThat(a.protocol.nodes()).isEqualTo(List.of("a", "b"));
    }

    @Test
    void endsAreForgottenAfterTheIdleTimeoutUnlessANodeIsLost() {
        end(a, "s");
        group.runMillis(TimeUnit.MINUTES.toMillis(16));
        assertThat(List.of(a.protocol.ended().size(), b.protocol.ended().size())).isEqualTo(List.of(0, 0));
        c.begin("t");
        group.split(List.of(c), 500);
        group.runMillis(1_000);
        end(a, "t");
        group.runMillis(TimeUnit.HOURS.toMillis(2));
        assertThat(a.protocol.ended().size()).isEqualTo(1);
        group.heal(500);
        group.runMillis(2_000);
        assertThat(c.sessions).isEmpty();
        group.runMillis(TimeUnit.MINUTES.toMillis(1));
        assertThat(a.protocol.ended().size()).isZero();
    }

    @Test
    void aNodeLearnsMoreEndsThanFitIntoOneMessage() {
        group.split(List.of(c), 0);
        group.runMillis(100);
        for (int i = 0; i < 2 * Exchange.MOST_IN_ONE_MESSAGE + 7; i++) {
            end(a, "s-" + i);
        }
        group.runMillis(100);
        c.begin("s-" + (2 * Exchange.MOST_IN_ONE_MESSAGE));
        group.runMillis(1_000);
        c.sessions.put("s-0", new SimulatedNode.Session(0, c.now().before(TimeUnit.MINUTES.toNanos(10))));
        c.sessions.put("s-12000", new SimulatedNode.Session(0, c.now().before(TimeUnit.MINUTES.toNanos(10))));
        group.heal(0);
        group.runMillis(500);
        assertThat(c.protocol.ended().size()).isEqualTo(2 * Exchange.MOST_IN_ONE_MESSAGE + 7);
        assertThat(c.sessions).containsOnlyKeys("s-" + (2 * Exchange.MOST_IN_ONE_MESSAGE), "s-12000");
    }

    @Test
    void connectionsOfAllNodesAreListedWithTheirNode() {
        b.begin("s");
        c.begin("t");
        CompletableFuture<SshClusterConnections> answer = new CompletableFuture<>();
        a.protocol.connections(answer);
        group.runMillis(50);
        assertThat(answer.getNow(null).connections()).extracting(SshConnectionInfo::node).containsExactlyInAnyOrder("b", "c");
        assertThat(answer.getNow(null).unanswered()).isEmpty();
        c.hang(false);
        CompletableFuture<SshClusterConnections> without = new CompletableFuture<>();
        a.protocol.connections(without);
        group.runMillis(1_900);
        assertThat(without.getNow(null).connections()).extracting(SshConnectionInfo::sessionId).containsExactly("s");
        assertThat(without.getNow(null).unanswered()).containsExactly("c");
    }

    @Test
    void anAdministratorClosesAConnectionOfAnotherNode() {
        assertThat(close("b", 1)).isCompletedWithValue(true);
        assertThat(close("b", 2)).isCompletedWithValue(false);
        assertThat(close("x", 1)).isCompletedExceptionally();
        c.hang(false);
        CompletableFuture<Boolean> silent = close("c", 1);
        group.runMillis(1_900);
        assertThat(silent.handle((closed, failure) -> failure).getNow(null)).isInstanceOf(SshTimeoutException.class).hasMessageContaining("node c does not answer");
    }

    private CompletableFuture<Boolean> close(String node, long number) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        a.protocol.close(node, number, answer);
        group.runMillis(30);
        return answer;
    }

    @Test
    void aLostNodeIsNotWaitedFor() {
        c.hang(false);
        CompletableFuture<SshSessionEnd> answer = end(a, "s");
        group.runMillis(100);
        group.kill(c, 0);
        group.runMillis(100);
        assertThat(answer).isCompletedWithValue(SshSessionEnd.of(0, 0, List.of("c")));
    }

    @Test
    void messagesOfOneWhoIsNoMemberAreIgnored() {
        a.protocol.received("x", new Message.Digest(5, true, Map.of(5L, 3L)));
        assertThat(a.protocol.nodes()).isEqualTo(List.of("a", "b", "c"));
    }
}
