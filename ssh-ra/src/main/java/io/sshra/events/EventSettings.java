package io.sshra.events;

/**
 * Where events go besides the Flight Recorder and the audit log, and what they show.
 *
 * @param commands what is shown of command lines
 */
public record EventSettings(CommandText commands, Tracing tracing) {
}
