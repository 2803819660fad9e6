package io.sshra.test;

import java.util.Set;

/**
 * What the connections of a key suffer in a {@link SoakTest}, and which outcomes of an operation are expected of that. Whatever
 * else comes of it fails the run. Outcomes are named as by {@link SoakOutcomes}.
 */
enum SoakFault {

    /** Nothing, while all others suffer. */
    NONE(5),
    /** The server's processes are killed. */
    PROCESSES_KILLED(3, Set.of(SoakFault.LOST, "CONNECT_FAILED", "LOGIN_CUT", "NOT_AN_SSH_SERVER", SoakFault.IO, SoakFault.FILES_CLOSED)),
    /** They are stopped, some longer than keepalive waits, and continued. */
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

    /** Of a command, process, transfer, or of whatever began when the connection had gone. */
    private static final String LOST = "CONNECTION_LOST";
    /** Of a stream, a socket or a file. */
    private static final String IO = "IOException";
    /** Of a file system that ended with its connection. */
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

    /** How many users suffer from it. */
    int users() {
        return users;
    }

    boolean explains(String outcome) {
        return expected.contains(outcome);
    }
}
