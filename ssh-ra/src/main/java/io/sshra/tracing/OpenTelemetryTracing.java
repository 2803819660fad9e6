package io.sshra.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.sshra.base.Clock;
import io.sshra.events.Tracing;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Makes spans of OpenTelemetry, as children of the caller's span. A caller without a span is not traced. The tracer is that of the calling
 * application: its CDI bean (WildFly makes one for each application), or else the global one, as of an agent.
 */
final class OpenTelemetryTracing implements Tracing {

    /** The instrumentation scope of the spans. */
    static final String SCOPE = "io.sshra";

    private static final Logger LOG = Logger.getLogger("io.sshra.tracing");

    private final SpanThread spans = new SpanThread(Clock.SYSTEM);

    @Override
    public Trace begin() {
        Context parent = Context.current();
        if (!Span.fromContext(parent).getSpanContext().isValid()) {
            return null;
        }
        Tracer tracer = tracer();
        return operation -> spans.pass(() -> end(tracer, parent, operation));
    }

    @Override
    public void close() {
        spans.stop(Duration.ofSeconds(2));
    }

    /** A failure of the application's container must not fail what is traced. */
    private static Tracer tracer() {
        try {
            Instance<OpenTelemetry> bean = CDI.current().select(OpenTelemetry.class);
            if (bean.isResolvable()) {
                return bean.get().getTracer(SCOPE);
            }
        } catch (RuntimeException | NoClassDefFoundError e) {
            LOG.debug("The caller has no bean of OpenTelemetry", e);
        }
        return GlobalOpenTelemetry.getTracer(SCOPE);
    }

    private static void end(Tracer tracer, Context parent, Operation operation) {
        SpanBuilder builder = tracer.spanBuilder(operation.name()).setParent(parent).setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(operation.start());
        operation.attributes().forEach((name, value) -> {
            if (value instanceof Long number) {
                builder.setAttribute(name, number);
            } else if (value instanceof Boolean flag) {
                builder.setAttribute(name, flag);
            } else {
                builder.setAttribute(name, value.toString());
            }
        });
        Span span = builder.startSpan();
        if (operation.error() != null) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(operation.start().plus(operation.took()));
    }
}
