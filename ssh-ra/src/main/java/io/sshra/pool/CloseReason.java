package io.sshra.pool;

import io.sshra.SshErrorCode;
import java.util.Locale;

/** Why a physical connection ended; the name in lower case is what the log says. */
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
    /** The container destroyed the last lease. */
    CONTAINER_DESTROYED(SshErrorCode.CONTAINER_DESTROYED),
    /** The adapter stopped. */
    POOL_SHUTDOWN(SshErrorCode.ADAPTER_STOPPED);

    private final SshErrorCode errorCode;

    CloseReason(SshErrorCode errorCode) {
        this.errorCode = errorCode;
    }

    /** What a handle says that is used after this. */
    SshErrorCode errorCode() {
        return errorCode;
    }

    String logName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
