package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshClusterConnections;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshSessionEnd;
import io.sshra.SshTimeoutException;
import io.sshra.spi.ClusterLink;
import io.sshra.spi.ClusterNode;
import io.sshra.spi.ClusterRegistration;
import io.sshra.testing.EmbeddedSshServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The adapter as a node of a cluster, whose other nodes a link stands for. */
class ClusterTest {

    private static EmbeddedSshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedSshServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** Records what it is asked. */
    private static final class Link implements ClusterLink {

        private final List<String> calls = new ArrayList<>();

        @Override
        public String node() {
            return "a";
        }

        @Override
        public List<String> nodes() {
            return List.of("a", "b", "c");
        }

        @Override
        public SshSessionEnd sessionEnded(String user, String session, int closedHere) {
            calls.add("ended " + user + "/" + session + " " + closedHere);
            return SshSessionEnd.of(closedHere, 2, List.of("c"));
        }

        @Override
        public SshClusterConnections connections() {
            calls.add("connections");
            return SshClusterConnections.of(List.of(SshConnectionInfo.builder().node("b").userId("bob").number(7).build()), List.of("c"));
        }

        @Override
        public boolean closeConnection(String node, long number) throws SshTimeoutException {
            calls.add("close " + node + " " + number);
            if (node.equals("c")) {
                throw new SshTimeoutException(SshErrorCode.TIMEOUT, "node c does not answer");
            }
            return true;
        }
    }

    private static SshConnection open(AdapterFixture fixture, String session) throws Exception {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", session, "p", AdapterFixture.target(server).build()));
    }

    private static SshConnectionFactoryMXBean bean() throws Exception {
        ObjectName name = ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("io.sshra:type=ConnectionFactory,*"), null).iterator().next();
        return JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(), name, SshConnectionFactoryMXBean.class);
    }

    @Test
    void withoutALinkThisNodeIsTheOnlyOne() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); SshConnection connection = open(fixture, "s")) {
            assertThat(fixture.factory.sessions().cluster().node()).isEmpty();
            assertThat(fixture.factory.sessions().cluster().nodes()).containsExactly("");
            assertThat(fixture.factory.sessions().cluster().connections().connections()).extracting(SshConnectionInfo::number).containsExactly(connection.info().number());
            assertThat(bean().getNode()).isEmpty();
            assertThat(bean().listConnectionsInCluster().connections()).hasSize(1);
            assertThatThrownBy(() -> fixture.factory.sessions().cluster().closeConnection("b", 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> fixture.factory.sessions().cluster().closeConnection(null, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(fixture.factory.sessions().cluster().closeConnection("", connection.info().number())).isTrue();
            assertThat(fixture.factory.sessions().cluster().endSession("alice", "t")).isEqualTo(SshSessionEnd.of(0, 0, List.of()));
        }
    }

    @Test
    void endsAreToldAndEverythingElseIsAskedOfTheLink() throws Exception {
        Link link = new Link();
        try (AdapterFixture fixture = new AdapterFixture()) {
            ClusterNode.of(fixture.factory).connect(link);
            try (SshConnection connection = open(fixture, "s")) {
                assertThat(connection.exec("true").succeeded()).isTrue();
                assertThat(link.calls).as("no call on the way of a connection or a command").isEmpty();
                assertThat(fixture.factory.sessions().cluster().endSession("alice", "s")).isEqualTo(SshSessionEnd.of(1, 2, List.of("c")));
            }
            open(fixture, "t").close();
            assertThat(fixture.factory.sessions().closeSession("alice", "t")).isGreaterThanOrEqualTo(2);
            assertThat(bean().endSession("alice", "u")).isEqualTo(2);
            assertThat(bean().endSessionInCluster("alice", "v")).isEqualTo(new SshConnectionFactoryMXBean.SessionEnd(0, 2, List.of("c")));
            assertThat(bean().getNodes()).containsExactly("a", "b", "c");
            assertThat(bean().getNode()).isEqualTo("a");
            assertThat(bean().listConnectionsInCluster().connections()).singleElement().satisfies(info -> assertThat(info.node() + info.number()).isEqualTo("b7"));
            assertThat(bean().listConnectionsInCluster().unanswered()).containsExactly("c");
            assertThat(bean().closeConnectionInCluster("b", 7)).isTrue();
            assertThat(bean().closeConnectionInCluster("a", 7)).isFalse();
            assertThatThrownBy(() -> bean().closeConnectionInCluster("c", 7)).isInstanceOf(IllegalStateException.class).hasMessageContaining("node c does not answer");
            assertThatThrownBy(() -> bean().endSessionInCluster("", "v")).hasMessageContaining("the user name is empty");
            assertThat(link.calls).contains("ended alice/s 1", "ended alice/u 0", "close b 7").doesNotContain("close a 7", "ended /v 0");
        }
    }

    @Test
    void anEndOfAnotherNodeIsNotToldAgain() throws Exception {
        Link link = new Link();
        try (AdapterFixture fixture = new AdapterFixture(); SshConnection connection = open(fixture, "s")) {
            ClusterNode node = ClusterNode.of(fixture.factory);
            node.connect(link);
            assertThat(node.hasSession("alice", "s")).isTrue();
            assertThat(node.connectionsHere()).extracting(SshConnectionInfo::number).containsExactly(connection.info().number());
            assertThat(node.endSession("alice", "s", Duration.ZERO)).isEqualTo(1);
            assertThatThrownBy(() -> connection.exec("true")).hasMessageContaining("SSHRA001503");
            assertThat(link.calls).isEmpty();
            assertThat(node.closeConnection(4711)).isFalse();
            assertThat(node.idleTimeout()).isEqualTo(Duration.ofSeconds(900));
        }
    }

    @Test
    void oneLinkAtATimeIsConnectedUntilItOrTheAdapterEnds() throws Exception {
        AdapterFixture fixture = new AdapterFixture();
        ClusterNode node = ClusterNode.of(fixture.factory);
        ClusterRegistration first = node.connect(new Link());
        node.share(0, 2);
        assertThatThrownBy(() -> node.connect(new Link())).isInstanceOf(IllegalStateException.class).hasMessageContaining("let one application do so");
        first.close();
        assertThat(fixture.factory.sessions().cluster().node()).isEmpty();
        ClusterRegistration second = node.connect(new Link());
        first.close();
        assertThat(fixture.factory.sessions().cluster().node()).isEqualTo("a");
        fixture.close();
        assertThatThrownBy(() -> node.connect(new Link())).isInstanceOf(IllegalStateException.class).hasMessageContaining("has stopped");
        second.close();
        assertThat(node.endSession("alice", "s", Duration.ZERO)).isZero();
        assertThat(node.connectionsHere()).isEmpty();
    }

    /** A limit of 1 for two nodes: the host's turn decides which of them has it. */
    @Test
    void aNodeWithoutAShareOpensNothingAndClosesNothing() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(adapter -> adapter.setMaxConnectionsPerHost(1), definition -> { }); SshConnection first = open(fixture, "s")) {
            ClusterNode node = ClusterNode.of(fixture.factory);
            ClusterRegistration registration = node.connect(new Link());
            node.share(0, 2);
            node.share(1, 2);
            assertThat(first.exec("true").succeeded()).isTrue();
            assertThatThrownBy(() -> open(fixture, "t")).hasMessageContaining("SSHRA001602").hasMessageContaining("share of the limit 1 for 2 nodes");
            registration.close();
            assertThatThrownBy(() -> open(fixture, "t")).hasMessageContaining("which is the limit");
        }
    }
}
