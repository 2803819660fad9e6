package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.pool.limits.Share;
import io.sshra.ssh.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pool as a node of a cluster. */
class PoolNodeTest {

    private final PoolFixture fixture = new PoolFixture(PoolFixture.settings().with(new PoolSettings.PerHost(5, 8, 100)));
    private final PoolNode node = fixture.pool.node();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void open(String session) throws Exception {
        fixture.open("alice", session, "web");
    }

    private boolean isThere(String session) {
        return node.hasSession("alice", session);
    }

    @Test
    void anEndElsewhereEndsASessionThatBeganBefore() throws Exception {
        open("s");
        fixture.clock.advance(Duration.ofSeconds(10));
        assertThat(node.endSession("alice", "s", Duration.ofSeconds(11))).isZero();
        assertThat(isThere("s")).isTrue();
        assertThat(node.endSession("alice", "s", Duration.ofSeconds(10))).isEqualTo(1);
        assertThat(isThere("s")).isFalse();
        assertThat(node.endSession("alice", "s", Duration.ZERO)).isZero();
    }

    @Test
    void theAgeOfASessionIsNotTooSmallIfOneClockStandsStill() throws Exception {
        open("s");
        fixture.clock.moveDate(Duration.ofHours(1));
        assertThat(node.endSession("alice", "s", Duration.ofMinutes(59))).isEqualTo(1);
        open("t");
        fixture.clock.advance(Duration.ofMinutes(1));
        fixture.clock.moveDate(Duration.ofHours(-2));
        assertThat(node.endSession("alice", "t", Duration.ofMinutes(1))).isEqualTo(1);
    }

    @Test
    void connectionsOfAllSessionsAreListedAndClosed() throws Exception {
        open("s");
        open("t");
        assertThat(node.connections()).extracting(SshConnectionInfo::sessionId).containsExactly("s", "t");
        assertThat(node.close(node.connections().get(0).number())).isTrue();
        assertThat(node.close(4711)).isFalse();
        assertThat(node.connections()).extracting(SshConnectionInfo::sessionId).containsExactly("t");
        assertThat(node.idleTimeout()).isEqualTo(Duration.ofSeconds(900));
    }

    @Test
    void aSmallerShareRefusesNewConnectionsAndClosesNone() throws Exception {
        for (int i = 0; i < 4; i++) {
            open("s-" + i);
        }
        node.share(0, 2);
        assertThat(node.connections()).hasSize(4);
        int share = new Share(0, 2).of(5, new Endpoint("host", 22));
        assertThatThrownBy(() -> open("more")).isInstanceOfSatisfying(SshConnectionLimitException.class, refused -> {
            assertThat(refused.code()).isEqualTo(SshErrorCode.LIMIT_CONNECTIONS_PER_HOST);
            assertThat(refused).hasMessageContaining("host:22 has 4 connections from this node, whose share of the limit 5 for 2 nodes is " + share);
        });
        node.share(0, 1);
        open("more");
        assertThatThrownBy(() -> open("still more")).hasMessageContaining("host:22 has 5 connections, which is the limit");
    }

    @Test
    void sharesAreTogetherTheLimitAndDifferByOneAtMost() {
        for (int nodes = 1; nodes <= 12; nodes++) {
            for (int limit = 1; limit <= 30; limit++) {
                Endpoint endpoint = new Endpoint("host-" + limit, 22 + nodes);
                int all = nodes;
                int most = limit;
                List<Integer> shares = IntStream.range(0, nodes).mapToObj(position -> new Share(position, all).of(most, endpoint)).toList();
                assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(limit);
                assertThat(shares).allMatch(share -> share == most / all || share == most / all + 1);
            }
        }
    }

    /** So that not the same nodes are left out of all limits that are less than the number of nodes. */
    @Test
    void whichNodesHaveMoreDependsOnTheHost() {
        List<Integer> first = new ArrayList<>();
        for (int host = 0; host < 50; host++) {
            Endpoint endpoint = new Endpoint("host-" + host, 22);
            first.add(IntStream.range(0, 3).filter(position -> new Share(position, 3).of(1, endpoint) == 1).findFirst().orElseThrow());
        }
        assertThat(first).contains(0, 1, 2);
        assertThatThrownBy(() -> new Share(2, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
