package io.sshra.sample.agent;

import io.sshra.SshApproval;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;

/**
 * The SSH session of a conversation: open, and then ended for ever. Its name is random and made here, so no client can name the session of
 * another one. Thread-safe.
 */
final class AgentSession {

    private final SshConnectionFactory ssh;
    private final ThreadFactory threads;
    private final String user;
    private final String name = UUID.randomUUID().toString();
    private final Handles handles = new Handles();
    /** By profile. Guarded by its own monitor. */
    private final Map<String, AgentShell> shells = new HashMap<>();
    private volatile boolean ended;

    AgentSession(SshConnectionFactory ssh, ThreadFactory threads, String user) {
        this.ssh = ssh;
        this.threads = threads;
        this.user = user;
    }

    String name() {
        return name;
    }

    Handles handles() {
        return handles;
    }

    /** Runs a task on a thread of the container. */
    void run(Runnable task) {
        threads.newThread(task).start();
    }

    /** The shell on this machine; a new one if there is none, or it has ended. */
    AgentShell shell(String profile) throws SshException {
        synchronized (shells) {
            refuseIfEnded();
            AgentShell shell = shells.get(profile);
            if (shell == null || shell.isEnded()) {
                // Also those of machines that do not exist: an agent may name as many as it likes.
                shells.values().removeIf(AgentShell::isEnded);
                shell = new AgentShell(profile, this);
                shells.put(profile, shell);
            }
            return shell;
        }
    }

    /** The session's own connection; the caller closes it. It may have to connect first, which takes some seconds at most. */
    SshConnection connect(String profile) throws SshException {
        refuseIfEnded();
        SshConnection connection = ssh.getConnection(SshConnectionSpec.of(user, name, profile));
        if (ended) {
            // The end came while it was connecting, and may not have seen it: the name would be a new session.
            connection.close();
            ssh.sessions().closeSession(user, name);
            refuseIfEnded();
        }
        return connection;
    }

    private void refuseIfEnded() throws SshException {
        if (ended) {
            throw new SshConnectionClosedException(SshErrorCode.SESSION_ENDED, "The SSH session of the conversation has ended");
        }
    }

    /** A request for an approval; null if there is none, or its time is over. */
    SshApproval approval(String id) {
        return ssh.approvals().find(id);
    }

    List<String> profiles() throws SshException {
        return ssh.profiles();
    }

    List<SshConnectionInfo> connections() {
        return ssh.sessions().connections(user, name);
    }

    /** Ends everything of it, on all nodes of a cluster. Returns how many connections were closed. */
    int end() {
        List<AgentShell> all;
        synchronized (shells) {
            ended = true;
            all = List.copyOf(shells.values());
        }
        handles.close();
        all.forEach(AgentShell::end);
        return ssh.sessions().closeSession(user, name);
    }
}
