package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.adapter.handle.SshConnectionHandle;
import io.sshra.adapter.handle.SubclassedHandle;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.LogLines;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.AdministeredObject;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAllocationException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What application servers other than WildFly do, each by a stand-in. */
class OtherServersTest {

    private static EmbeddedSshServer server;

    @BeforeAll
    static void startServer() {
        server = EmbeddedSshServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** A container that does something to each connection. */
    private interface Allocation {

        Object of(Call call) throws ResourceException;

        /** What the adapter itself returns without a pool. */
        interface Call {

            SshConnection handle() throws ResourceException;
        }
    }

    private static final class Container implements ConnectionManager {

        private static final long serialVersionUID = 1L;

        private final transient Allocation allocation;

        Container(Allocation allocation) {
            this.allocation = allocation;
        }

        @Override
        public Object allocateConnection(ManagedConnectionFactory definition, ConnectionRequestInfo request) throws ResourceException {
            return allocation.of(() -> (SshConnection) new UnpooledConnectionManager().allocateConnection(definition, request));
        }
    }

    private static SshConnection connect(AdapterFixture fixture, Allocation allocation) throws ResourceException {
        return ((SshConnectionFactory) fixture.definition.createConnectionFactory(new Container(allocation)))
                .getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }

    // ---- the deployment descriptor ----

    /** The texts of these elements, or their attribute. */
    private static List<String> descriptor(String expression) throws Exception {
        Document descriptor = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("src/main/rar/META-INF/ra.xml").toFile());
        NodeList found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(expression, descriptor, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength()).mapToObj(i -> found.item(i).getTextContent()).toList();
    }

    @Test
    void theDescriptorNamesTheClassesOfTheAnnotations() throws Exception {
        ConnectionDefinition definition = SshManagedConnectionFactory.class.getAnnotation(ConnectionDefinition.class);
        AdministeredObject object = SshProfileObject.class.getAnnotation(AdministeredObject.class);
        Connector connector = SshResourceAdapter.class.getAnnotation(Connector.class);

        assertThat(descriptor("/connector/@metadata-complete")).as("whether annotations are ignored").containsExactly("false");
        assertThat(descriptor("//resourceadapter-class")).containsExactly(SshResourceAdapter.class.getName());
        assertThat(descriptor("//transaction-support")).containsExactly(connector.transactionSupport().name());
        assertThat(descriptor("//connection-definition/*")).containsExactly(SshManagedConnectionFactory.class.getName(),
                definition.connectionFactory().getName(), definition.connectionFactoryImpl().getName(), definition.connection().getName(),
                definition.connectionImpl().getName());
        assertThat(descriptor("//adminobject/*")).containsExactly(object.adminObjectInterfaces()[0].getName(), SshProfileObject.class.getName());
    }

    /** TomEE binds all of them in one context. */
    @Test
    void theDescriptorGivesEachPartItsOwnName() throws Exception {
        assertThat(descriptor("//resourceadapter/@id | //connection-definition/@id | //adminobject/@id"))
                .containsExactly("sshRA", "ssh", "sshProfile");
    }

    // ---- handles ----

    private static void assertThatItWorks(Function<SshConnection, Object> substitute) throws Exception {
        try (AdapterFixture fixture = new AdapterFixture()) {
            SshConnection connection = connect(fixture, call -> substitute.apply(call.handle()));
            assertThat(connection.info().openHandles()).isEqualTo(1);
            assertThat(connection.exec("echo hello").stdout()).isEqualTo("hello\n");
            assertThat(fixture.factory.sessions().totalConnections()).isEqualTo(1);
            connection.close();
            assertThatThrownBy(() -> connection.exec("true")).extracting("code").isEqualTo(SshErrorCode.HANDLE_CLOSED);
            await().until(() -> fixture.factory.sessions().totalConnections() == 0);
        }
    }

    @Test
    void aServerMayGiveASubclassOfTheHandle() throws Exception {
        assertThatItWorks(SubclassedHandle::new);
    }

    @Test
    void aServerMayGiveAProxyOfTheHandle() throws Exception {
        assertThatItWorks(handle -> Proxy.newProxyInstance(handle.getClass().getClassLoader(), handle.getClass().getInterfaces(),
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(handle, arguments);
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void aServerCanSubclassTheHandleAndAllItsMethods() {
        assertThat(SshConnectionHandle.class.getModifiers()).matches(Modifier::isPublic, "public").matches(flags -> !Modifier.isFinal(flags), "not final");
        List<Method> methods = List.of(SshConnectionHandle.class.getDeclaredMethods());
        assertThat(methods).filteredOn(method -> Modifier.isPublic(method.getModifiers())).hasSizeGreaterThan(10)
                .noneMatch(method -> Modifier.isFinal(method.getModifiers()));
    }

    // ---- exceptions ----

    private static ResourceException linking(ResourceException failure) {
        return new ResourceException("an exception of the server") {

            private static final long serialVersionUID = 1L;

            @Override
            @SuppressWarnings("deprecation")
            public Exception getLinkedException() {
                return failure;
            }
        };
    }

    /** One whose causes are a circle, from which the adapter's exception hangs. */
    private static ResourceException inACircle(ResourceException failure) {
        ResourceException first = linking(failure);
        first.initCause(new Exception("another exception of the server", first));
        return first;
    }

    private interface Wrapping {

        Exception of(ResourceException failure);
    }

    @Test
    void anApplicationGetsTheAdaptersExceptionWhateverTheServerWrapsItInto() throws Exception {
        List<Wrapping> wrappings = List.of(failure -> failure,
                failure -> new ResourceException("IJ000453: Unable to get managed connection", failure),
                failure -> new ResourceAllocationException("Error in allocating a connection", new Exception("PoolingException", failure)),
                failure -> new UndeclaredThrowableException(failure), failure -> new IllegalStateException("of the server", failure),
                OtherServersTest::linking, OtherServersTest::inACircle);
        try (AdapterFixture fixture = new AdapterFixture()) {
            SshTarget closed = AdapterFixture.target(server).port(HostileServer.closedPort()).build();
            for (Wrapping wrapping : wrappings) {
                SshConnectionFactory factory = (SshConnectionFactory) fixture.definition.createConnectionFactory(new Container(call -> {
                    try {
                        return call.handle();
                    } catch (ResourceException e) {
                        Exception wrapped = wrapping.of(e);
                        if (wrapped instanceof RuntimeException unchecked) {
                            throw unchecked;
                        }
                        throw (ResourceException) wrapped;
                    }
                }));
                assertThatThrownBy(() -> factory.getConnection(AdapterFixture.spec("alice", "s", "p", closed)))
                        .isInstanceOf(SshConnectException.class).extracting("code").isEqualTo(SshErrorCode.CONNECTION_REFUSED);
            }
        }
    }

    private static void assertThatItIs(SshErrorCode code, Exception failure) throws Exception {
        try (AdapterFixture fixture = new AdapterFixture()) {
            assertThatThrownBy(() -> connect(fixture, call -> {
                if (failure instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                throw (ResourceException) failure;
            })).as(failure.toString()).isInstanceOf(SshException.class).extracting("code").isEqualTo(code);
        }
    }

    @Test
    void anExhaustedPoolIsALimitInTheWordsOfEachServer() throws Exception {
        List<Exception> words = List.of(
                new ResourceException("IJ000453: Unable to get managed connection for java:/eis/ssh",
                        new ResourceException("IJ000655: No managed connections available within configured blocking timeout (5000 [ms])")),
                new ResourceAllocationException("J2CA1010E: Connection not available; timed out waiting for 5 seconds."),
                new ResourceAllocationException("Error in allocating a connection. Cause: In-use connections equal max-pool-size and expired"
                        + " max-wait-time. Cannot allocate more connections.", new Exception("In-use connections equal max-pool-size and expired")),
                new ResourceAllocationException("Error in allocating a connection. Cause: No available resources and wait time 5000 ms expired.",
                        new Exception("No available resources and wait time 5000 ms expired.")),
                new ResourceException("No ManagedConnections available within configured blocking timeout ( 5000 [ms] ) for pool a"));
        for (Exception exhausted : words) {
            assertThatItIs(SshErrorCode.LIMIT_CONTAINER_POOL, exhausted);
        }
    }

    /** GlassFish has one exception for everything. */
    @Test
    void anotherFailureOfTheServerIsNoLimit() throws Exception {
        assertThatItIs(SshErrorCode.CONTAINER_REFUSED, new ResourceException("no reason"));
        assertThatItIs(SshErrorCode.CONTAINER_REFUSED, new IllegalStateException("no such context"));
        assertThatItIs(SshErrorCode.CONTAINER_REFUSED, new ResourceAllocationException("Error in allocating a connection. Cause: no class",
                new Exception("PoolingException", new ClassNotFoundException("of the test"))));
    }

    @Test
    void theAdviceNamesTheServersOwnSetting() throws Exception {
        assertThat(ContainerKind.of("org.jboss.jca.core.connectionmanager.notx.NoTxConnectionManagerImpl").size()).isEqualTo("max-pool-size");
        assertThat(ContainerKind.of("com.ibm.ejs.j2c.ConnectionManager").size()).startsWith("maxPoolSize");
        assertThat(ContainerKind.of("com.sun.enterprise.connectors.ConnectionManagerImpl").size()).startsWith("max-pool-size of the connector");
        assertThat(ContainerKind.of("org.apache.geronimo.connector.outbound.GenericConnectionManager").size()).startsWith("poolMaxSize");
        assertThat(ContainerKind.of(new UnpooledConnectionManager())).isEqualTo(ContainerKind.OTHER);
        try (AdapterFixture fixture = new AdapterFixture()) {
            assertThatThrownBy(() -> connect(fixture, call -> {
                throw new ResourceAllocationException("exhausted");
            })).hasMessageContaining(ContainerKind.OTHER.size());
        }
    }

    @Test
    void whatIsOtherwiseInAServerIsSaidWithACode() throws Exception {
        try (LogLines log = new LogLines()) {
            ContainerKind.IRONJACAMAR.report();
            ContainerKind.OTHER.report();
            ContainerKind.of("com.sun.enterprise.connectors.BootstrapContextImpl").report();
            assertThat(log.of("SSHRA000013")).isEmpty();
            ContainerKind.of("com.ibm.ws.jca.internal.BootstrapContextImpl").report();
            ContainerKind.of("org.apache.openejb.core.transaction.SimpleBootstrapContext").report();
            assertThat(log.of("SSHRA000013")).hasSize(2).allMatch(line -> line.startsWith("INFO"));
        }
    }

    // ---- one pool for all keys ----

    /** It keeps one idle lease, and destroys it if the next caller has another key. */
    private static final class OnePlace implements ConnectionManager, ConnectionEventListener {

        private static final long serialVersionUID = 1L;

        private transient ManagedConnection idle;

        @Override
        public Object allocateConnection(ManagedConnectionFactory definition, ConnectionRequestInfo request) throws ResourceException {
            ManagedConnection lease = idle == null ? null : definition.matchManagedConnections(Set.of(idle), null, request);
            if (lease == null) {
                if (idle != null) {
                    idle.destroy();
                }
                lease = definition.createManagedConnection(null, request);
                lease.addConnectionEventListener(this);
            }
            idle = null;
            return lease.getConnection(null, request);
        }

        @Override
        public void connectionClosed(ConnectionEvent event) {
            idle = (ManagedConnection) event.getSource();
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            throw new IllegalStateException("not expected");
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            // There are none.
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            // There are none.
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            // There are none.
        }
    }

    private static void use(SshConnectionFactory factory, String user) throws SshException {
        try (SshConnection connection = factory.getConnection(AdapterFixture.spec(user, "s", "p", AdapterFixture.target(server).build()))) {
            assertThat(connection.info().userId()).isEqualTo(user);
        }
    }

    @Test
    void aLeaseThatIsDestroyedForACallerWithAnotherKeyIsReportedOnce() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); LogLines log = new LogLines()) {
            SshConnectionFactory factory = (SshConnectionFactory) fixture.definition.createConnectionFactory(new OnePlace());
            use(factory, "alice");
            use(factory, "alice");
            assertThat(log.of("SSHRA000004")).as("the same key").isEmpty();
            fixture.factory.sessions().closeSession("alice", "s");
            use(factory, "bob");
            assertThat(log.of("SSHRA000004")).as("a dead lease").isEmpty();
            use(factory, "carol");
            use(factory, "bob");
            assertThat(log.of("SSHRA000004")).singleElement().asString().startsWith("WARN").endsWith(ContainerKind.OTHER.keys());
        }
    }

    /** Servers with one pool show it leases of all keys, and keep those that do not match. */
    @Test
    void aLeaseOfAnotherKeyThatIsOnlyLookedAtIsNotReported() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); LogLines log = new LogLines()) {
            List<ManagedConnection> leases = new ArrayList<>();
            SshConnectionFactory factory = (SshConnectionFactory) fixture.definition.createConnectionFactory(new ConnectionManager() {

                private static final long serialVersionUID = 1L;

                @Override
                public Object allocateConnection(ManagedConnectionFactory definition, ConnectionRequestInfo request) throws ResourceException {
                    ManagedConnection lease = definition.matchManagedConnections(new HashSet<>(leases), null, request);
                    if (lease == null) {
                        lease = definition.createManagedConnection(null, request);
                        leases.add(lease);
                    }
                    return lease.getConnection(null, request);
                }
            });
            for (String user : List.of("alice", "bob", "alice")) {
                use(factory, user);
            }
            assertThat(leases).hasSize(2);
            for (ManagedConnection lease : leases) {
                lease.destroy();
            }
            assertThat(log.of("SSHRA000004")).isEmpty();
        }
    }

    // ---- leases that are of no use any more ----

    /**
     * A pool without validation. A place is taken from the creation of a lease until it is destroyed, as in GlassFish, or until it is given
     * back, whatever its {@code getConnection} throws.
     */
    private static final class Places implements ConnectionManager, ConnectionEventListener {

        private static final long serialVersionUID = 1L;

        private final transient Set<ManagedConnection> idle = new LinkedHashSet<>();
        private final transient List<ManagedConnection> dropped = new ArrayList<>();
        private final transient Set<ManagedConnection> all = new HashSet<>();

        @Override
        public synchronized Object allocateConnection(ManagedConnectionFactory definition, ConnectionRequestInfo request) throws ResourceException {
            ManagedConnection lease = definition.matchManagedConnections(idle, null, request);
            if (lease == null) {
                lease = definition.createManagedConnection(null, request);
                lease.addConnectionEventListener(this);
                all.add(lease);
            }
            idle.remove(lease);
            return lease.getConnection(null, request);
        }

        synchronized int taken() {
            return all.size();
        }

        @Override
        public synchronized void connectionClosed(ConnectionEvent event) {
            idle.add((ManagedConnection) event.getSource());
        }

        @Override
        public synchronized void connectionErrorOccurred(ConnectionEvent event) {
            ManagedConnection lease = (ManagedConnection) event.getSource();
            lease.removeConnectionEventListener(this);
            dropped.add(lease);
            idle.remove(lease);
            all.remove(lease);
            try {
                lease.destroy();
            } catch (ResourceException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            // There are none.
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            // There are none.
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            // There are none.
        }
    }

    private static SshConnectionFactory factory(AdapterFixture fixture, Places places, ContainerKind kind) {
        return (SshConnectionFactory) fixture.definition.createConnectionFactory(places, kind);
    }

    @ParameterizedTest
    @EnumSource(value = ContainerKind.class, names = {"GLASSFISH", "TOMEE"})
    void theLeasesOfAnEndedSessionLeaveThePool(ContainerKind kind) throws Exception {
        Places places = new Places();
        try (AdapterFixture fixture = new AdapterFixture(); LogLines log = new LogLines()) {
            SshConnectionFactory factory = factory(fixture, places, kind);
            use(factory, "alice");
            use(factory, "bob");
            SshConnection held = factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
            assertThat(places.taken()).isEqualTo(2);
            fixture.factory.sessions().closeSession("alice", "s");
            assertThat(places.taken()).as("with a handle held").isEqualTo(1);
            fixture.factory.sessions().closeSession("bob", "s");
            assertThat(places.taken()).as("idle").isZero();
            assertThat(places.dropped).doesNotHaveDuplicates().hasSize(2);
            assertThatThrownBy(() -> held.exec("true")).extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
            assertThat(log.of("SSHRA000202")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = ContainerKind.class, names = {"GLASSFISH", "TOMEE"})
    void aLeaseThatCouldNotConnectLeavesThePool(ContainerKind kind) throws Exception {
        Places places = new Places();
        try (AdapterFixture fixture = new AdapterFixture()) {
            SshConnectionFactory factory = factory(fixture, places, kind);
            SshTarget closed = AdapterFixture.target(server).port(HostileServer.closedPort()).build();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> factory.getConnection(AdapterFixture.spec("alice", "s", "p", closed)))
                        .extracting("code").isEqualTo(SshErrorCode.CONNECTION_REFUSED);
            }
            assertThat(places.taken()).isZero();
        }
    }

    /** WildFly's validation drops them, without the stack trace that an event costs there; Open Liberty would drop its whole pool. */
    @ParameterizedTest
    @EnumSource(value = ContainerKind.class, names = {"IRONJACAMAR", "OPEN_LIBERTY", "OTHER"})
    void otherServersGetNoErrorEvent(ContainerKind kind) throws Exception {
        Places places = new Places();
        try (AdapterFixture fixture = new AdapterFixture()) {
            SshConnectionFactory factory = factory(fixture, places, kind);
            use(factory, "alice");
            fixture.factory.sessions().closeSession("alice", "s");
            assertThat(places.dropped).isEmpty();
            assertThat((Set<?>) fixture.definition.getInvalidConnections(places.all)).hasSize(1);
        }
    }

    @Test
    void aLeaseThatTheServerHasDestroyedIsNotGivenBack() throws Exception {
        Places places = new Places();
        try (AdapterFixture fixture = new AdapterFixture()) {
            SshConnectionFactory factory = factory(fixture, places, ContainerKind.GLASSFISH);
            use(factory, "alice");
            places.all.iterator().next().destroy();
            fixture.factory.sessions().closeSession("alice", "s");
            assertThat(places.dropped).isEmpty();
        }
    }
}
