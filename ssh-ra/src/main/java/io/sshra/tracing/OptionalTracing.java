package io.sshra.tracing;

import io.sshra.events.Tracing;

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
            Class.forName("io.opentelemetry.api.trace.Span", false, OptionalTracing.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Tracing.NONE;
        }
        return new OpenTelemetryTracing();
    }
}
