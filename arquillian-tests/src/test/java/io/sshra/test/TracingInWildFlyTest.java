package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sshra.SshConnection;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.as.arquillian.api.ServerSetupTask;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application that WildFly's opentelemetry subsystem gives a tracer, by the commands in docs/operation.md. */
@ServerSetup(TracingInWildFlyTest.Subsystem.class)
@Tag("long")
class TracingInWildFlyTest extends ContainerTest {

    @Inject
    private Tracer tracer;

    /** Switches tracing on. */
    static final class Subsystem implements ServerSetupTask {

        private JBossCli cli;
        private ServerChanges changes;

        @Override
        public void setup(ManagementClient management, String container) throws Exception {
            cli = new JBossCli();
            changes = new ServerChanges(cli);
            List<DocumentedCommand> commands = DocumentedCommand.of(DocumentedCommand.Situation.SERVER).stream()
                    .filter(command -> command.text().contains("opentelemetry")).toList();
            assertThat(commands).hasSize(2);
            for (DocumentedCommand command : commands) {
                changes.run(command.text());
            }
            changes.run("reload");
        }

        @Override
        public void tearDown(ManagementClient management, String container) {
            changes.close();
            cli.close();
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rar();
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.war().addClasses(TracingInWildFlyTest.class, KeptSpans.class).addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsServiceProvider(AutoConfigurationCustomizerProvider.class, KeptSpans.class);
    }

    @Test
    void connectsAndCommandsAreInTheTraceOfTheRequest() throws Exception {
        Span request = tracer.spanBuilder("request").startSpan();
        try (Scope scope = request.makeCurrent(); SshConnection connection = open("alice", "traced", "web-1")) {
            assertThat(scope).isNotNull();
            assertThat(connection.exec("echo hello").stdout()).isEqualTo("hello\n");
        } finally {
            request.end();
        }
        ssh.sessions().closeSession("alice", "traced");

        await().until(() -> KeptSpans.ALL.size() >= 3);
        assertThat(KeptSpans.ALL).extracting(SpanData::getName).containsExactlyInAnyOrder("ssh connect", "ssh exec", "request");
        assertThat(KeptSpans.ALL).filteredOn(span -> span.getName().startsWith("ssh ")).allSatisfy(span -> {
            assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
            assertThat(span.getAttributes().get(AttributeKey.stringKey("server.address"))).isEqualTo(server.host());
        });
        // Of the adapter. WildFly's exporter complains that nothing collects spans of other deployments.
        assertThat(log.complaints()).noneMatch(line -> line.contains("SSHRA") || line.contains("io.sshra"));
    }
}
