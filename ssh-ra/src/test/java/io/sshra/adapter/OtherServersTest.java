package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshErrorCode;
import io.sshra.adapter.handle.HandleControl;
import io.sshra.adapter.handle.SshConnectionHandle;
import io.sshra.adapter.handle.SubclassedHandle;
import io.sshra.testing.EmbeddedSshServer;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.AdministeredObject;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    @Test
    void anApplicationCannotGetAtTheControlOfItsHandle() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = connect(fixture, Allocation.Call::handle)) {
            assertThatThrownBy(() -> ((HandleControl.Source) connection).control(null)).isInstanceOf(NullPointerException.class);
        }
        assertThat(HandleControl.Key.class.getConstructors()).isEmpty();
    }
}
