/**
 * What happened on whose behalf, as events: each goes to the Flight Recorder and, as one line, to the audit log.
 *
 * <p>May use the API. The pool and the adapter make events; nothing here asks them anything.
 *
 * <p>Entry: {@link io.sshra.events.EventRecorder}. The table of events and their fields is in docs/audit.md.
 */
package io.sshra.events;
