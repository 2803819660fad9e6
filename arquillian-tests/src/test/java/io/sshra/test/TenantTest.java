package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshHostKeyException;
import io.sshra.SshInputException;
import io.sshra.SshProcess;
import io.sshra.SshProfileException;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTarget;
import io.sshra.testing.Patience;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wildfly.security.auth.server.SecurityDomain;

/**
 * Whether one tenant can get another's connection through the container's pool. The server reports which connection a caller
 * has.
 */
@Tag("long")
class TenantTest extends ContainerTest {

    /** Prints the client's and the server's address and port, which differ between any two connections. */
    static final String WHICH = "echo $SSH_CONNECTION";

    private static final int ROUNDS = 200;

    @Resource(lookup = "java:/eis/ssh-second")
    private SshConnectionFactory second;

    @Inject
    private HandleBean bean;

    private final Set<SshConnectionSpec> used = new LinkedHashSet<>();
    private ContainerPool pool;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        String pool = "<background-validation-millis>10000<";
        return Archives.rarWithDefinitions("", Archives.definition("java:/eis/ssh", "", pool, "<background-validation-millis>1000<")
                + Archives.definition("java:/eis/ssh-second", "", pool, "<background-validation-millis>1000<"), "");
    }

    @Deployment(name = "other", order = 2, testable = false)
    static WebArchive other() {
        return Archives.war("other.war", OtherApplicationServlet.class);
    }

    @Deployment(order = 3)
    static WebArchive tests() {
        return Archives.war().addClasses(TenantTest.class, HandleBean.class, OtherApplicationServlet.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    @BeforeEach
    void findPool() throws Exception {
        pool = new ContainerPool();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (SshConnectionSpec spec : used) {
            ssh.sessions().closeSession(spec.user(), spec.session());
        }
        await().untilAsserted(() -> {
            assertThat(server.openConnections()).isZero();
            assertThat(pool.inUse()).isZero();
            assertThat(pool.leases()).isZero();
        });
        pool.close();
    }

    @Override
    SshConnectionSpec spec(String user, String session, String profile) {
        SshConnectionSpec spec = super.spec(user, session, profile);
        used.add(spec);
        return spec;
    }

    private static String which(SshConnection connection) throws SshException {
        return connection.exec(WHICH).stdout();
    }

    private static String which(SshConnectionFactory factory, SshConnectionSpec spec) throws SshException {
        try (SshConnection connection = factory.getConnection(spec)) {
            assertThat(connection.info().userId()).isEqualTo(spec.user());
            assertThat(connection.info().sessionId()).isEqualTo(spec.session());
            return which(connection);
        }
    }

    // ---- names ----

    @Test
    void namesThatLookAlikeAreDifferentTenants() throws Exception {
        List<String> alike = List.of("a", "A", "a ", " a", "a\u00a0", "\u0430", "\uff41", "\u00e5", "a\u030a", "a:s", "a/s", "a,s",
                "a session=s", "a%20", "(application)");
        Map<SshConnectionSpec, String> connections = new LinkedHashMap<>();
        for (String name : alike) {
            for (SshConnectionSpec spec : List.of(spec(name, "s", "p"), spec("a", name, "p"))) {
                connections.put(spec, which(ssh, spec));
            }
        }
        assertThat(new LinkedHashSet<>(connections.values())).hasSameSizeAs(connections.values()).hasSize(2 * alike.size());
        for (Map.Entry<SshConnectionSpec, String> one : connections.entrySet()) {
            assertThat(which(ssh, one.getKey())).isEqualTo(one.getValue());
            assertThat(ssh.sessions().connections(one.getKey().user(), one.getKey().session())).hasSize(1);
        }
        assertThat(ssh.sessions().closeSession("a", "s")).isEqualTo(1);
        connections.remove(spec("a", "s", "p"));
        await().until(() -> server.openConnections() == 2L * alike.size() - 1);
    }

    @Test
    void definitionsShareSessionsButNotConnections() throws Exception {
        SshConnectionSpec spec = spec("alice", "s", "p");
        String first = which(ssh, spec);
        String other = which(second, spec);
        assertThat(other).isNotEqualTo(first);
        assertThat(which(ssh, spec)).isEqualTo(first);
        assertThat(second.sessions().connections("alice", "s")).hasSize(2);
        assertThat(second.sessions().closeSession("alice", "s")).isEqualTo(2);
        await().until(() -> server.openConnections() == 0);
    }

    // ---- what the application decides ----

    private String attempt(HttpClient http, String what) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + System.getProperty("jboss.http.port")
                + "/other/attempt?what=" + what)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The adapter trusts the names that an application gives: all applications of a server share the sessions. */
    @Test
    void anotherApplicationWithTheSameNamesGetsTheConnection() throws Exception {
        SshConnectionSpec spec = spec("alice", "guessed", "p");
        new InitialContext().rebind(OtherApplicationServlet.SPEC, spec);
        HttpClient http = HttpClient.newHttpClient();
        try {
            String alices = which(ssh, spec);
            assertThat(attempt(http, "names")).isEqualTo(alices);
            assertThat(attempt(http, "list")).isEqualTo("p");
            new InitialContext().rebind(OtherApplicationServlet.SPEC, spec("bob", "guessed", "p"));
            assertThat(attempt(http, "names")).as("the same session id with the caller's own user").isNotEqualTo(alices);
        } finally {
            new InitialContext().unbind(OtherApplicationServlet.SPEC);
        }
    }

    /** A caller that gets a handle can use it on its own connection until the end of the connection. */
    @Test
    void aHandlePassedOnKeepsItsUserAndEndsWithItsSession() throws Exception {
        SshConnection handle = open("alice", "s", "p");
        String alices = which(handle);
        new InitialContext().rebind(OtherApplicationServlet.SPEC, spec("alice", "s", "p"));
        new InitialContext().rebind(OtherApplicationServlet.HANDLE, handle);
        HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        try {
            assertThat(async(() -> which(handle)).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).as("another thread").isEqualTo(alices);
            assertThat(SecurityDomain.getCurrent().createAdHocIdentity("mallory").runAs((Callable<String>) () -> bean.use(handle)))
                    .as("a bean with another principal").isEqualTo("mallory alice " + alices);
            assertThat(attempt(http, "bound")).as("another application").isEqualTo(alices);
            assertThat(attempt(http, "keep")).isEqualTo("kept");
            assertThat(attempt(http, "kept")).as("a later request of the same HTTP session").isEqualTo(alices);
            assertThat(attempt(HttpClient.newHttpClient(), "kept")).as("another HTTP session").isEqualTo("nothing is kept");
            assertThat(attempt(http, "replicate")).contains("NotSerializableException");

            ssh.sessions().closeSession("alice", "s");

            assertThat(attempt(http, "kept")).isEqualTo(SshErrorCode.SESSION_ENDED.code());
            assertThat(which(ssh, spec("alice", "s", "p"))).as("a new session of the same names").isNotEqualTo(alices);
            assertThat(attempt(http, "kept")).isEqualTo(SshErrorCode.SESSION_ENDED.code());
        } finally {
            new InitialContext().unbind(OtherApplicationServlet.HANDLE);
            new InitialContext().unbind(OtherApplicationServlet.SPEC);
        }
    }

    // ---- credentials ----

    private SshConnectionSpec intruder(SshTarget.Builder target) {
        return new SshConnectionSpec("alice", "s", "p", target.host(server.host()).port(server.port()).build());
    }

    /** The attempt ends the connection, as any change of a profile's settings does. */
    @Test
    void anotherCredentialNeverJoinsAConnection() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        String pinned = server.hostKeyFingerprint();
        Map<SshConnectionSpec, Class<? extends SshException>> intruders = new LinkedHashMap<>();
        intruders.put(intruder(SshTarget.builder().username(server.username()).keyPair(keys.generateKeyPair()).hostKeyFingerprint(pinned)),
                SshAuthenticationException.class);
        intruders.put(intruder(SshTarget.builder().username(server.username()).password("guessed".toCharArray()).hostKeyFingerprint(pinned)),
                SshAuthenticationException.class);
        intruders.put(intruder(SshTarget.builder().username("nobody").privateKey(server.privateKey()).hostKeyFingerprint(pinned)),
                SshAuthenticationException.class);
        intruders.put(intruder(SshTarget.builder().username(server.username()).privateKey(server.privateKey())
                .hostKeyFingerprint("SHA256:" + "A".repeat(43))), SshHostKeyException.class);
        int made = 0;
        for (Map.Entry<SshConnectionSpec, Class<? extends SshException>> one : intruders.entrySet()) {
            try (SshConnection alices = open("alice", "s", "p")) {
                assertThat(which(ssh, spec("alice", "s", "p"))).as("with an equal target").isEqualTo(which(alices));
                made++;
                assertThatThrownBy(() -> ssh.getConnection(one.getKey())).isInstanceOf(one.getValue());
                assertThat(server.authenticatedConnections()).isEqualTo(made);
                assertThatThrownBy(() -> alices.exec("true")).isInstanceOf(SshConnectionClosedException.class)
                        .extracting("code").isEqualTo(SshErrorCode.PROFILE_CHANGED);
            }
        }
        try (SshConnection alices = open("alice", "s", "p")) {
            assertThatThrownBy(() -> ssh.getConnection(intruder(SshTarget.builder().username(server.username()).hostKeyFingerprint(pinned))))
                    .as("without a credential").isInstanceOf(SshInputException.class);
            assertThatThrownBy(() -> ssh.getConnection(SshConnectionSpec.of("alice", "s", "p"))).as("by the profile's name alone")
                    .isInstanceOf(SshProfileException.class);
            assertThat(alices.exec("true").succeeded()).as("nobody has reached the connection").isTrue();
        }
    }

    // ---- after the end of a handle ----

    /** One object of each kind that a handle opens. */
    private final class Kept {

        private final SshConnection handle;
        private final SshProcess process;
        private final SshShell shell;
        private final FileSystem files;
        private final Path path;
        private final InputStream stream;
        private final SshForward forward;

        Kept(SshConnection handle) throws Exception {
            this.handle = handle;
            process = handle.start(SshCommand.shell("echo; exec cat"));
            process.stdout().read();
            shell = handle.shell(SshPty.xterm());
            shell.stdout().read();
            files = handle.fileSystem();
            path = files.getPath("/etc/passwd");
            stream = Files.newInputStream(files.getPath("/dev/zero"));
            forward = handle.forwardLocal(0, server.host(), server.port());
        }

        void assertNothingWorks(SshErrorCode code) throws SshException {
            List<ThrowingCallable> uses = List.of(() -> handle.exec("true"), () -> handle.start(SshCommand.shell("true")),
                    () -> handle.shell(SshPty.xterm()), handle::fileSystem, () -> handle.upload(Path.of("/etc/passwd"), "/tmp/x"),
                    () -> handle.download("/etc/passwd", Path.of("/tmp/x")), () -> handle.forwardLocal(0, "127.0.0.1", 22),
                    () -> handle.forwardRemote(0, "127.0.0.1", 22), () -> handle.forwardDynamic(0));
            assertThat(isAlive(handle)).isFalse();
            for (ThrowingCallable use : uses) {
                assertThatThrownBy(use).as("use " + uses.indexOf(use) + " after " + code).isInstanceOf(SshConnectionClosedException.class).extracting("code").isEqualTo(code);
            }
            for (SshProcess ended : List.of(process, shell)) {
                assertThat(ended.isAlive()).isFalse();
                assertThatThrownBy(() -> ended.signal("TERM")).isInstanceOf(SshException.class);
                assertThatThrownBy(() -> {
                    ended.stdin().write('x');
                    ended.stdin().flush();
                }).isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> shell.resize(1, 1)).isInstanceOf(SshException.class);
            assertThat(files.isOpen()).isFalse();
            assertThatThrownBy(() -> Files.size(path)).isInstanceOfAny(ClosedFileSystemException.class, IOException.class);
            assertThatThrownBy(() -> stream.readNBytes(1 << 20)).isInstanceOf(IOException.class);
            assertThat(forward.isOpen()).isFalse();
            assertThatThrownBy(() -> new Socket("127.0.0.1", forward.port()).close()).isInstanceOf(IOException.class);
        }
    }

    /** What the handle returns, unless it throws. */
    private static boolean isAlive(SshConnection handle) throws SshException {
        try {
            return handle.info().alive();
        } catch (SshConnectionClosedException e) {
            return false;
        }
    }

    private SshConnectionSpec forwarding(String user) {
        SshConnectionSpec spec = new SshConnectionSpec(user, "s", "p", SshTarget.builder().host(server.host()).port(server.port())
                .username(server.username()).privateKey(server.privateKey()).hostKeyFingerprint(server.hostKeyFingerprint())
                .allowForwarding(true).build());
        used.add(spec);
        return spec;
    }

    private interface End {
        void of(SshConnection handle) throws Exception;
    }

    @Test
    void nothingFromAHandleWorksAfterItsEnd() throws Exception {
        Map<SshErrorCode, End> ends = Map.of(
                SshErrorCode.HANDLE_CLOSED, SshConnection::close,
                SshErrorCode.SESSION_ENDED, handle -> ssh.sessions().closeSession("alice", "s"),
                SshErrorCode.CONNECTION_RELEASED, handle -> ssh.sessions().release("alice", "s", "p"),
                SshErrorCode.CONTAINER_DESTROYED, handle -> pool.operation("flush-all-connection-in-pool"));
        for (Map.Entry<SshErrorCode, End> end : ends.entrySet()) {
            SshConnection handle = ssh.getConnection(forwarding("alice"));
            Kept kept = new Kept(handle);
            end.getValue().of(handle);
            try (SshConnection next = ssh.getConnection(forwarding("alice")); SshConnection bobs = ssh.getConnection(forwarding("bob"))) {
                String others = which(next) + which(bobs);
                kept.assertNothingWorks(end.getKey());
                handle.close();
                assertThat(which(next) + which(bobs)).isEqualTo(others);
                assertThat(pool.inUse()).as("after " + end.getKey()).isEqualTo(2);
            }
            assertThat(pool.inUse()).isZero();
        }
    }

    /** A permit returned twice would let in one caller too many, and a lease returned twice would serve two callers. */
    @Test
    void closingAHandleInTwoThreadsReturnsItsLeaseOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SshConnection handle = open("alice", "s", "p");
            List<Callable<SshConnection>> callers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                callers.add(() -> {
                    handle.close();
                    return null;
                });
            }
            callers.add(() -> open("alice", "s", "p"));
            SshConnection next = allAtOnce(callers).get(2);
            assertThat(next.info().alive()).isTrue();
            if (round % 20 == 0) {
                assertThat(pool.inUse()).isEqualTo(1);
            }
            next.close();
        }
        assertThat(pool.inUse()).isZero();
        assertThat(server.authenticatedConnections()).isEqualTo(1);
    }
}
