package io.sshra.adapter;

import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.SshSessions;
import io.sshra.pool.Pool;
import java.util.List;

/** What an application has of the pool. The pool itself has methods for the adapter, and a type that anybody can name. */
record AdapterSessions(Pool pool) implements SshSessions {

    @Override
    public List<SshConnectionInfo> connections(String user, String session) throws SshException {
        return pool.connections(user, session);
    }

    @Override
    public boolean release(String user, String session, String profile) throws SshException {
        return pool.release(user, session, profile);
    }

    @Override
    public int closeSession(String user, String session) throws SshException {
        return pool.closeSession(user, session);
    }

    @Override
    public boolean recordActivity(String user, String session, String profile) throws SshException {
        return pool.recordActivity(user, session, profile);
    }

    @Override
    public int totalConnections() {
        return pool.totalConnections();
    }
}
