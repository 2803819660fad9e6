package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.Patience;
import jakarta.annotation.Resource;
import java.io.InputStream;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs inside WildFly and logs in to {@link LoginServer}. Each test has a session of its own. */
@ExtendWith(ArquillianExtension.class)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
abstract class LoginTest {

    /** A resource of the tests with the address of the server. */
    static final String SERVER = "login-server.properties";

    @Resource(lookup = "java:/eis/ssh")
    SshConnectionFactory ssh;

    /** The session of this test. */
    final String session = UUID.randomUUID().toString();
    ServerLog log;

    @BeforeEach
    void begin() {
        if (ssh != null) {
            // Arquillian also runs this on the client's side.
            Awaitility.setDefaultTimeout(Patience.LIMIT);
            log = ServerLog.here();
        }
    }

    @AfterEach
    void endSessions() throws Exception {
        if (ssh != null) {
            for (String user : new String[] {"alice", "bob", "asker"}) {
                ssh.sessions().closeSession(user, session);
            }
        }
    }

    SshTarget.Builder target() {
        Properties server = new Properties();
        try (InputStream in = LoginTest.class.getResourceAsStream("/" + SERVER)) {
            server.load(in);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return SshTarget.builder().host("127.0.0.1").port(Integer.parseInt(server.getProperty("port")))
                .hostKeyFingerprint(server.getProperty("fingerprint"));
    }

    SshConnectionSpec spec(String user, String profile) {
        return SshConnectionSpec.of(user, session, profile);
    }

    /** The login of this connection, as the server sees it: {@code login:password}. */
    static String login(SshConnection connection) throws SshException {
        SshCommandResult result = connection.exec("login");
        assertThat(result.exitCode()).isZero();
        return result.stdout();
    }

    /** The same for a new lease. */
    String login(SshConnectionFactory factory, SshConnectionSpec spec) throws SshException {
        try (SshConnection connection = factory.getConnection(spec)) {
            return login(connection);
        }
    }

    /** {@code accepted=… refused=… open=…} of this login. */
    String counts(String login) throws SshException {
        SshTarget asker = target().username("asker").password("good".toCharArray()).build();
        try (SshConnection connection = ssh.getConnection(new SshConnectionSpec("asker", session, "counts", asker))) {
            return connection.exec("count " + login).stdout();
        }
    }
}
