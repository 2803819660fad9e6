package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The adapter in one application's archive, and another application that sees it by its jboss-deployment-structure.xml. */
@Tag("long")
class OutsideOfEarTest extends ContainerTest {

    @Deployment(name = "other", order = 1, testable = false)
    static EnterpriseArchive other() {
        return Archives.earOfRar();
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.warWithStructure();
    }

    @Test
    void anotherApplicationHasTheSameClassesAndFactory() throws Exception {
        use(spec("alice", "outside", "web-1"));
        assertThat(ssh.getClass().getClassLoader().toString()).contains("deployment.adapter.ear.ssh-ra.rar");
        assertThat(ssh.sessions().closeSession("alice", "outside")).isEqualTo(1);
    }
}
