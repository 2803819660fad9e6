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
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
