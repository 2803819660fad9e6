package io.sshra.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/**
 * The sessions of an embedded server that can stop answering key exchanges. While it does, it ignores the client's requests for
 * new keys and the client's answers to its own requests. The first key exchange of a session always works. Thread-safe.
 */
public final class StallingSessions {

    private final List<ServerSessionImpl> sessions = new CopyOnWriteArrayList<>();
    private volatile boolean stalls;

    /** Makes the server use these sessions. */
    public void useIn(SshServer server) {
        server.setSessionFactory(new SessionFactory(server) {
            @Override
            protected ServerSessionImpl doCreateSession(IoSession socket) throws Exception {
                ServerSessionImpl session = new Stalling(getServer(), socket);
                sessions.add(session);
                return session;
            }
        });
    }

    /** From now on, whether key exchanges are ignored. */
    public void stall(boolean ignored) {
        stalls = ignored;
    }

    /** The sessions in the order of their connects. */
    public List<ServerSessionImpl> all() {
        return sessions;
    }

    private final class Stalling extends ServerSessionImpl {

        Stalling(ServerFactoryManager server, IoSession socket) throws Exception {
            super(server, socket);
        }

        private boolean ignoresKeyExchange() {
            return initialKexDone && stalls;
        }

        @Override
        protected void handleKexInit(Buffer packet) throws Exception {
            if (!ignoresKeyExchange()) {
                super.handleKexInit(packet);
            }
        }

        @Override
        protected void handleKexMessage(int message, Buffer packet) throws Exception {
            if (!ignoresKeyExchange()) {
                super.handleKexMessage(message, packet);
            }
        }
    }
}
