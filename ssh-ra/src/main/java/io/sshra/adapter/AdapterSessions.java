package io.sshra.adapter;

import io.sshra.SshCluster;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionListener;
import io.sshra.SshListenerRegistration;
import io.sshra.SshSessions;
import io.sshra.pool.Pool;
import java.util.List;
import java.util.concurrent.Executor;

/** The application's view of the pool. The pool's own class is public and has methods that are not for applications. */
record AdapterSessions(Pool pool, AdapterNode node) implements SshSessions {

    @Override
    public List<SshConnectionInfo> connections(String user, String session) {
        return pool.connections(user, session);
    }

    @Override
    public boolean release(String user, String session, String profile) {
        return pool.release(user, session, profile);
    }

    @Override
    public int closeSession(String user, String session) {
        return node.endSession(user, session).closed();
    }

    @Override
    public boolean recordActivity(String user, String session, String profile) {
        return pool.recordActivity(user, session, profile);
    }

    @Override
    public int totalConnections() {
        return pool.totalConnections();
    }

    @Override
    public SshCluster cluster() {
        return node;
    }

    @Override
    public SshListenerRegistration addListener(Executor executor, SshConnectionListener listener) {
        return pool.addListener(executor, listener);
    }
}
