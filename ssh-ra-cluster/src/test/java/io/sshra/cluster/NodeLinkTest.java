package io.sshra.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectionInfo;
import io.sshra.SshSessionEnd;
import io.sshra.SshTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes with real threads, and a channel that delivers at once, or hangs. Where nothing hangs, answers have time enough on any machine. */
class NodeLinkTest {

    private final Map<String, NodeLink> links = new ConcurrentHashMap<>();
    private final Map<String, PlainNode> adapters = new ConcurrentHashMap<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile String hung = "";

    private NodeLink start(String name) {
        return start(name, Duration.ofMinutes(10));
    }

    private NodeLink start(String name, Duration answerTime) {
        PlainNode adapter = new PlainNode();
        adapters.put(name, adapter);
        NodeLink link = new NodeLink(name, adapter, (to, message) -> send(name, to, message), answerTime.toNanos());
        links.put(name, link);
        link.start();
        links.values().forEach(each -> each.members(() -> List.copyOf(links.keySet()), List.of()));
        await().until(() -> links.values().stream().allMatch(each -> each.nodes().size() == links.size()));
        return link;
    }

    private void send(String from, String to, byte[] message) {
        if (to.equals(hung) || from.equals(hung)) {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                return;
            }
        }
        links.get(to).received(from, message);
    }

    @AfterEach
    void stop() {
        hanging.countDown();
        links.values().forEach(NodeLink::close);
    }

    @Test
    void aSessionEndsElsewhere() {
        NodeLink a = start("a");
        start("b");
        adapters.get("b").sessions.put("alice/s", System.nanoTime());
        assertThat(a.sessionEnded("alice", "s", 2)).isEqualTo(SshSessionEnd.of(2, 1, List.of()));
        assertThat(adapters.get("b").sessions).isEmpty();
        assertThat(a.sessionEnded("alice", "s", 0)).isEqualTo(SshSessionEnd.of(0, 0, List.of()));
    }

    @Test
    void aMemberThatHangsDelaysNoOther() {
        NodeLink a = start("a", Duration.ofMillis(300));
        start("b");
        start("c");
        hung = "c";
        adapters.get("b").sessions.put("alice/s", System.nanoTime());
        assertThat(a.sessionEnded("alice", "s", 0).unanswered()).contains("c");
        await().until(() -> adapters.get("b").sessions.isEmpty());
        assertThat(a.connections().unanswered()).contains("c");
        assertThatThrownBy(() -> a.closeConnection("c", 1)).isInstanceOf(SshTimeoutException.class);
        await().until(() -> a.sessionEnded("alice", "t", 0).unanswered().equals(List.of("c")));
    }

    @Test
    void anInterruptedCallerDoesNotWait() {
        NodeLink a = start("a");
        start("b");
        hung = "b";
        Thread.currentThread().interrupt();
        assertThat(a.sessionEnded("alice", "s", 3)).isEqualTo(SshSessionEnd.of(3, 0, List.of("b")));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void connectionsOfAllNodesComeInOrder() {
        NodeLink a = start("a");
        start("b");
        adapters.get("a").connections = List.of(info(2), info(5));
        adapters.get("b").connections = List.of(info(1));
        assertThat(start("0").connections().connections()).extracting(info -> info.node() + info.number()).containsExactly("a2", "a5", "b1");
        assertThat(a.nodes()).containsExactly("0", "a", "b");
    }

    private static SshConnectionInfo info(long number) {
        return SshConnectionInfo.builder().number(number).build();
    }

    @Test
    void aMessageThatIsNoneChangesNothing() {
        NodeLink a = start("a");
        start("b");
        a.received("b", new byte[] {1, 99});
        a.received("b", new byte[0]);
        assertThat(a.sessionEnded("alice", "s", 0)).isEqualTo(SshSessionEnd.of(0, 0, List.of()));
    }

    @Test
    void whoLeavesIsNoMemberAnyMore() {
        NodeLink a = start("a");
        NodeLink b = start("b");
        assertThat(adapters.get("a").nodes).isEqualTo(2);
        b.leave();
        b.close();
        await().untilAsserted(() -> assertThat(a.nodes()).containsExactly("a"));
        assertThat(adapters.get("a").nodes).isEqualTo(1);
        assertThat(b.sessionEnded("alice", "s", 1).closedHere()).isEqualTo(1);
    }

    @Test
    void noThreadIsLeft() {
        NodeLink a = start("a");
        start("b");
        a.sessionEnded("alice", "s", 0);
        List<NodeLink> all = new ArrayList<>(links.values());
        links.values().forEach(NodeLink::close);
        await().until(() -> all.stream().noneMatch(NodeLink::hasThreads));
    }
}
