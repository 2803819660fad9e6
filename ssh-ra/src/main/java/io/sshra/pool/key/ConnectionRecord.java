package io.sshra.pool.key;

import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.events.AuthenticationEvent;
import io.sshra.events.CloseEvent;
import io.sshra.events.ConnectEvent;
import io.sshra.events.ReconnectEvent;
import io.sshra.log.AdapterLog;
import io.sshra.pool.CloseReason;
import io.sshra.pool.SlotEvents;
import io.sshra.pool.listeners.Telling;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.Transport;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Records one physical connection as events and log lines, and tells listeners: its connect exactly once, whichever thread reports it first, and its
 * close after that. Thread-safe, without a lock: a thread that closes while another one records the connect leaves the close to it.
 */
final class ConnectionRecord {

    private static final Runnable BEING_RECORDED = () -> { };
    private static final Runnable RECORDED = () -> { };

    private final long number;
    private final Object named;
    private final SlotEvents events;
    private final boolean again;
    private final ConnectEvent connect;
    private final Function<Boolean, SshConnectionInfo> info;
    private volatile Telling listeners = Telling.NOBODY;
    /** Null before the connect is recorded; while it is, what is to be recorded after it; then {@link #RECORDED}. */
    private final AtomicReference<Runnable> afterConnect = new AtomicReference<>();
    private volatile long startedNanos;
    /** Null if none was made. */
    private volatile IssuedCertificate issued;
    /** Null before the log-in begins. */
    private volatile AuthenticationEvent authentication;

    /**
     * @param named the name of the connection in the log
     * @param again whether this key had a connection before
     * @param info  describes the connection, alive or not
     */
    ConnectionRecord(long number, Object named, SlotEvents events, boolean again, Function<Boolean, SshConnectionInfo> info) {
        this.number = number;
        this.named = named;
        this.events = events;
        this.again = again;
        this.info = info;
        this.connect = again ? new ReconnectEvent() : new ConnectEvent();
        connect.on(number);
    }

    /** The connect starts. Call this before others can see it, because from then on any thread may record the end. */
    void connecting() {
        startedNanos = System.nanoTime();
        events.start(connect);
    }

    /** The login starts, at the target or at a jump host. */
    void authenticating() {
        AuthenticationEvent event = new AuthenticationEvent();
        event.on(number);
        event.start();
        authentication = event;
    }

    /** A certificate was made for the log-in. */
    void issued(IssuedCertificate certificate) {
        issued = certificate;
    }

    /**
     * The connection is about to open. It is announced to listeners before it can end, and before its slot can have another one.
     *
     * @param move opens it; false if it has ended
     */
    boolean opens(BooleanSupplier move) {
        Telling announced = events.announce();
        listeners = announced;
        boolean moved = move.getAsBoolean();
        if (!moved) {
            announced.withdraw();
        }
        return moved;
    }

    /** The connection is open. */
    void opened(Transport transport) {
        recordConnect(() -> {
            try {
                recordOpen(transport);
            } finally {
                listeners.opened(again, () -> info.apply(true));
            }
        });
    }

    private void recordOpen(Transport transport) {
        AuthenticationEvent begun = authentication;
        if (begun != null) {
            begun.succeeded();
            events.record(begun);
        }
        connect.opened(transport.negotiated().hostKeyFingerprint(), transport.negotiated().legacyAlgorithms());
        events.record(connect);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        if (again) {
            AdapterLog.LOG.reopened(named, millis);
        } else {
            AdapterLog.LOG.opened(named, millis);
        }
    }

    /** The connection will not open, because of this failure. */
    void notOpened(SshException failure) {
        notOpened(failure.code(), failure instanceof SshHostKeyException refused ? refused.fingerprint() : null);
    }

    /** The connection will not open, because it was ended. */
    void notOpened(SshErrorCode code) {
        notOpened(code, null);
    }

    /** @param hostKey the fingerprint of the key that was refused; null if none was */
    private void notOpened(SshErrorCode code, String hostKey) {
        recordConnect(() -> {
            AuthenticationEvent begun = authentication;
            if (begun != null) {
                begun.failed(code);
                events.record(begun);
            }
            connect.refused(code, hostKey);
            events.record(connect);
        });
    }

    /** The connection was open and has ended. If it ends just as it opens, this records the opening first. */
    void closed(CloseReason reason, Transport transport, long commands, long openNanos) {
        opened(transport);
        Runnable close = () -> {
            try {
                recordClose(reason, transport, commands, openNanos);
            } finally {
                listeners.ended(reason, () -> info.apply(false));
            }
        };
        if (!afterConnect.compareAndSet(BEING_RECORDED, close)) {
            close.run();
        }
    }

    private void recordClose(CloseReason reason, Transport transport, long commands, long openNanos) {
        AdapterLog.LOG.closed(named, reason.logName(), commands, TimeUnit.NANOSECONDS.toSeconds(openNanos));
        CloseEvent event = new CloseEvent(reason.logName(), reason.counter(), commands, openNanos,
                transport.bytesReceived(), transport.bytesSent());
        event.on(number);
        events.record(event);
    }

    private void recordConnect(Runnable recording) {
        if (afterConnect.compareAndSet(null, BEING_RECORDED)) {
            try {
                IssuedCertificate certificate = issued;
                if (certificate != null) {
                    connect.certified(certificate.serial(), certificate.keyId());
                }
                recording.run();
            } finally {
                afterConnect.getAndSet(RECORDED).run();
            }
        }
    }
}
