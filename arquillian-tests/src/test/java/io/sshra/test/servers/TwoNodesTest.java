package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.test.servers.Application.Key;
import io.sshra.testing.RequiresOpenSsh;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster of two WildFlys in which nothing fails. */
@Tag("cluster")
@RequiresOpenSsh
class TwoNodesTest {

    private static TwoNodes cluster;
    private static WildFlyNode first;
    private static WildFlyNode second;
    private static Application atFirst;
    private static Application atSecond;

    @BeforeAll
    static void start() throws Exception {
        long start = System.nanoTime();
        cluster = new TwoNodes("cluster", WildFlyNode.Setup.NOTHING);
        first = cluster.first();
        second = cluster.second();
        atFirst = new Application(first.application());
        atSecond = new Application(second.application());
        TwoNodes.report("start of two nodes", start);
        cluster.awaitBoth();
        TwoNodes.report("start of two nodes until they know each other", start);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        cluster.awaitConnections(0);
    }

    /** Opens a connection of the user's session {@code s} on each node. */
    private static Key openOnBoth(String user) {
        Key key = new Key(user, "s", Machine.profile(0));
        atFirst.run(key, "true");
        atSecond.run(key, "true");
        cluster.awaitConnections(2);
        return key;
    }

    @Test
    void theEndOfASessionOnOneNodeEndsItOnBoth() throws Exception {
        Key key = openOnBoth("end");
        long start = System.nanoTime();

        String end = second.call(null, "end", "user", key.user(), "session", key.session());

        TwoNodes.report("the end of a session: the call", start);
        assertThat(end).isEqualTo("1 here, 1 elsewhere, unanswered []");
        cluster.awaitConnections(0);
        TwoNodes.report("the end of a session: all closed on both nodes", start);
        assertThat(atFirst.open(key)).isEmpty();
    }

    @Test
    void aLogOutOnTheOtherNodeEndsTheUsersConnectionsOnBoth() throws Exception {
        String id = first.call(null, "login", "user", "logout", "session", "s", "seconds", "600");
        Key key = openOnBoth("logout");
        await("the HTTP session on the other node").until(() -> second.call(id, "who").equals("logout"));
        long start = System.nanoTime();

        second.call(id, "logout");

        cluster.awaitConnections(0);
        TwoNodes.report("a log-out: all closed on both nodes", start);
        assertThat(atFirst.open(key)).isEmpty();
        assertThat(atSecond.open(key)).isEmpty();
        assertThat(first.call(id, "who")).isEqualTo("nobody");
    }

    @Test
    void anHttpSessionThatExpiresEndsItsConnectionsOnBoth() throws Exception {
        openOnBoth("expiry");
        first.call(null, "login", "user", "expiry", "session", "s", "seconds", "1");

        cluster.awaitConnections(0);
    }

    /** A new session of the same names is not ended by the message about the old one. */
    @Test
    void aSessionMayBeginAnewOnEitherNodeAfterItsEnd() throws Exception {
        Key key = openOnBoth("again");
        atFirst.end(key);
        cluster.awaitConnections(0);

        openOnBoth("again");

        assertThat(atFirst.open(key)).hasSize(1);
        assertThat(atSecond.end(key)).as("on both").isEqualTo(2);
    }

    @Test
    void aNodeSeesAndEndsConnectionsOfTheOther() throws Exception {
        Key key = openOnBoth("view");
        String all = second.call(null, "connections");
        Matcher ofFirst = Pattern.compile("(?m)^node-1 (\\d+) view/s/" + key.profile() + "$").matcher(all);
        assertThat(ofFirst.find()).as(all).isTrue();
        assertThat(all).containsPattern("(?m)^node-2 \\d+ view/s/" + key.profile() + "$").endsWith("unanswered []");

        assertThat(second.call(null, "close", "node", TwoNodes.FIRST, "number", ofFirst.group(1))).isEqualTo("true");

        cluster.awaitConnections(1);
        assertThat(atFirst.open(key)).isEmpty();
        assertThat(atSecond.open(key)).hasSize(1);
        assertThat(second.call(null, "close", "node", TwoNodes.FIRST, "number", ofFirst.group(1))).as("it is closed already").isEqualTo("false");
        atSecond.end(key);
    }
}
