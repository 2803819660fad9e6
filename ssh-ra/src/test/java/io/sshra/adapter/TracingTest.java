package io.sshra.adapter;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import io.sshra.base.Clock;
import io.sshra.events.CommandEvent;
import io.sshra.events.CommandText;
import io.sshra.events.EventRecorder;
import io.sshra.events.EventSettings;
import io.sshra.events.Statistics;
import io.sshra.events.Tracing;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.Patience;
import io.sshra.tracing.OptionalTracing;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.server.shell.ProcessShellFactory;
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
        server = EmbeddedSshServer.start(sshd -> {
            sshd.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
            sshd.setShellFactory(new ProcessShellFactory("sh", "/bin/sh"));
        });
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static SshConnectionSpec spec(String profile) {
        return AdapterFixture.spec("alice", "s", profile, AdapterFixture.target(server).build());
    }

    /** The only span of this name, which may come a little later than what it is about ends. */
    private static SpanData span(String name) {
        List<SpanData> spans = await().until(() -> TELEMETRY.getSpans().stream().filter(span -> span.getName().equals(name)).toList(),
                all -> !all.isEmpty());
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
        assertThat(span.getAttributes().get(stringKey("network.protocol.name"))).isEqualTo("ssh");
        assertThat(span.getAttributes().get(stringKey("ssh.profile"))).isEqualTo("web-1");
    }

    @Test
    void aConnectAndACommandAreChildrenOfTheCallersSpan() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); Scope request = caller.makeCurrent()) {
            assertThat(request).isNotNull();
            try (SshConnection connection = fixture.factory.getConnection(spec("web-1"))) {
                connection.exec("exit 3");
            }
            SpanData exec = span("ssh exec");
            SpanData connect = span("ssh connect");
            isOfCaller(connect);
            assertThat(connect.getAttributes().get(stringKey("ssh.result"))).isEqualTo("ok");
            assertThat(connect.getAttributes().get(stringKey("error.type"))).isNull();
            assertThat(connect.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);

            isOfCaller(exec);
            assertThat(exec.getAttributes().get(longKey("process.exit.code"))).isEqualTo(3);
            assertThat(exec.getAttributes().get(stringKey("ssh.command.hash"))).startsWith("sha256:").hasSize(7 + 64);
            assertThat(exec.getAttributes().get(longKey("ssh.connection"))).isPositive();
            assertThat(exec.getAttributes().get(stringKey("error.type"))).isEqualTo("exit:3");
            assertThat(exec.getStatus()).as("a description would only repeat the type").isEqualTo(StatusData.error());
            assertThat(exec.getStartEpochNanos()).isGreaterThanOrEqualTo(connect.getStartEpochNanos());
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
    void neitherACommandThatSucceedsNorAShellIsAnError() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(); SshConnection connection = fixture.factory.getConnection(spec("web-1"));
                Scope request = caller.makeCurrent()) {
            assertThat(request).isNotNull();
            connection.exec("true");
            try (SshShell shell = connection.shell(SshPty.xterm())) {
                shell.stdin().write("exit 3\n".getBytes(StandardCharsets.UTF_8));
                shell.stdin().flush();
                assertThat(shell.waitFor()).isEqualTo(3);
            }
        }
        assertThat(span("ssh exec").getAttributes().get(longKey("process.exit.code"))).isZero();
        assertThat(span("ssh shell").getAttributes().get(longKey("process.exit.code"))).isEqualTo(3);
        for (String name : List.of("ssh exec", "ssh shell")) {
            assertThat(span(name).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(span(name).getAttributes().get(stringKey("error.type"))).isNull();
        }
    }

    /** How the span of a command is marked that ends like this. */
    private static String error(boolean timedOut, boolean lost, String signal, int exitCode) {
        AtomicReference<Tracing.Operation> traced = new AtomicReference<>();
        EventRecorder recorder = new EventRecorder(new EventSettings(CommandText.HASH, () -> traced::set), new Statistics(Clock.SYSTEM));
        CommandEvent event = new CommandEvent("make");
        recorder.start(event);
        event.ended(timedOut, lost, signal, exitCode);
        recorder.record(event);
        assertThat(traced.get().attributes().get("error.type")).isEqualTo(traced.get().error());
        return traced.get().error();
    }

    @Test
    void theErrorOfACommandSaysHowItEnded() {
        assertThat(error(false, false, null, 0)).isNull();
        assertThat(error(false, false, null, SshCommandResult.NO_EXIT_CODE)).as("closed by the application").isNull();
        assertThat(error(false, false, null, 255)).isEqualTo("exit:255");
        assertThat(error(false, false, "KILL", SshCommandResult.NO_EXIT_CODE)).isEqualTo("signal:KILL");
        assertThat(error(true, false, "TERM", SshCommandResult.NO_EXIT_CODE)).isEqualTo("timed_out");
        assertThat(error(false, true, null, SshCommandResult.NO_EXIT_CODE)).isEqualTo("connection_lost");
    }

    @Test
    void aCommandThatMayNotBeRecordedHasNoHashEither() throws Exception {
        for (String shown : List.of("FULL", "NONE")) {
            try (AdapterFixture fixture = new AdapterFixture(adapter -> adapter.setAuditCommands(shown), definition -> { });
                    Scope request = caller.makeCurrent()) {
                assertThat(request).isNotNull();
                try (SshConnection connection = fixture.factory.getConnection(spec("web-1"))) {
                    connection.exec("true");
                }
            }
            assertThat(span("ssh exec").getAttributes().get(stringKey("ssh.command.hash"))).as(shown)
                    .isEqualTo(shown.equals("NONE") ? null : "sha256:b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b");
            TELEMETRY.clearSpans();
        }
    }

    /** Its executor has no current span, unless the application passes it on. */
    @Test
    void aCommandOnAnExecutorIsTracedIfTheExecutorIsWrapped() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (AdapterFixture fixture = new AdapterFixture(); SshConnection connection = fixture.factory.getConnection(spec("web-1"));
                Scope request = caller.makeCurrent()) {
            assertThat(request).isNotNull();
            connection.execAsync("exit 1", threads).get();
            connection.execAsync("exit 2", Context.taskWrapping(threads)).get();
        } finally {
            threads.shutdownNow();
        }
        isOfCaller(span("ssh exec"));
        assertThat(span("ssh exec").getAttributes().get(longKey("process.exit.code"))).isEqualTo(2);
    }

    @Test
    void aSlowSpanProcessorOfAnApplicationHoldsUpNobody() throws Exception {
        Exporter exporter = new Exporter();
        try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
                AdapterFixture fixture = new AdapterFixture(); SshConnection connection = fixture.factory.getConnection(spec("web-1"));
                exporter) {
            global(OpenTelemetrySdk.builder().setTracerProvider(provider).build());
            try (Scope request = caller.makeCurrent()) {
                assertThat(request).isNotNull();
                // More than there are I/O threads, on which processes end.
                for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
                    try (SshProcess process = connection.start(SshCommand.of("true"))) {
                        process.waitFor();
                    }
                }
            }
            assertThat(connection.exec("echo still here").stdout()).isEqualTo("still here\n");
        } finally {
            global(TELEMETRY.getOpenTelemetry());
        }
        assertThat(exporter.gaveUp).isFalse();
    }

    private static void global(OpenTelemetry telemetry) {
        GlobalOpenTelemetry.resetForTest();
        GlobalOpenTelemetry.set(telemetry);
    }

    /** Exports nothing, and does not return before it is closed. */
    private static final class Exporter implements SpanExporter {

        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile boolean gaveUp;

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            try {
                gaveUp |= !closed.await(Patience.SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                gaveUp = true;
            }
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public void close() {
            closed.countDown();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
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

    /** All classes of the tests, except for those in jars with this in their path. */
    private static URLClassLoader without(String left) throws IOException {
        List<URL> classes = new ArrayList<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.contains(left)) {
                classes.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(classes.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** What {@link #withoutOpenTelemetryTheAdapterWorks} runs there. */
    public static final class Application implements Callable<String> {

        @Override
        public String call() throws Exception {
            try (EmbeddedSshServer server = EmbeddedSshServer.start(); AdapterFixture fixture = new AdapterFixture();
                    SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "web-1",
                            AdapterFixture.target(server).build()))) {
                return connection.exec("echo hello").stdout();
            }
        }
    }

    @Test
    void withoutOpenTelemetryTheAdapterWorks() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = without("opentelemetry")) {
            assertThatThrownBy(() -> loader.loadClass("io.opentelemetry.api.trace.Span")).isInstanceOf(ClassNotFoundException.class);
            Thread.currentThread().setContextClassLoader(loader);
            Object tracing = loader.loadClass(OptionalTracing.class.getName()).getMethod("find").invoke(null);
            assertThat(tracing).isSameAs(loader.loadClass(Tracing.class.getName()).getField("NONE").get(null));
            Class<?> application = loader.loadClass(Application.class.getName());
            assertThat(application).isNotSameAs(Application.class);
            assertThat(((Callable<?>) application.getConstructor().newInstance()).call()).isEqualTo("hello\n");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        try (URLClassLoader loader = without("opentelemetry-context")) {
            Object tracing = loader.loadClass(OptionalTracing.class.getName()).getMethod("find").invoke(null);
            assertThat(tracing).as("with half of it").isSameAs(loader.loadClass(Tracing.class.getName()).getField("NONE").get(null));
        }
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
        span("ssh exec");
        assertThat(TELEMETRY.getSpans()).extracting(SpanData::getName).containsExactly("ssh exec");
    }

    @Test
    void aCallerWithoutASpanCostsNoMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Tracing tracing = OptionalTracing.find();
        assertThat(tracing.begin()).isNull();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        boolean traced = false;
        for (int i = 0; i < 1000; i++) {
            traced |= tracing.begin() != null;
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
        assertThat(traced).isFalse();
        tracing.close();
    }
}
