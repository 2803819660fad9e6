package io.sshra.adapter;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshProcess;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import io.sshra.events.Tracing;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.tracing.OptionalTracing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an application with OpenTelemetry sees of its use of SSH. */
class TracingTest {

    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private static EmbeddedSshServer server;

    private final Span caller = TELEMETRY.getOpenTelemetry().getTracer("application").spanBuilder("request").startSpan();

    @BeforeAll
    static void startServer() {
        server = EmbeddedSshServer.start(sshd -> sshd.setSubsystemFactories(List.of(new SftpSubsystemFactory())));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static SshConnectionSpec spec(String profile) {
        return AdapterFixture.spec("alice", "s", profile, AdapterFixture.target(server).build());
    }

    private static SpanData span(String name) {
        List<SpanData> spans = TELEMETRY.getSpans().stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(spans).as(name).hasSize(1);
        return spans.get(0);
    }

    private void isOfCaller(SpanData span) {
        assertThat(span.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
        assertThat(span.getTraceId()).isEqualTo(caller.getSpanContext().getTraceId());
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("io.sshra");
        assertThat(span.getEndEpochNanos()).isGreaterThan(span.getStartEpochNanos());
        assertThat(span.getAttributes().get(stringKey("server.address"))).isEqualTo(server.host());
        assertThat(span.getAttributes().get(longKey("server.port"))).isEqualTo(server.port());
        assertThat(span.getAttributes().get(stringKey("ssh.profile"))).isEqualTo("web-1");
    }

    @Test
    void aConnectAndACommandAreChildrenOfTheCallersSpan() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); Scope request = caller.makeCurrent()) {
            assertThat(request).isNotNull();
            try (SshConnection connection = fixture.factory.getConnection(spec("web-1"))) {
                connection.exec("exit 3");
            }
            SpanData connect = span("ssh connect");
            isOfCaller(connect);
            assertThat(connect.getAttributes().get(stringKey("ssh.result"))).isEqualTo("ok");
            assertThat(connect.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);

            SpanData exec = span("ssh exec");
            isOfCaller(exec);
            assertThat(exec.getAttributes().get(longKey("process.exit.code"))).isEqualTo(3);
            assertThat(exec.getAttributes().get(stringKey("ssh.command.hash"))).startsWith("sha256:").hasSize(7 + 64);
            assertThat(exec.getAttributes().get(longKey("ssh.connection"))).isPositive();
            assertThat(exec.getStatus().getStatusCode()).as("its meaning is up to the caller").isEqualTo(StatusCode.UNSET);
            assertThat(exec.getStartEpochNanos()).isGreaterThanOrEqualTo(connect.getEndEpochNanos() - Duration.ofMillis(1).toNanos());
            assertThat(TELEMETRY.getSpans()).hasSize(2).noneMatch(span -> span.toString().contains("exit 3"))
                    .noneMatch(span -> span.toString().contains("alice"));
        }
    }

    @Test
    void uploadsAndDownloadsHaveTheirBytes(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "12345");
        try (AdapterFixture fixture = new AdapterFixture(); SshConnection connection = fixture.factory.getConnection(spec("web-1"));
                Scope request = caller.makeCurrent()) {
            assertThat(request).isNotNull();
            connection.upload(file, folder.resolve("b").toString(), SshTransferOptions.defaults());
            connection.download(folder.resolve("b").toString(), folder.resolve("c"), SshTransferOptions.defaults());
        }
        for (String name : List.of("sftp upload", "sftp download")) {
            isOfCaller(span(name));
            assertThat(span(name).getAttributes().get(longKey("ssh.transfer.bytes"))).isEqualTo(5);
            assertThat(span(name).getAttributes().get(longKey("ssh.transfer.files"))).isEqualTo(1);
        }
        assertThat(TELEMETRY.getSpans()).as("the connect was before the request").hasSize(2);
    }

    @Test
    void aProcessThatEndsOnAnotherThreadBelongsToItsCaller() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); SshConnection connection = fixture.factory.getConnection(spec("web-1"))) {
            try (Scope request = caller.makeCurrent(); SshProcess process = connection.start(SshCommand.of("cat"))) {
                assertThat(request).isNotNull();
                CompletableFuture.runAsync(process::destroy).join();
                process.waitFor();
            }
            await().until(() -> TELEMETRY.getSpans().size() == 1);
            isOfCaller(span("ssh exec"));
        }
    }

    @Test
    void failuresHaveTheirCodeAndReconnectsTheirMark() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); Scope request = caller.makeCurrent()) {
            assertThat(request).isNotNull();
            SshTarget closed = AdapterFixture.target(server).port(HostileServer.closedPort()).build();
            assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "web-2", closed)));
            assertThat(span("ssh connect").getAttributes().get(stringKey("error.type"))).isEqualTo("SSHRA001202");
            assertThat(span("ssh connect").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            TELEMETRY.clearSpans();

            try (SshConnection connection = fixture.factory.getConnection(spec("web-1"))) {
                connection.exec(SshCommand.shell("sleep 60").withTimeout(Duration.ofMillis(50)));
                assertThat(span("ssh exec").getAttributes().get(stringKey("error.type"))).isEqualTo("timed_out");
                TELEMETRY.clearSpans();
                server.cutConnections();
                await().until(() -> !connection.info().alive());
                connection.exec("true");
                isOfCaller(span("ssh connect"));
                assertThat(span("ssh connect").getAttributes().get(booleanKey("ssh.reconnect"))).isTrue();
            }
        }
    }

    /** A class loader that has the adapter and not OpenTelemetry. */
    private static final class WithoutTelemetry extends ClassLoader {

        WithoutTelemetry() {
            super(TracingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.opentelemetry.")) {
                throw new ClassNotFoundException(name);
            }
            return name.startsWith("io.sshra.tracing.") ? own(name) : super.loadClass(name, resolve);
        }

        private Class<?> own(String name) throws ClassNotFoundException {
            try (InputStream code = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = code.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void withoutOpenTelemetryTheAdapterLoadsAndTracesNothing() throws Exception {
        Class<?> loaded = new WithoutTelemetry().loadClass("io.sshra.tracing.OptionalTracing");
        assertThat(loaded.getMethod("find").invoke(null)).isSameAs(Tracing.NONE);
        assertThat(OptionalTracing.find()).isNotSameAs(Tracing.NONE);
    }

    @Test
    void aCallerWithoutASpanIsNotTraced() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); SshConnection connection = fixture.factory.getConnection(spec("web-1"))) {
            connection.exec("true");
            try (Scope request = caller.makeCurrent()) {
                assertThat(request).isNotNull();
                connection.exec("true");
            }
        }
        assertThat(TELEMETRY.getSpans()).extracting(SpanData::getName).containsExactly("ssh exec");
    }
}
