package io.sshra.benchmarks.peers;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Target;
import java.io.IOException;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.sshd.client.session.ClientSession;

/** A typical home-made pool: commons-pool2 over MINA with its defaults, with one session for each borrower. */
public final class CommonsPoolPeer implements Peer {

    private final MinaPeer mina;

    public CommonsPoolPeer(Target server) {
        mina = new MinaPeer(server, false);
    }

    @Override
    public void connectTo(String host, int port) throws IOException {
        mina.connectTo(host, port);
    }

    @Override
    public Link connect() throws Exception {
        GenericObjectPool<ClientSession> pool = new GenericObjectPool<>(new BasePooledObjectFactory<>() {
            @Override
            public ClientSession create() throws Exception {
                return mina.open();
            }

            @Override
            public PooledObject<ClientSession> wrap(ClientSession session) {
                return new DefaultPooledObject<>(session);
            }

            @Override
            public boolean validateObject(PooledObject<ClientSession> pooled) {
                return pooled.getObject().isOpen();
            }

            @Override
            public void destroyObject(PooledObject<ClientSession> pooled) {
                pooled.getObject().close(true);
            }
        });
        pool.setTestOnBorrow(true);
        pool.setMaxTotal(64);
        pool.addObject();
        return new Link() {
            @Override
            public int run(String command) throws Exception {
                ClientSession session = pool.borrowObject();
                try {
                    return MinaPeer.run(session, command);
                } finally {
                    pool.returnObject(session);
                }
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    @Override
    public void close() {
        mina.close();
    }
}
