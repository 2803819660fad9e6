package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import jakarta.annotation.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs inside WildFly, with a separate sshd for each test. */
@ExtendWith(ArquillianExtension.class)
@RequiresOpenSsh
@Timeout(value = 30, unit = TimeUnit.MINUTES)
abstract class ContainerTest {

    /** The name under which the adapter is deployed alone. */
    static final String RAR = "ssh-ra.rar";

    @Resource(lookup = "java:/eis/ssh")
    SshConnectionFactory ssh;

    OpenSshServer server;
    ServerLog log;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Lines of sshd_config that a test class needs. */
    String[] serverConfiguration() {
        return new String[0];
    }

    @BeforeEach
    void startServer() {
        if (ssh == null) {
            // Arquillian also runs this on the client's side.
            return;
        }
        Awaitility.setDefaultTimeout(Patience.LIMIT);
        server = OpenSshServer.start(serverConfiguration());
        log = ServerLog.here();
    }

    @AfterEach
    void stopServer() {
        threads.shutdownNow();
        if (server != null) {
            server.close();
        }
    }

    SshTarget target() {
        return target(server);
    }

    static SshTarget target(OpenSshServer server) {
        return SshTarget.builder().host(server.host()).port(server.port()).username(server.username())
                .privateKey(server.privateKey()).hostKeyFingerprint(server.hostKeyFingerprint()).build();
    }

    SshConnectionSpec spec(String user, String session, String profile) {
        return new SshConnectionSpec(user, session, profile, target());
    }

    SshConnection open(String user, String session, String profile) throws SshException {
        return ssh.getConnection(spec(user, session, profile));
    }

    /** Gets a lease, runs a command, returns the lease. */
    void use(SshConnectionSpec spec) throws SshException {
        try (SshConnection connection = ssh.getConnection(spec)) {
            assertThat(connection.exec("true").exitCode()).isZero();
        }
    }

    <T> Future<T> async(Callable<T> call) {
        return threads.submit(call);
    }

    /** The result of a call that must end. */
    static <T> T result(Future<T> call) throws Exception {
        return call.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Runs all calls at the same time, and waits for all of them. */
    <T> List<T> allAtOnce(List<Callable<T>> calls) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> call : calls) {
            futures.add(threads.submit(() -> {
                start.await();
                return call.call();
            }));
        }
        start.countDown();
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(result(future));
        }
        return results;
    }
}
