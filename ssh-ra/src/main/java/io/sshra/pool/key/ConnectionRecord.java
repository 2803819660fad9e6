package io.sshra.pool.key;

import io.sshra.SshErrorCode;
import io.sshra.events.AuthenticationEvent;
import io.sshra.events.CloseEvent;
import io.sshra.events.ConnectEvent;
import io.sshra.events.ReconnectEvent;
import io.sshra.log.AdapterLog;
import io.sshra.pool.CloseReason;
import io.sshra.pool.SlotEvents;
import io.sshra.ssh.Transport;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is on the record of one physical connection: one connect, whoever hears of it first, and one close after it. Events and
 * lines in the log. Thread-safe.
 */
final class ConnectionRecord {

    private final long number;
    private final Object named;
    private final SlotEvents events;
    private final boolean again;
    private final ConnectEvent connect;
    private final AtomicBoolean connectRecorded = new AtomicBoolean();
    /** Null before the log-in begins. */
    private volatile AuthenticationEvent authentication;

    /**
     * @param named what the log calls it
     * @param again whether there has been a connection of this key
     */
    ConnectionRecord(long number, Object named, SlotEvents events, boolean again) {
        this.number = number;
        this.named = named;
        this.events = events;
        this.again = again;
        this.connect = again ? new ReconnectEvent() : new ConnectEvent();
        connect.on(number);
    }

    /** It begins to connect. Before others can see that: from then on anybody may record how it ended. */
    void connecting() {
        connect.start();
    }

    /** The log-in begins, at the target or at a jump host. */
    void authenticating() {
        AuthenticationEvent event = new AuthenticationEvent();
        event.on(number);
        event.start();
        authentication = event;
    }

    /** It is open. */
    void opened(Transport transport) {
        if (connectRecorded.compareAndSet(false, true)) {
            AuthenticationEvent begun = authentication;
            if (begun != null) {
                begun.succeeded();
                events.record(begun);
            }
            connect.opened(transport.negotiated().hostKeyFingerprint());
            events.record(connect);
        }
    }

    /** The line of the log, once it is open. */
    void logOpened(long millis) {
        if (again) {
            AdapterLog.LOG.reopened(named, millis);
        } else {
            AdapterLog.LOG.opened(named, millis);
        }
    }

    /** It is not going to be open. */
    void notOpened(SshErrorCode code) {
        if (connectRecorded.compareAndSet(false, true)) {
            AuthenticationEvent begun = authentication;
            if (begun != null) {
                begun.failed(code);
                events.record(begun);
            }
            connect.failed(code);
            events.record(connect);
        }
    }

    /** It was open, and has ended. The opening is recorded first, if it ends in the instant that it opens. */
    void closed(CloseReason reason, Transport transport, long commands, long openNanos) {
        opened(transport);
        AdapterLog.LOG.closed(named, reason.logName(), commands, TimeUnit.NANOSECONDS.toSeconds(openNanos));
        CloseEvent event = new CloseEvent(reason.logName(), reason.counter(), commands, openNanos,
                transport.bytesReceived(), transport.bytesSent());
        event.on(number);
        events.record(event);
    }
}
