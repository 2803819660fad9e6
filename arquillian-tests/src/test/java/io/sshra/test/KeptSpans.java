package io.sshra.test;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The exporter of an application whose spans stay in its memory. OpenTelemetry's SDK finds it as a service in the archive. */
public final class KeptSpans implements AutoConfigurationCustomizerProvider {

    static final List<SpanData> ALL = new CopyOnWriteArrayList<>();

    private static final class Exporter implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            ALL.addAll(spans);
            return CompletableResultCode.ofSuccess();
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

    @Override
    public void customize(AutoConfigurationCustomizer configuration) {
        configuration.addPropertiesCustomizer(properties -> Map.of("otel.traces.exporter", "none", "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none"));
        configuration.addTracerProviderCustomizer((provider, properties) -> provider.addSpanProcessor(SimpleSpanProcessor.create(new Exporter())));
    }
}
