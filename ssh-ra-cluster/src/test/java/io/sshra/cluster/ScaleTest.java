package io.sshra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sshra.SshSessionEnd;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Calculates the figures of docs/scale.md by simulated clusters, and compares them with the document. */
class ScaleTest {

    private static final Path DOCUMENT = Path.of("../docs/scale.md");

    private static SimulatedGroup cluster(int nodes) {
        SimulatedGroup group = new SimulatedGroup(1, SimulatedGroup.upTo(1));
        for (int i = 0; i < nodes; i++) {
            group.startQuietly("node-" + i);
        }
        group.views(0);
        group.runMillis(5_000);
        assertThat(group.nodes.values()).allMatch(node -> node.nodes == nodes);
        return group;
    }

    private static String row(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ').append(cell instanceof Number number ? String.format(Locale.ROOT, "%,d", number.longValue()) : cell).append(" |");
        }
        return row.toString();
    }

    /** The session has a connection on two nodes, one of which is the one where it is ended. */
    private static long[] ofAnEnd(SimulatedGroup group) {
        List<SimulatedNode> nodes = new ArrayList<>(group.nodes.values());
        nodes.get(0).begin("s");
        nodes.get(1).begin("s");
        group.messages = 0;
        group.bytes = 0;
        CompletableFuture<SshSessionEnd> answer = new CompletableFuture<>();
        nodes.get(0).end("s", answer);
        group.runMillis(100);
        assertThat(answer).isCompletedWithValue(SshSessionEnd.of(1, 1, List.of()));
        return new long[] {group.messages, group.bytes};
    }

    private static long[] ofAJoin(SimulatedGroup group, int nodes) {
        group.messages = 0;
        group.bytes = 0;
        group.start("new");
        group.runMillis(1_000);
        assertThat(group.nodes.values()).allMatch(node -> node.nodes == nodes + 1);
        return new long[] {group.messages, group.bytes};
    }

    private static long[] ofAMerge(SimulatedGroup group) {
        List<SimulatedNode> all = new ArrayList<>(group.nodes.values());
        group.split(all.subList(0, all.size() / 2), 0);
        group.runMillis(1_000);
        group.messages = 0;
        group.bytes = 0;
        group.heal(0);
        group.runMillis(1_000);
        assertThat(all).allMatch(node -> node.nodes == all.size());
        return new long[] {group.messages, group.bytes};
    }

    @Test
    void theMessagesAreThoseOfTheDocument() throws Exception {
        String document = Files.readString(DOCUMENT);
        List<String> rows = new ArrayList<>();
        for (int nodes : new int[] {2, 10, 100}) {
            SimulatedGroup group = cluster(nodes);
            group.measured = true;
            long[] end = ofAnEnd(group);
            long[] join = ofAJoin(group, nodes);
            long[] merge = ofAMerge(group);
            rows.add(row(nodes, end[0], end[1], join[0], join[1], merge[0], merge[1]));
        }
        assertThat(rows).allSatisfy(row -> assertThat(document).contains(row));
    }

    /** Of a cluster of 1,000, the messages of an end only. */
    @Test
    void anEndInAClusterOfAThousandIsThatOfTheDocument() throws Exception {
        SimulatedGroup group = new SimulatedGroup(1, SimulatedGroup.upTo(1));
        SimulatedNode first = group.startQuietly("node-0");
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            members.add("node-" + i);
        }
        first.protocol.members(members, List.of());
        members.subList(1, 1_000).forEach(member -> first.protocol.received(member, new Message.Digest(member.hashCode(), false, Map.of())));
        group.measured = true;
        group.messages = 0;
        group.bytes = 0;
        first.end("s", new CompletableFuture<>());
        assertThat(List.of(group.messages, group.bytes)).isEqualTo(List.of(999L, group.bytes));
        assertThat(Files.readString(DOCUMENT)).contains(row("1,000", 2 * group.messages + 2));
    }

    /** What 100,000 kept ends take, with names as an application has them. */
    @Test
    void theMemoryOfTheEndedSessionsIsThatOfTheDocument() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        Map<String, Long> perEnd = new HashMap<>();
        for (int round = 0; round < 2; round++) {
            EndedSessions ended = new EndedSessions();
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 1; i <= 100_000; i++) {
                ended.add(i % 10, i / 10 + 1, "user-" + i % 1_000, "5f2b7c1e-9d34-4c11-8a6e-" + (100_000_000_000L + i), new Moment(i, i));
            }
            perEnd.put("", (threads.getThreadAllocatedBytes(thread) - before) / 100_000);
            assertThat(ended.size()).isEqualTo(100_000);
        }
        // Allocated, which is more than kept.
        assertThat(perEnd.get("")).isLessThan(600);
        assertThat(Files.readString(DOCUMENT)).contains("less than 600 bytes");
    }

    /** What there may be too much of, for each thing that can happen. */
    @Test
    void aLimitIsOvershotAsTheDocumentSays() {
        int limit = 10;
        SimulatedGroup group = cluster(4);
        List<SimulatedNode> nodes = new ArrayList<>(group.nodes.values());
        Map<SimulatedNode, Integer> open = new HashMap<>();
        assertThat(fill(group, open, limit)).isEqualTo(limit);

        SimulatedNode joined = group.start("node-4");
        group.runMillis(1_000);
        assertThat(fill(group, open, limit)).isEqualTo(limit + ClusterPropertyTest.share(limit, joined));

        open.clear();
        assertThat(fill(group, open, limit)).isEqualTo(limit);
        group.split(nodes.subList(0, 2), 0);
        group.runMillis(1_000);
        assertThat(fill(group, open, limit)).isEqualTo(2 * limit);
        group.heal(0);
        group.runMillis(1_000);
        assertThat(fill(group, open, limit)).isEqualTo(2 * limit);

        open.clear();
        assertThat(fill(group, open, 3)).isEqualTo(3);
        assertThat(open.values()).containsExactlyInAnyOrder(1, 1, 1, 0, 0);
    }

    /** All nodes open as many as they may. Returns how many there are. */
    private static int fill(SimulatedGroup group, Map<SimulatedNode, Integer> open, int limit) {
        for (SimulatedNode node : group.nodes.values()) {
            open.merge(node, ClusterPropertyTest.share(limit, node), Math::max);
        }
        return open.values().stream().mapToInt(Integer::intValue).sum();
    }
}
