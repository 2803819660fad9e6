package io.sshra.pool;

import io.sshra.SshErrorCode;
import java.util.Locale;

/** Why a physical connection ended, and what the log and the application hear of it. */
public enum CloseReason {

    /** The transport died. Handles reconnect. */
    CONNECTION_LOST(SshErrorCode.CONNECTION_LOST),
    /** {@code SshSessions.release}. */
    EXPLICIT_CLOSE(SshErrorCode.CONNECTION_RELEASED),
    /** {@code SshSessions.closeSession}. */
    SESSION_END(SshErrorCode.SESSION_ENDED),
    /** No channel and no activity for the idle time-out. Handles reconnect. */
    IDLE_TIMEOUT(SshErrorCode.CONNECTION_LOST),
    /** The server said nothing within the time limit of a probe. Handles reconnect. */
    ZOMBIE_DETECTED(SshErrorCode.CONNECTION_LOST),
    /** The profile or its credential has another revision. */
    PROFILE_CHANGED(SshErrorCode.PROFILE_CHANGED),
    /** The container logs in with another credential: for the log the same kind of end, but a new call may be tried at once. */
    CREDENTIAL_CHANGED(SshErrorCode.CREDENTIAL_CHANGED, "profile_changed"),
    /** The container destroyed the last lease. */
    CONTAINER_DESTROYED(SshErrorCode.CONTAINER_DESTROYED),
    /** The adapter stopped. */
    POOL_SHUTDOWN(SshErrorCode.ADAPTER_STOPPED);

    private final SshErrorCode errorCode;
    private final String logName;

    CloseReason(SshErrorCode errorCode) {
        this.errorCode = errorCode;
        this.logName = name().toLowerCase(Locale.ROOT);
    }

    CloseReason(SshErrorCode errorCode, String logName) {
        this.errorCode = errorCode;
        this.logName = logName;
    }

    /** What a handle says that is used after this. */
    public SshErrorCode errorCode() {
        return errorCode;
    }

    public String logName() {
        return logName;
    }
}
