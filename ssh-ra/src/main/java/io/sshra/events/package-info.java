/**
 * What happened and on whose behalf, as events. Each is counted, and goes to the Flight Recorder and, as one line, to the audit log.
 *
 * <p>May use the API and JSON text. The pool and the adapter make events; this package never calls them.
 *
 * <p>Entry: {@link io.sshra.events.EventRecorder}. The table of events and their fields is in docs/audit.md.
 */
package io.sshra.events;
