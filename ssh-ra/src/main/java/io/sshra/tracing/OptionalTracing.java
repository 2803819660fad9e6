package io.sshra.tracing;

import io.sshra.events.Tracing;
import java.util.List;

/** Finds the tracing system of the server, without needing one to load. */
public final class OptionalTracing {

    private OptionalTracing() {
    }

    /**
     * OpenTelemetry if the adapter's class loader has its API. WildFly gives it to every deployment while its opentelemetry subsystem is
     * configured.
     */
    public static Tracing find() {
        try {
            // Two modules of WildFly, and two jars. The second needs the first.
            for (String needed : List.of("io.opentelemetry.context.Context", "io.opentelemetry.api.trace.Span")) {
                Class.forName(needed, false, OptionalTracing.class.getClassLoader());
            }
        } catch (ClassNotFoundException e) {
            return Tracing.NONE;
        }
        return new OpenTelemetryTracing();
    }
}
