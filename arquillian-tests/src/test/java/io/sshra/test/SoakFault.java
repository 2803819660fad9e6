package io.sshra.test;

import java.util.Set;

/**
 * The fault that affects the connections of a key in a {@link SoakTest}, and the expected outcomes of an operation. Any other
 * outcome fails the run. {@link SoakOutcomes} has the names of outcomes.
 */
enum SoakFault {

    /** No fault, while all other keys have one. */
    NONE(5),
    /** The server's processes are killed. */
    PROCESSES_KILLED(3, Set.of(SoakFault.LOST, "CONNECT_FAILED", "LOGIN_CUT", "NOT_AN_SSH_SERVER", SoakFault.IO, SoakFault.FILES_CLOSED)),
    /** The server's processes are stopped, some for longer than keepalive waits, and continued. */
    PROCESSES_STOPPED(3, Set.of(SoakFault.LOST, "CONNECT_TIMEOUT", "TIMEOUT", SoakFault.IO, SoakFault.FILES_CLOSED)),
    /** TCP connections are reset, and bits flip, also in the lists of algorithms, which nothing protects yet. */
    TCP_RESET(3, Set.of(SoakFault.LOST, "CONNECT_FAILED", "LOGIN_CUT", "NOT_AN_SSH_SERVER", "NO_COMMON_ALGORITHM", SoakFault.IO,
            SoakFault.FILES_CLOSED)),
    /** Packets are held and lost, some longer than keepalive waits. */
    TCP_STALLED(3, Set.of(SoakFault.LOST, "CONNECT_FAILED", "CONNECT_TIMEOUT", "LOGIN_CUT", "NOT_AN_SSH_SERVER", "TIMEOUT", SoakFault.IO,
            SoakFault.FILES_CLOSED)),
    /** The session is ended, or the connection released, by another thread. */
    SESSION_ENDED(2, Set.of("SESSION_ENDED", "CONNECTION_RELEASED", SoakFault.LOST, SoakFault.IO, SoakFault.FILES_CLOSED)),
    /** The profile's settings change in its file: what runs goes on. */
    PROFILE_CHANGED(2, Set.of("PROFILE_CHANGED")),
    /** The container's pool is flushed, leases in use included: it closes their handles and destroys them. */
    POOL_FLUSHED(2, Set.of("CONTAINER_DESTROYED", "HANDLE_CLOSED", SoakFault.LOST, SoakFault.IO, SoakFault.FILES_CLOSED)),
    /** MINA's server, which cuts its connections. */
    CUT_BY_MINA(2, Set.of(SoakFault.LOST, "CONNECT_FAILED", "LOGIN_CUT", "NOT_AN_SSH_SERVER", SoakFault.IO, SoakFault.FILES_CLOSED));

    /** Outcomes of a command, a process, a transfer, or an operation that began after the loss of the connection. */
    private static final String LOST = "CONNECTION_LOST";
    /** Outcomes of a stream, a socket or a file. */
    private static final String IO = "IOException";
    /** Outcomes of a file system that ended with its connection. */
    private static final String FILES_CLOSED = "ClosedFileSystemException";

    private final int users;
    private final Set<String> expected;

    SoakFault(int users) {
        this(users, Set.of());
    }

    SoakFault(int users, Set<String> expected) {
        this.users = users;
        this.expected = expected;
    }

    /** The number of users with this fault. */
    int users() {
        return users;
    }

    boolean explains(String outcome) {
        return expected.contains(outcome);
    }
}
