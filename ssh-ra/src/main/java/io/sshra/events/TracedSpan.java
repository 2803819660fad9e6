package io.sshra.events;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** An event on its way to a tracing system. Attributes have the names of OpenTelemetry's semantic conventions, or begin with {@code ssh.}. */
final class TracedSpan {

    private final Tracing.Trace trace;
    private final Instant start = Instant.now();
    private final Map<String, Object> attributes = new HashMap<>();

    TracedSpan(Tracing.Trace trace) {
        this.trace = trace;
    }

    /** @param value null leaves it out */
    TracedSpan with(String name, Object value) {
        if (value != null) {
            attributes.put(name, value);
        }
        return this;
    }

    /** @param target {@code user@host:port} with an IPv6 address in brackets; null if it is unknown */
    TracedSpan at(String target) {
        if (target != null) {
            int port = target.lastIndexOf(':');
            String host = target.substring(target.lastIndexOf('@') + 1, port);
            with("server.address", host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
            with("server.port", Long.valueOf(target.substring(port + 1)));
        }
        return this;
    }

    void end(String name, long nanos, String error) {
        with("error.type", error);
        trace.end(new Tracing.Operation(name, start, Duration.ofNanos(nanos), Map.copyOf(attributes), error));
    }
}
