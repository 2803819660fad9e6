package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.test.servers.Application.Answer;
import io.sshra.test.servers.Application.Key;
import io.sshra.testing.AtOnce;
import io.sshra.testing.RequiresOpenSsh;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster of two WildFlys, one of which dies, hangs or is alone for a while. Takes minutes, so that it needs a profile, see CONTRIBUTING.md. */
@Tag("cluster-faults")
@RequiresOpenSsh
class TwoNodesFaultsTest {

    private static final int CALLERS = 4;

    private static TwoNodes cluster;
    private static WildFlyNode first;
    private static WildFlyNode second;
    private static Application atFirst;
    private static Application atSecond;

    /** Both start at the same moment, so each may be alone at first: they merge while this test goes on. */
    @BeforeAll
    static void start() throws Exception {
        cluster = new TwoNodes("cluster-faults", WildFlyNode.Setup.NOTHING);
        first = cluster.first();
        second = cluster.second();
        atFirst = new Application(first.application());
        atSecond = new Application(second.application());
        long start = System.nanoTime();
        Key key = new Key("merge", "s", Machine.profile(0));
        atFirst.run(key, "true");
        String end = second.call(null, "end", "user", key.user(), "session", key.session());
        cluster.awaitConnections(0);
        TwoNodes.report("a session that ended on the second node while both started (" + end + "): closed on the first", start);
        cluster.awaitBoth();
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String end(WildFlyNode node, Key key) throws Exception {
        return node.call(null, "end", "user", key.user(), "session", key.session());
    }

    @Test
    void aNodeIsKilledUnderLoadAndTheOtherOneLosesNothing() throws Exception {
        Key shared = new Key("killed", "s", Machine.profile(0));
        atFirst.run(shared, "true");
        atSecond.run(shared, "true");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        Queue<Answer> failures = new ConcurrentLinkedQueue<>();
        AtOnce load = new AtOnce();
        for (int caller = 0; caller < CALLERS; caller++) {
            Key key = new Key("load", "s" + caller, Machine.profile(1));
            load.run(() -> {
                while (!over.get()) {
                    Answer answer = atSecond.tryToRun(key, "true");
                    if (answer.exception() == null) {
                        done.incrementAndGet();
                    } else {
                        failures.add(answer);
                    }
                }
            });
        }
        // The first node is under load, too, and its callers see it die.
        AtOnce dying = new AtOnce().run(() -> {
            try {
                for (;;) {
                    atFirst.tryToRun(new Key("load", "dying", Machine.profile(1)), "true");
                }
            } catch (IllegalStateException gone) {
                // As expected.
            }
        });
        await("some load").until(() -> done.get() > 50);
        long start = System.nanoTime();

        first.kill();

        String end = end(second, shared);
        TwoNodes.report("after kill -KILL of a node, the end of a session (" + end + "): the call", start);
        assertThat(end).startsWith("1 here, 0 elsewhere");
        TwoNodes.awaitNodes(second, TwoNodes.SECOND);
        TwoNodes.report("after kill -KILL of a node, until the other one knows it", start);
        int before = done.get();
        await("the load goes on").until(() -> done.get() > before + 50);
        over.set(true);
        load.await();
        dying.await();
        assertThat(failures).isEmpty();
        for (int caller = 0; caller < CALLERS; caller++) {
            atSecond.end(new Key("load", "s" + caller, ""));
        }
        cluster.start(first);
        cluster.awaitBoth();
        cluster.awaitConnections(0);
    }

    /** It is continued before the others give it up. */
    @Test
    void aHungNodeDelaysNobodyAndEndsWhatItMissedWhenItGoesOn() throws Exception {
        Key key = new Key("hung", "s", Machine.profile(0));
        Key other = new Key("hung", "other", Machine.profile(1));
        atFirst.run(key, "true");
        atSecond.run(key, "true");
        cluster.awaitConnections(2);
        first.suspend();
        try {
            long start = System.nanoTime();
            assertThat(end(second, key)).as("that it ends at all, while the other node is silent").isEqualTo("1 here, 0 elsewhere, unanswered [node-1]");
            TwoNodes.report("while a node is stopped, the end of a session: the call", start);
            cluster.awaitConnections(1);
            assertThat(second.call(null, "connections")).endsWith("unanswered [node-1]");
            atSecond.run(other, "true");
            atSecond.run(key, "true");
            cluster.awaitConnections(3);
        } finally {
            first.resume();
        }
        long start = System.nanoTime();
        cluster.awaitConnections(2);
        TwoNodes.report("from kill -CONT until the session is over there, too", start);

        assertThat(atFirst.open(key)).isEmpty();
        assertThat(atSecond.open(key)).as("a new session of the same names, which began later").hasSize(1);
        atSecond.end(key);
        atSecond.end(other);
        cluster.awaitConnections(0);
        cluster.awaitBoth();
    }

    /** The others give it up meanwhile, which takes JGroups most of a minute. */
    @Test
    void aNodeThatWasGivenUpEndsWhatItMissedWhenItIsBack() throws Exception {
        Key before = new Key("away", "before", Machine.profile(0));
        Key meanwhile = new Key("away", "meanwhile", Machine.profile(0));
        atFirst.run(before, "true");
        atFirst.run(meanwhile, "true");
        cluster.awaitConnections(2);
        long stopped = System.nanoTime();
        first.suspend();
        try {
            assertThat(end(second, before)).isEqualTo("0 here, 0 elsewhere, unanswered [node-1]");
            TwoNodes.awaitNodes(second, TwoNodes.SECOND);
            TwoNodes.report("from kill -STOP until the other node gives it up", stopped);
            assertThat(end(second, meanwhile)).isEqualTo("0 here, 0 elsewhere, unanswered []");
        } finally {
            first.resume();
        }
        long start = System.nanoTime();
        cluster.awaitConnections(0);
        TwoNodes.report("from kill -CONT of a node that was given up until the sessions are over there, too", start);
        cluster.awaitBoth();
        TwoNodes.report("from kill -CONT of a node that was given up until both know each other", start);
    }

    @Test
    void anUndeploymentOnOneNodeLeavesTheOther() throws Exception {
        Key key = new Key("undeployed", "s", Machine.profile(0));
        atFirst.run(key, "true");
        atSecond.run(key, "true");
        cluster.awaitConnections(2);

        second.undeploy();

        cluster.awaitConnections(1);
        TwoNodes.awaitNodes(first, TwoNodes.FIRST);
        atFirst.run(key, "true");
        assertThat(first.call(null, "end", "user", key.user(), "session", key.session())).isEqualTo("1 here, 0 elsewhere, unanswered []");
        second.deploy();
        cluster.awaitBoth();
        Key after = new Key("deployed", "s", Machine.profile(0));
        atFirst.run(after, "true");
        atSecond.run(after, "true");
        assertThat(atFirst.end(after)).as("on both nodes").isEqualTo(2);
        cluster.awaitConnections(0);
    }
}
