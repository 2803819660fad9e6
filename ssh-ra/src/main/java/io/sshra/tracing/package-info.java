/**
 * Tracing by OpenTelemetry, where its API is there. The adapter needs none of it.
 *
 * <p>May use base and log, and events, whose {@link io.sshra.events.Tracing} it implements. Only {@link io.sshra.tracing.OptionalTracing} is for others.
 */
package io.sshra.tracing;
