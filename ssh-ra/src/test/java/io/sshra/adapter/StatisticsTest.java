package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshTarget;
import io.sshra.adapter.management.Figure;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures and operations for operators. */
class StatisticsTest {

    private static final MBeanServer MBEANS = ManagementFactory.getPlatformMBeanServer();

    private static EmbeddedSshServer server;

    @BeforeAll
    static void startServer() {
        server = EmbeddedSshServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** Its default profile leads to the server. */
    private static AdapterFixture fixture() throws Exception {
        return new AdapterFixture(adapter -> adapter.setMaxConnectionsPerSession(2), definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
        });
    }

    private static Set<ObjectName> names() {
        try {
            return MBEANS.queryNames(new ObjectName("io.sshra:type=ConnectionFactory,*"), null);
        } catch (javax.management.MalformedObjectNameException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The bean, as a JMX client uses it. */
    private static SshConnectionFactoryMXBean bean(AdapterFixture fixture) {
        List<SshConnectionFactoryMXBean> beans = names().stream()
                .map(name -> JMX.newMXBeanProxy(MBEANS, name, SshConnectionFactoryMXBean.class)).toList();
        assertThat(beans).hasSize(1);
        return beans.get(0);
    }

    private static SshConnectionSpec spec(String user, String profile) {
        return AdapterFixture.spec(user, "s", profile, AdapterFixture.target(server).allowForwarding(true).build());
    }

    @Test
    void connectionsCommandsAndEndsAreCounted() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            SshConnectionFactoryMXBean bean = bean(fixture);
            try (SshConnection connection = fixture.factory.getConnection(spec("alice", "a"));
                    SshProcess process = connection.start(SshCommand.of("cat"))) {
                connection.exec("echo hello");
                connection.exec(SshCommand.shell("sleep 60").withTimeout(Duration.ofMillis(50)));
                try (SshForward forward = connection.forwardLocal(0, "127.0.0.1", 9)) {
                    assertThat(forward.isOpen()).isTrue();
                    assertThat(bean.getOpenChannels()).isEqualTo(2);
                }
                connection.open(server.host(), server.port()).close();
                try (SshConnection second = fixture.factory.getConnection(spec("alice", "a"))) {
                    assertThat(second.info().alive()).isTrue();
                    assertThat(bean.getLeasesInUse()).isEqualTo(2);
                    assertThat(bean.getLeases()).isEqualTo(2);
                }
                server.cutConnections();
                process.waitFor();
                connection.exec("echo again");
                assertThat(bean.getOpenConnections()).isEqualTo(1);
                assertThat(bean.getOpenChannels()).isZero();

                assertThat(bean.getConnects()).isEqualTo(1);
                assertThat(bean.getReconnects()).isEqualTo(1);
                assertThat(bean.getReuses()).isEqualTo(1);
                await().until(() -> bean.getCommands() == 4);
                assertThat(bean.getCommandsTimedOut()).isEqualTo(1);
                assertThat(bean.getCommandsLost()).as("the process").isEqualTo(1);
                assertThat(bean.getForwardings()).isEqualTo(1);
                assertThat(bean.getStreams()).isEqualTo(1);
                assertThat(bean.getClosedConnectionLost()).isEqualTo(1);
                assertThat(bean.getBytesReceived()).isEqualTo("hello\nagain\n".length());
                assertThat(bean.getConnectMicrosMean()).isPositive().isLessThanOrEqualTo(bean.getConnectMicrosMax());
                assertThat(bean.getConnectMicrosTotal() / 2).as("of two connects").isEqualTo(bean.getConnectMicrosMean());
                assertThat(bean.getAuthenticationMicrosMean()).isPositive().isLessThan(bean.getConnectMicrosMean());
                assertThat(bean.getCommandMicrosMax()).isGreaterThan(50_000);
            }
            fixture.factory.sessions().closeSession("alice", "s");
            assertThat(bean.getOpenConnections()).isZero();
            assertThat(bean.getBytesReceived()).as("those of closed ones stay").isEqualTo("hello\nagain\n".length());
            assertThat(bean.getClosedSessionEnd() + bean.getClosedContainerDestroyed()).isEqualTo(1);

            bean.resetStatistics();
            for (Figure figure : Figure.ALL) {
                assertThat(MBEANS.getAttribute(names().iterator().next(), figure.name())).as(figure.name()).isEqualTo(0L);
            }
        }
    }

    @Test
    void jmxClientsSeeDescriptionsAndNamesOfParameters() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            assertThat(bean(fixture).getOpenConnections()).isZero();
            MBeanInfo info = MBEANS.getMBeanInfo(names().iterator().next());
            assertThat(MBEANS.queryNames(new ObjectName("io.sshra*:*"), null)).as("there are no other beans").isEqualTo(names());

            assertThat(info.getAttributes()).hasSize(Figure.ALL.size() + 4)
                    .allMatch(attribute -> attribute.getDescription().length() > 10 && !attribute.getDescription().equals(attribute.getName()));
            for (Figure figure : Figure.ALL) {
                assertThat(info.getAttributes()).filteredOn(attribute -> attribute.getName().equals(figure.name())).singleElement()
                        .extracting(MBeanAttributeInfo::getDescription).isEqualTo(figure.description());
            }
            String documentation = Files.readString(Path.of("../docs/operation.md"));
            assertThat(info.getOperations()).hasSize(8).allSatisfy(operation -> {
                assertThat(operation.getDescription()).isNotEqualTo(operation.getName()).hasSizeGreaterThan(10);
                assertThat(operation.getSignature()).allMatch(parameter -> parameter.getDescription().length() > 10);
                assertThat(documentation).contains("| `" + operation.getName() + "(" + Stream.of(operation.getSignature())
                        .map(MBeanParameterInfo::getName).collect(Collectors.joining(", ")) + ")` |");
            });
        }
    }

    @Test
    void refusedCallersAreCountedByKind() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            SshConnectionFactoryMXBean bean = bean(fixture);
            SshTarget wrongPassword = AdapterFixture.target(server).password("wrong".toCharArray()).build();
            SshTarget closed = AdapterFixture.target(server).port(HostileServer.closedPort()).build();
            assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("a", "s", "p", wrongPassword)));
            assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("a", "s", "p", closed)));
            assertThatThrownBy(() -> fixture.factory.getConnection(SshConnectionSpec.of("a", "s", "unknown")));
            try (EmbeddedSshServer other = EmbeddedSshServer.start()) {
                SshTarget another = SshTarget.builder().host(other.host()).port(other.port()).username(EmbeddedSshServer.USER)
                        .password(EmbeddedSshServer.PASSWORD.toCharArray()).hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
                assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("a", "s", "p", another)));
            }
            try (SshConnection one = fixture.factory.getConnection(spec("a", "1")); SshConnection two = fixture.factory.getConnection(spec("a", "2"))) {
                assertThat(one.info().number()).isNotEqualTo(two.info().number());
                assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("a", "s", "3", wrongPassword)));
            }
            assertThat(bean.getAuthenticationsRefused()).isEqualTo(1);
            assertThat(bean.getConnectsFailed()).isEqualTo(1);
            assertThat(bean.getHostKeysRefused()).isEqualTo(1);
            assertThat(bean.getLimitsHit()).isEqualTo(1);
            assertThat(bean.getCallersRefused()).isEqualTo(5);
            assertThat(bean.getRefusals()).isEqualTo(Map.of(SshErrorCode.AUTHENTICATION_REFUSED.code(), 1L, SshErrorCode.CONNECTION_REFUSED.code(), 1L,
                    SshErrorCode.UNKNOWN_PROFILE.code(), 1L, SshErrorCode.HOST_KEY_CHANGED.code(), 1L, SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION.code(), 1L));
        }
    }

    @Test
    void connectionsAreListedAndOneIsClosedAndASessionIsEnded() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            SshConnectionFactoryMXBean bean = bean(fixture);
            try (SshConnection alice = fixture.factory.getConnection(spec("alice", "a")); SshConnection bob = fixture.factory.getConnection(spec("bob", "b"))) {
                SshConnectionInfo info = alice.info();
                assertThat(bean.listConnections()).extracting(SshConnectionFactoryMXBean.Connection::number).contains(info.number()).hasSize(2).isSorted();
                SshConnectionFactoryMXBean.Connection listed = bean.listConnections().get(0);
                assertThat(listed).usingRecursiveComparison().ignoringFields("lastActivity").isEqualTo(SshConnectionFactoryMXBean.Connection.of(info));
                CompositeData[] raw = (CompositeData[]) MBEANS.invoke(names().iterator().next(), "listConnections", null, null);
                assertThat(raw[0].get("userId")).isEqualTo("alice");
                assertThat(raw[0].get("openHandles")).isEqualTo(1);
                assertThat(raw[0].values()).hasSize(SshConnectionFactoryMXBean.Connection.class.getRecordComponents().length);

                assertThat(bean.closeConnection(info.number())).isTrue();
                assertThat(bean.closeConnection(info.number())).isFalse();
                assertThatThrownBy(() -> alice.exec("true")).isInstanceOf(SshConnectionClosedException.class);
                assertThat(bob.exec("true").succeeded()).isTrue();
                assertThat(bean.endSession("bob", "s")).isEqualTo(1);
                assertThatThrownBy(() -> bob.exec("true")).isInstanceOf(SshConnectionClosedException.class);
                assertThat(bean.listConnections()).isEmpty();
            }
            assertThatThrownBy(() -> bean.endSession("", "s")).hasMessageContaining("the user name is empty");
            assertThat(bean.getClosedExplicitClose()).isEqualTo(1);
            assertThat(bean.getClosedSessionEnd()).isEqualTo(1);
        }
    }

    @Test
    void testingAProfileTouchesNoOtherConnection() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            SshConnectionFactoryMXBean bean = bean(fixture);
            int before = server.authenticatedSessions();
            SshConnectionFactoryMXBean.Probe good = bean.testProfile(null);
            assertThat(good.successful()).isTrue();
            assertThat(good.hostKey()).isEqualTo(server.hostKeyFingerprint());
            assertThat(good.serverVersion()).startsWith("SSH-2.0-");
            assertThat(server.authenticatedSessions()).isEqualTo(before + 1);
            assertThat(bean.listConnections()).isEmpty();

            SshConnectionFactoryMXBean.Probe unknown = bean.testProfile("nowhere");
            assertThat(unknown.successful()).isFalse();
            assertThat(unknown.code()).isEqualTo("SSHRA001101");
            assertThat(unknown.message()).contains("nowhere");
        }
    }

    @Test
    void aRefusedCredentialIsNotTestedAgainImmediately() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword("wrong");
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
        })) {
            assertThat(bean(fixture).testProfile("").code()).isEqualTo("SSHRA001301");
            assertThat(bean(fixture).testProfile("").code()).isEqualTo("SSHRA001302");
        }
    }

    @Test
    void eachDefinitionHasABeanUntilItsAdapterStops() throws Exception {
        assertThat(names()).isEmpty();
        try (AdapterFixture one = fixture(); AdapterFixture other = fixture()) {
            assertThat(names()).hasSize(2);
            SshManagedConnectionFactory late = new SshManagedConnectionFactory();
            late.setResourceAdapter(other.adapter);
            late.createConnectionFactory();
            late.createConnectionFactory();
            assertThat(names()).hasSize(3);
            one.adapter.stop();
            assertThat(names()).hasSize(2);
        }
        assertThat(names()).isEmpty();
    }

    private static SshManagedConnectionFactory another(AdapterFixture fixture, Consumer<SshManagedConnectionFactory> settings) throws Exception {
        SshManagedConnectionFactory definition = new SshManagedConnectionFactory();
        settings.accept(definition);
        definition.setResourceAdapter(fixture.adapter);
        return definition;
    }

    /** GlassFish makes one for each look-up that fails and for each property that changes, and never says that one is gone. */
    @Test
    void definitionsThatTheServerHasGivenUpAreForgotten() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            another(fixture, definition -> { });
            assertThat(names()).as("without a factory").hasSize(1);
            for (int i = 0; i < 3; i++) {
                SshConnectionFactory factory = (SshConnectionFactory) another(fixture, definition -> { }).createConnectionFactory();
                factory.getConnection(spec("alice", "a")).close();
            }
            assertThat(fixture.adapter.definitions().hasOne()).isFalse();
            await().until(() -> {
                System.gc();
                fixture.adapter.definitions().forgetCollected();
                return fixture.adapter.definitions().hasOne();
            });
            assertThat(names()).hasSize(1);
            assertThat(bean(fixture).getConnects()).as("the one that is used").isZero();
        }
    }

    /** GlassFish makes a definition anew for each property that changes. */
    @Test
    void aDefinitionThatReplacesAnotherGetsItsName() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            another(fixture, definition -> definition.setDefinitionName("nightly")).createConnectionFactory();
            SshManagedConnectionFactory replacement = another(fixture, definition -> definition.setDefinitionName("nightly"));
            replacement.createConnectionFactory();
            await().untilAsserted(() -> {
                System.gc();
                fixture.adapter.definitions().forgetCollected();
                assertThat(names()).extracting(name -> ObjectName.unquote(name.getKeyProperty("name"))).containsExactlyInAnyOrder("default", "nightly");
            });
            assertThat(replacement.name()).as("still held").isEqualTo("nightly");
        }
    }

    @Test
    void theNameThatAnOperatorGivesADefinitionComesFirst() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            List<SshManagedConnectionFactory> others = List.of(another(fixture, definition -> definition.setDefinitionName("nightly")),
                    another(fixture, definition -> definition.setProfilesFile("/etc/ssh-ra/profiles")), another(fixture, definition -> { }));
            for (SshManagedConnectionFactory definition : others) {
                definition.createConnectionFactory();
            }
            assertThat(names()).extracting(name -> ObjectName.unquote(name.getKeyProperty("name")))
                    .containsExactlyInAnyOrder("default", "nightly", "default /etc/ssh-ra/profiles", "default-2");

            others.get(0).boundAs("java:/eis/nightly");
            others.get(1).boundAs("java:/eis/ssh");
            assertThat(names()).extracting(name -> ObjectName.unquote(name.getKeyProperty("name")))
                    .containsExactlyInAnyOrder("default", "nightly", "java:/eis/ssh", "default-2");
            assertThat(others).extracting(SshManagedConnectionFactory::definition).doesNotHaveDuplicates();
        }
    }

    @Test
    void theContainersStatisticsShowTheFiguresOfTheBean() throws Exception {
        SshManagedConnectionFactory notStarted = new SshManagedConnectionFactory();
        assertThat(notStarted.getStatistics()).as("without an adapter").isNull();
        notStarted.setResourceAdapter(new SshResourceAdapter());
        StatisticsPlugin empty = notStarted.getStatistics();
        assertThat(empty.getNames()).allSatisfy(name -> assertThat(empty.getValue(name)).isEqualTo(0L));
        try (AdapterFixture fixture = fixture()) {
            StatisticsPlugin plugin = fixture.definition.getStatistics();
            fixture.factory.getConnection(spec("alice", "a")).close();
            assertThat(plugin.getValue("Connects")).isEqualTo(1L);
            assertThat(plugin.getType("Connects")).isEqualTo(long.class);
            assertThat((Long) plugin.getValue("ConnectMicrosMax")).isPositive();
            assertThat(plugin.getDescription("Connects")).isNotBlank();
            plugin.clear();
            assertThat(plugin.getValue("Connects")).isEqualTo(0L);
        }
        Set<String> attributes = Arrays.stream(SshConnectionFactoryMXBean.class.getMethods()).filter(method -> method.getName().startsWith("get")
                && method.getReturnType().isPrimitive()).map(Method::getName).map(name -> name.substring(3)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(empty.getNames())).isEqualTo(attributes);
        empty.setEnabled(false);
        assertThat(empty.getNames()).as("WildFly would not show the figures of its pool").isEmpty();
    }

    @Test
    void figuresOfTheOnlyDefinitionAreNotShownASecondTimeForTheAdapter() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            assertThat(fixture.definition.getStatistics().getNames()).hasSameSizeAs(Figure.ALL);
            assertThat(fixture.adapter.getStatistics().getNames()).isEmpty();
        }
    }

    @Test
    void severalDefinitionsShowTheirFiguresTogetherForTheAdapter() throws Exception {
        try (AdapterFixture fixture = fixture()) {
            SshManagedConnectionFactory second = new SshManagedConnectionFactory();
            second.setResourceAdapter(fixture.adapter);
            SshConnectionFactory other = (SshConnectionFactory) second.createConnectionFactory();
            StatisticsPlugin together = fixture.adapter.getStatistics();
            assertThat(fixture.definition.getStatistics().getNames()).as("WildFly would show them for the other one, too").isEmpty();
            assertThat(second.getStatistics().getNames()).isEmpty();
            assertThat(together.getNames()).hasSameSizeAs(Figure.ALL);

            try (SshConnection one = fixture.factory.getConnection(spec("alice", "a")); SshConnection two = other.getConnection(spec("bob", "b"))) {
                one.exec("echo hello");
                two.exec("echo again");
                two.exec("echo again");
                assertThat(together.getValue("OpenConnections")).isEqualTo(2L);
                assertThat(together.getValue("Connects")).isEqualTo(2L);
                assertThat(together.getValue("Commands")).isEqualTo(3L);
                assertThat(together.getValue("BytesReceived")).isEqualTo(18L);
                List<SshConnectionFactoryMXBean> beans = names().stream()
                        .map(name -> JMX.newMXBeanProxy(MBEANS, name, SshConnectionFactoryMXBean.class)).toList();
                assertThat(beans).extracting(SshConnectionFactoryMXBean::getCommands).containsExactlyInAnyOrder(1L, 2L);
                assertThat(together.getValue("CommandMicrosMax"))
                        .isEqualTo(beans.stream().mapToLong(SshConnectionFactoryMXBean::getCommandMicrosMax).max().orElseThrow());
                long nanosAtMost = beans.stream().mapToLong(bean -> (bean.getCommandMicrosMean() + 1) * bean.getCommands()).sum();
                assertThat((Long) together.getValue("CommandMicrosMean")).as("of all commands").isBetween((nanosAtMost - 3) / 3 - 1, nanosAtMost / 3);
            }
            together.setEnabled(false);
            assertThat(together.getNames()).as("WildFly could not describe its resource").isEmpty();
            together.clear();
            assertThat(together.getValue("Commands")).isEqualTo(0L);
            assertThat(MBEANS.getAttributes(names().iterator().next(), new String[] {"Commands"}).asList()).extracting("value").containsExactly(0L);
        }
    }

    @Test
    void anAdapterWithoutDefinitionsHasFiguresOfZero() {
        StatisticsPlugin plugin = new SshResourceAdapter().getStatistics();
        assertThat(plugin.getValue("Commands")).isEqualTo(0L);
        plugin.clear();
    }

    /** As WildFly's WildFlyMetricMetadata makes it of an attribute's name; its metrics subsystem has the start. */
    static String metric(Figure figure) {
        return figure.name().replaceAll("(?<=[a-z])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void theTableOfTheDocumentationHasEachFigure() throws Exception {
        List<String> documentation = Files.readAllLines(Path.of("../docs/operation.md"));
        assertThat(documentation).containsAll(Figure.ALL.stream().map(figure -> "| `" + figure.name() + "` | `"
                + metric(figure) + "` | " + (figure.counter() ? "counter" : "gauge") + " | " + figure.description() + " |").toList());
        assertThat(documentation.stream().filter(line -> line.matches("\\| `[A-Z]\\w+` \\| `\\w+` \\|.*"))).as("and no other").hasSize(Figure.ALL.size());
    }
}
