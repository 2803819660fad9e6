package io.sshra;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * The sessions of the whole adapter, for all its connection definitions. Thread-safe. No method waits for an SSH server. In a cluster,
 * {@link #closeSession} is for all nodes, and everything else for this one; {@link #cluster()} has the rest.
 *
 * @since 1.0
 */
public interface SshSessions {

    /**
     * The connections of this session, including those that were lost or evicted and may reconnect. Empty if there is no such
     * session; never null.
     *
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    List<SshConnectionInfo> connections(String user, String session);

    /**
     * Closes the connection to this profile. Its handles can't be used after that.
     *
     * @return whether there was one
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    boolean release(String user, String session, String profile);

    /**
     * Ends the session: closes all its connections, including those that are being opened. Their handles can't be used after
     * that, and their commands end with {@code connectionLost}. A later {@code getConnection} starts a new session of that
     * name.
     *
     * <p>In a cluster it ends on all nodes, and this waits for their answers, at most 2 seconds; {@link SshCluster#endSession} says
     * which have not answered.
     *
     * @return how many connections were closed, on all nodes
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    int closeSession(String user, String session);

    /**
     * Records activity on the connection to this profile, so that it is not evicted as idle.
     *
     * @return whether there was one
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    boolean recordActivity(String user, String session, String profile);

    /** The number of open physical connections of the whole adapter. */
    int totalConnections();

    /** The nodes of the cluster, or this node alone. Never null. */
    SshCluster cluster();

    /**
     * Adds a listener, which is told of connections of all users that open from now on, and of their ends.
     *
     * <p>The registration keeps the listener, and so the class loader of its application, in memory: close it when the application ends, for
     * instance in {@code @PreDestroy}. It ends by itself when the adapter stops, and with the first event after its executor was shut down.
     *
     * <p>If the listener is slow, up to 1000 openings wait for it. Further connections are left out, see
     * {@link SshConnectionListener#missed}. If the executor refuses, the adapter tries again every second.
     *
     * @param executor runs the listener on threads of its own, for instance a {@code ManagedExecutorService}. One that runs tasks on the calling
     *                 thread is taken for one that refuses: no thread of the adapter runs application code. The threads have the naming
     *                 and security context that the executor gives them; {@code ContextService.createContextualProxy} keeps that of the caller. Not null
     * @param listener not null
     * @return the registration, to be closed
     * @throws IllegalArgumentException if something is null
     * @throws IllegalStateException    if the adapter has stopped
     */
    SshListenerRegistration addListener(Executor executor, SshConnectionListener listener);
}
