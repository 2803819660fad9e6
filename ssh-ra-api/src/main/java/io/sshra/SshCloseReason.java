package io.sshra;

/**
 * Why a physical connection ended. The names are also those in the log and the audit log, in lower case.
 *
 * @since 1.0
 */
public enum SshCloseReason {

    /** The transport broke, or the server closed it. */
    CONNECTION_LOST(true),
    /** The server did not answer. */
    ZOMBIE_DETECTED(true),
    /** It had no channel and no activity for the idle time-out. */
    IDLE_TIMEOUT(true),
    /** It was idle, and its session needed the place for another connection ({@code evictIdleAtSessionLimit}). */
    LIMIT_REACHED(true),
    /** {@link SshSessions#release}, or an operator. */
    EXPLICIT_CLOSE(false),
    /** {@link SshSessions#closeSession}. */
    SESSION_END(false),
    /** The profile or its credential has changed. */
    PROFILE_CHANGED(false),
    /** The container destroyed the last lease: a flush of its pool, its idle time-out, an undeployment. */
    CONTAINER_DESTROYED(false),
    /** The adapter stopped. */
    POOL_SHUTDOWN(false);

    private final boolean mayReconnect;

    SshCloseReason(boolean mayReconnect) {
        this.mayReconnect = mayReconnect;
    }

    /** Whether handles on the connection stay open, and reconnect at their next use. */
    public boolean mayReconnect() {
        return mayReconnect;
    }
}
