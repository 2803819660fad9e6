package io.sshra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshSessionEnd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for whole clusters, whatever happens in them and in which order. */
class ClusterPropertyTest {

    private static final int SESSIONS = 12;

    /** Seeds that are the same in each run, and as many that are not. The message of a failure has the seed. */
    static LongStream seeds() {
        int number = Integer.getInteger("cluster.seeds", 50);
        return LongStream.concat(LongStream.range(0, number), new Random().longs(number));
    }

    /** An end, as the world sees it. */
    private record Ended(String session, long at, SimulatedNode node, long origin, long number, CompletableFuture<SshSessionEnd> answer) {

        @Override
        public String toString() {
            return session + " at " + at + " by " + node.name + ", number " + number + " of " + origin;
        }
    }

    private static final class World {

        private final SimulatedGroup group;
        private final Random random;
        private final List<Ended> ends = new ArrayList<>();
        /** Whether nodes may hang or die, and forget what they know, and machines may be suspended, so that a clock stands still. */
        private final boolean rough;
        /** Whether the channel loses messages between members of a group. That of JGroups sends them again. */
        private final boolean lossy;
        private int names;

        World(long seed, boolean rough) {
            this.rough = rough;
            this.lossy = rough && seed % 2 == 0;
            group = new SimulatedGroup(seed, SimulatedGroup.upTo(50));
            random = group.random;
            int size = 2 + random.nextInt(4);
            for (int i = 0; i < size; i++) {
                group.start("node-" + names++);
            }
            group.runMillis(500);
        }

        private List<SimulatedNode> all() {
            return new ArrayList<>(group.nodes.values());
        }

        private SimulatedNode any() {
            List<SimulatedNode> all = all();
            return all.get(random.nextInt(all.size()));
        }

        private void end(SimulatedNode node, String session) {
            CompletableFuture<SshSessionEnd> answer = new CompletableFuture<>();
            group.lastEnds.put(session, group.now());
            long number = node.end(session, answer);
            ends.add(new Ended(session, group.now(), node, node.origin, number, answer));
        }

        private void step() {
            SimulatedNode node = any();
            String session = "s-" + random.nextInt(SESSIONS);
            switch (random.nextInt(24)) {
                case 0 -> {
                    Set<SimulatedNode> apart = new LinkedHashSet<>(all());
                    apart.removeIf(other -> random.nextBoolean());
                    group.split(apart, random.nextInt(3_000));
                }
                case 1 -> group.heal(random.nextInt(3_000));
                case 2 -> {
                    if (rough) {
                        node.hang(random.nextBoolean());
                    }
                }
                case 3 -> {
                    if (node.hung) {
                        node.excluded = true;
                        group.views(0);
                    }
                }
                case 4, 5 -> resume(node);
                case 6 -> {
                    if (rough && group.nodes.size() > 2) {
                        group.kill(node, random.nextInt(3_000));
                    }
                }
                case 7 -> {
                    if (group.nodes.size() < 7) {
                        group.start("node-" + names++);
                    }
                }
                case 8 -> {
                    if (rough && node.protocol != null && !node.hung) {
                        node.undeploy();
                    }
                }
                case 9, 10 -> {
                    if (node.protocol == null && !node.hung) {
                        node.deploy(group.newOrigin());
                    }
                }
                case 11 -> {
                    if (lossy) {
                        group.lost = random.nextInt(30);
                    }
                }
                case 12, 13, 14, 15 -> {
                    if (!node.hung && node.protocol != null) {
                        end(node, session);
                    }
                }
                default -> {
                    if (!node.hung) {
                        node.begin(session);
                    }
                }
            }
            group.runMillis(random.nextInt(random.nextInt(4) == 0 ? 4_000 : 100));
        }

        private void resume(SimulatedNode node) {
            if (node.hung) {
                boolean excluded = node.excluded;
                node.resume();
                if (excluded) {
                    group.views(0);
                }
            }
        }

        /** Nothing is broken any more, and nothing gets lost. */
        private void repair() {
            group.lost = 0;
            all().forEach(this::resume);
            all().stream().filter(node -> node.protocol == null).forEach(node -> node.deploy(group.newOrigin()));
            group.heal(0);
            // The last merge.
            group.runMillis(60);
        }

        /**
         * Whether a node that is there has heard of it. If messages get lost besides, the node of the end has to be there, which sends them
         * again. The others then learn of it in a round of digests only.
         */
        private boolean isKnown(Ended end) {
            return (!lossy || !end.node().dead && end.node().origin == end.origin()) && all().stream().anyMatch(node -> node.protocol.ended().end(end.origin(), end.number(), node.now()) != null);
        }
    }

    /** No session that has ended has a connection after the last merge and 2 seconds. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatHasEndedIsGoneTwoSecondsAfterTheLastMerge(long seed) {
        World world = new World(seed, true);
        for (int i = 0; i < 80; i++) {
            world.step();
        }
        world.repair();
        List<Ended> known = world.ends.stream().filter(world::isKnown).toList();
        world.group.runMillis(2_000);
        for (Ended end : known) {
            for (SimulatedNode node : world.all()) {
                SimulatedNode.Session left = node.sessions.get(end.session());
                assertThat(left == null || left.begun > end.at()).as("seed %d: %s of %s on %s, begun at %d", seed, end, end.node().name, node.name, left == null ? 0 : left.begun).isTrue();
            }
        }
        assertThat(world.ends).as("seed %d", seed).allMatch(end -> end.answer().isDone() || end.node().dead || end.node().origin != end.origin());
    }

    /** A name that is used again on purpose, not in the moment of the end, is not ended by an old message, if the node of the end is there. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aNameThatIsUsedAgainStays(long seed) {
        World world = new World(seed, false);
        for (int i = 0; i < 80; i++) {
            world.step();
        }
        world.repair();
        world.group.runMillis(20_000);
        for (SimulatedNode node : world.all()) {
            assertThat(node.longestError).as("seed %d: %s", seed, node.name).isLessThan(TimeUnit.SECONDS.toNanos(3));
        }
    }

    /**
     * All nodes open as many connections to a host as they may. There are never more than the limit for each list of members by which one of
     * them was opened.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void aLimitIsOvershotByTheListsOfMembersOnly(long seed) {
        World world = new World(seed, true);
        int limit = 1 + world.random.nextInt(12);
        Map<SimulatedNode, List<List<String>>> open = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            world.step();
            for (SimulatedNode node : world.all()) {
                List<List<String>> connections = open.computeIfAbsent(node, absent -> new ArrayList<>());
                connections.removeIf(connection -> world.random.nextInt(10) == 0);
                List<String> members = node.protocol == null ? List.of(node.name) : node.protocol.sharing();
                assertThat(node.nodes).as("seed %d", seed).isEqualTo(members.size());
                while (!node.hung && connections.size() < share(limit, node)) {
                    connections.add(members);
                }
            }
            Set<List<String>> lists = new LinkedHashSet<>();
            open.values().forEach(lists::addAll);
            int all = open.values().stream().mapToInt(List::size).sum();
            assertThat(all).as("seed %d, limit %d, %s", seed, limit, lists).isLessThanOrEqualTo(limit * lists.size());
        }
        world.repair();
        world.group.runMillis(15_000);
        assertThat(world.all().stream().mapToInt(node -> share(limit, node)).sum()).as("seed %d", seed).isEqualTo(limit);
    }

    /** As the adapter does it, for a host whose turn begins at the first node. */
    static int share(int limit, SimulatedNode node) {
        return limit / node.nodes + (node.position < limit % node.nodes ? 1 : 0);
    }
}
