package io.sshra;

import java.time.Instant;
import java.util.Objects;

/**
 * A physical connection has opened or ended; see {@link SshConnectionListener}. Immutable.
 *
 * @since 1.0
 */
public final class SshConnectionEvent {

    private final SshConnectionInfo connection;
    private final SshCloseReason reason;
    private final Instant when;

    private SshConnectionEvent(SshConnectionInfo connection, SshCloseReason reason, Instant when) {
        this.connection = Objects.requireNonNull(connection, "no connection");
        this.reason = reason;
        this.when = Objects.requireNonNull(when, "no time");
    }

    /** The opening of a connection, also for tests of applications. Nothing is null. */
    public static SshConnectionEvent opening(SshConnectionInfo connection, Instant when) {
        return new SshConnectionEvent(connection, null, when);
    }

    /** The end of a connection, also for tests of applications. Nothing is null. */
    public static SshConnectionEvent end(SshConnectionInfo connection, SshCloseReason reason, Instant when) {
        return new SshConnectionEvent(connection, Objects.requireNonNull(reason, "no reason"), when);
    }

    /**
     * The connection at this moment; never null. At its end it is not alive, and everything else is as it was before: number, times,
     * commands, bytes and algorithms.
     */
    public SshConnectionInfo connection() {
        return connection;
    }

    /** Why it ended; null if it has opened. */
    public SshCloseReason reason() {
        return reason;
    }

    /** When it happened; never null. */
    public Instant when() {
        return when;
    }

    @Override
    public String toString() {
        return "SshConnectionEvent[" + (reason == null ? "opening" : reason) + " of " + connection + " at " + when + "]";
    }
}
