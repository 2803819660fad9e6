package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.SshConnectionSpec;
import io.sshra.SshHostKeyException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.testing.HostileServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.naming.InitialContext;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.junit.jupiter.api.Test;

/** Basic use of the adapter by an application, for each way to deploy the adapter. */
abstract class FirstUseTests extends ContainerTest {

    @Test
    void theFactoryIsFoundInJndiAndInjected() throws Exception {
        SshConnectionFactory found = InitialContext.doLookup("java:/eis/ssh");
        assertThat(found).isNotNull();
        assertThat(ssh).isNotNull();
    }

    @Test
    void aCommandRuns() throws Exception {
        try (SshConnection connection = open("alice", "first", "web-1")) {
            SshCommandResult result = connection.exec("echo out; echo err >&2; exit 3");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.stdout()).isEqualTo("out\n");
            assertThat(result.stderr()).isEqualTo("err\n");
        }
        assertThat(ssh.sessions().closeSession("alice", "first")).isEqualTo(1);
    }

    @Test
    void oneConnectionServesManyRequestsOfASession() throws Exception {
        for (int i = 0; i < 20; i++) {
            use(spec("alice", "many", "web-1"));
        }
        assertThat(server.authenticatedConnections()).isEqualTo(1);
        assertThat(ssh.sessions().connections("alice", "many")).singleElement()
                .satisfies(info -> assertThat(info.commandCount()).isEqualTo(20));
        ssh.sessions().closeSession("alice", "many");
        await().until(() -> server.openConnections() == 0);
    }

    @Test
    void otherSessionsUsersAndProfilesHaveTheirOwnConnections() throws Exception {
        use(spec("alice", "s", "web-1"));
        use(spec("alice", "t", "web-1"));
        use(spec("bob", "s", "web-1"));
        use(spec("alice", "s", "web-2"));
        assertThat(server.authenticatedConnections()).isEqualTo(4);
        assertThat(ssh.sessions().closeSession("alice", "s")).isEqualTo(2);
        await().until(() -> server.openConnections() == 2);
        ssh.sessions().closeSession("alice", "t");
        ssh.sessions().closeSession("bob", "s");
    }

    @Test
    void operationsAreInTheAuditLogAndInTheFlightRecorder() throws Exception {
        String[] logger = {"subsystem", "logging", "logger", "io.sshra.audit"};
        Path file = Files.createTempFile("recording", ".jfr");
        try (ModelControllerClient client = Management.here(); Recording recording = new Recording()) {
            ModelNode add = Management.operation("add", logger);
            add.get("level").set("DEBUG");
            Management.execute(client, add);
            recording.start();
            try (SshConnection connection = open("alice", "audited", "web-1")) {
                connection.exec("exit 3");
            } finally {
                Management.execute(client, Management.operation("remove", logger));
            }
            ssh.sessions().closeSession("alice", "audited");
            assertThat(log.lines().stream().filter(line -> line.contains("[io.sshra.audit]")).map(line -> line.replaceFirst(".*? event=", "event=")))
                    .hasSize(2).satisfies(lines -> {
                        assertThat(lines.get(0)).startsWith("event=connect user=alice session=audited profile=web-1 target=");
                        assertThat(lines.get(1)).startsWith("event=command user=alice session=audited profile=web-1 target=")
                                .contains(" result=exit:3 ").contains(" command=sha256:");
                    });
            recording.stop();
            recording.dump(file);
            assertThat(RecordingFile.readAllEvents(file).stream().filter(event -> event.getEventType().getName().startsWith("io.sshra."))
                    .map(event -> event.getEventType().getName() + " " + event.getString("result")))
                    .containsExactlyInAnyOrder("io.sshra.Authentication ok", "io.sshra.Connect ok", "io.sshra.Command exit:3", "io.sshra.Close ok");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void anOperatorSeesTheFiguresAndTheConnectionsByJmx() throws Exception {
        MBeanServer mbeans = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.sshra:type=ConnectionFactory,name=\"java:/eis/ssh\"");
        assertThat(mbeans.queryNames(new ObjectName("io.sshra:*"), null)).containsExactly(name);
        SshConnectionFactoryMXBean bean = JMX.newMXBeanProxy(mbeans, name, SshConnectionFactoryMXBean.class);
        bean.resetStatistics();
        try (SshConnection connection = open("alice", "counted", "web-1")) {
            connection.exec("true");
            assertThat(bean.getOpenConnections()).isEqualTo(1);
            assertThat(bean.getLeasesInUse()).isEqualTo(1);
            assertThat(bean.getConnects()).isEqualTo(1);
            assertThat(bean.getCommands()).isEqualTo(1);
            assertThat(bean.listConnections()).filteredOn(listed -> listed.userId().equals("alice")).hasSize(1);
            assertThat(bean.getMaintenanceDriver()).isEqualTo("EJB timers");
            assertThat(bean.endSession("alice", "counted")).isEqualTo(1);
            assertThat(bean.getOpenConnections()).isZero();
        }
    }

    /** And not by that in the archive, which is for servers without. */
    @Test
    void theSshLibraryLogsByTheServersOwnSlf4j() throws Exception {
        ClassLoader archive = ssh.getClass().getClassLoader();
        Class<?> slf4j = archive.loadClass("org.slf4j.LoggerFactory");
        assertThat(slf4j.getClassLoader()).isNotSameAs(archive);
        assertThat(slf4j.getMethod("getILoggerFactory").invoke(null).getClass().getClassLoader()).isNotSameAs(archive);
        assertThat(ServerLog.wholeFile().lines()).noneMatch(line -> line.contains("SLF4J"));
    }

    @Test
    void logPatternsOfTheServerCanShowTheUserAndSession() throws Exception {
        String[] handler = {"subsystem", "logging", "file-handler", "SSHRA-CONTEXT"};
        String[] logger = {"subsystem", "logging", "logger", "io.sshra"};
        try (ModelControllerClient client = Management.here()) {
            ModelNode add = Management.operation("add", handler);
            add.get("file").get("path").set("sshra-context.log");
            add.get("file").get("relative-to").set("jboss.server.log.dir");
            add.get("append").set(false);
            add.get("formatter").set("%X{sshra.user}/%X{sshra.session}/%X{sshra.profile} %s%n");
            Management.execute(client, add);
            ModelNode category = Management.operation("add", logger);
            category.get("level").set("INFO");
            category.get("handlers").add("SSHRA-CONTEXT");
            Management.execute(client, category);
            try {
                use(spec("alice", "in-context", "web-1"));
                ssh.sessions().closeSession("alice", "in-context");
            } finally {
                Management.execute(client, Management.operation("remove", logger));
                Management.execute(client, Management.operation("remove", handler));
            }
        }
        assertThat(Files.readAllLines(Path.of(System.getProperty("jboss.server.log.dir"), "sshra-context.log"))).hasSize(2)
                .allMatch(line -> line.startsWith("alice/in-context/web-1 SSHRA00010"));
    }

    @Test
    void theApplicationCatchesTheAdaptersExceptions() throws Exception {
        assertThatThrownBy(() -> ssh.getConnection(SshConnectionSpec.of("u", "s", "nowhere")))
                .isInstanceOf(SshProfileException.class).hasMessageContaining("nowhere");
        assertThatThrownBy(() -> ssh.getConnection(SshConnectionSpec.of("", "s", "p"))).isInstanceOf(IllegalArgumentException.class);

        SshTarget.Builder good = SshTarget.builder().host(server.host()).port(server.port()).username(server.username())
                .privateKey(server.privateKey()).hostKeyFingerprint(server.hostKeyFingerprint());
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        SshTarget wrongKey = SshTarget.builder().host(server.host()).port(server.port()).username(server.username())
                .keyPair(keys.generateKeyPair()).hostKeyFingerprint(server.hostKeyFingerprint()).build();
        SshTarget wrongHostKey = SshTarget.builder().host(server.host()).port(server.port()).username(server.username())
                .privateKey(server.privateKey()).hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
        SshTarget closed = good.port(HostileServer.closedPort()).build();

        assertThatThrownBy(() -> ssh.getConnection(new SshConnectionSpec("u", "s", "p", closed)))
                .isInstanceOf(SshConnectException.class).hasMessageContaining("refused by");
        assertThatThrownBy(() -> ssh.getConnection(new SshConnectionSpec("u", "s", "p", wrongHostKey)))
                .isInstanceOf(SshHostKeyException.class);
        assertThatThrownBy(() -> ssh.getConnection(new SshConnectionSpec("u", "s", "p", wrongKey)))
                .isInstanceOf(SshAuthenticationException.class);
        assertThat(ssh.sessions().totalConnections()).isZero();
        assertThat(log.withCode("SSHRA000110")).singleElement().asString().contains(" ERROR ", "user=u session=s profile=p", "SHA256:AAAA");
        assertThat(log.complaints()).isEmpty();
    }
}
