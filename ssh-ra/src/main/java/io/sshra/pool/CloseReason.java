package io.sshra.pool;

import io.sshra.SshCloseReason;
import io.sshra.SshErrorCode;
import io.sshra.events.Counter;
import java.util.Locale;

/** Why a physical connection ended, and how the log and the application are told. */
public enum CloseReason {

    /** The transport was lost. Handles reconnect. */
    CONNECTION_LOST(SshErrorCode.CONNECTION_LOST, Counter.CLOSED_CONNECTION_LOST),
    /** {@code SshSessions.release}. */
    EXPLICIT_CLOSE(SshErrorCode.CONNECTION_RELEASED, Counter.CLOSED_EXPLICIT_CLOSE),
    /** {@code SshSessions.closeSession}. */
    SESSION_END(SshErrorCode.SESSION_ENDED, Counter.CLOSED_SESSION_END),
    /** There was no channel and no activity for the idle time-out. Handles reconnect. */
    IDLE_TIMEOUT(SshErrorCode.CONNECTION_LOST, Counter.CLOSED_IDLE_TIMEOUT),
    /** The session was at its limit, and another connection took the place. Handles reconnect. */
    LIMIT_REACHED(SshErrorCode.CONNECTION_LOST, Counter.CLOSED_LIMIT_REACHED),
    /** The server sent nothing within the time-out of a validation. Handles reconnect. */
    ZOMBIE_DETECTED(SshErrorCode.CONNECTION_LOST, Counter.CLOSED_ZOMBIE_DETECTED),
    /** The profile or its credential has changed. */
    PROFILE_CHANGED(SshErrorCode.PROFILE_CHANGED, Counter.CLOSED_PROFILE_CHANGED),
    /** The container's credential has changed. Logged and counted like {@link #PROFILE_CHANGED}, but a caller may retry at once. */
    CREDENTIAL_CHANGED(SshErrorCode.CREDENTIAL_CHANGED, Counter.CLOSED_PROFILE_CHANGED, "profile_changed"),
    /** The container destroyed the last lease. */
    CONTAINER_DESTROYED(SshErrorCode.CONTAINER_DESTROYED, Counter.CLOSED_CONTAINER_DESTROYED),
    /** The adapter stopped. */
    POOL_SHUTDOWN(SshErrorCode.ADAPTER_STOPPED, Counter.CLOSED_POOL_SHUTDOWN);

    private final SshErrorCode errorCode;
    private final Counter counter;
    private final String logName;

    CloseReason(SshErrorCode errorCode, Counter counter) {
        this.errorCode = errorCode;
        this.counter = counter;
        this.logName = name().toLowerCase(Locale.ROOT);
    }

    CloseReason(SshErrorCode errorCode, Counter counter, String logName) {
        this.errorCode = errorCode;
        this.counter = counter;
        this.logName = logName;
    }

    /** The error code for later uses of a handle. */
    public SshErrorCode errorCode() {
        return errorCode;
    }

    /** Counts the connections that ended for this reason. */
    public Counter counter() {
        return counter;
    }

    /** The reason as listeners are told. */
    public SshCloseReason told() {
        return SshCloseReason.valueOf(logName.toUpperCase(Locale.ROOT));
    }

    /** Whether nobody wanted the end. */
    public boolean isLoss() {
        return this == CONNECTION_LOST || this == ZOMBIE_DETECTED;
    }

    /** The name of this reason in the log. */
    public String logName() {
        return logName;
    }
}
