package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A container that keeps one pool for all keys: slow, but correct. The log says once what to change. */
@Tag("long")
class OnePoolTest extends ContainerTest {

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rar("", "<application/>", "", "<security>", "", "</security>", "");
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.war();
    }

    @Test
    void noCallerGetsAnotherKeysConnectionAndTheWarningComesOnce() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (String user : new String[] {"alice", "bob", "carol"}) {
                try (SshConnection connection = open(user, "s", "p")) {
                    assertThat(connection.info().userId()).isEqualTo(user);
                    assertThat(connection.exec("true").succeeded()).isTrue();
                }
            }
        }
        assertThat(log.withCode("SSHRA000004")).singleElement().asString().contains("WARN", "<security><application/></security>");
        for (String user : new String[] {"alice", "bob", "carol"}) {
            ssh.sessions().closeSession(user, "s");
        }
        await().until(() -> server.openConnections() == 0);
    }
}
