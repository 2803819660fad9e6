package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;

/** What follows from a change of the spare channels, and is done without their lock. */
final class SpareWork {

    private final Session session;
    // Most changes need neither.
    private List<Buffer> packets = List.of();
    private List<MinaSftpClient> closed = List.of();

    SpareWork(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    void send(Buffer packet) {
        if (packets.isEmpty()) {
            packets = new ArrayList<>(1);
        }
        packets.add(packet);
    }

    void close(MinaSftpClient client) {
        client.expires(() -> { });
        if (closed.isEmpty()) {
            closed = new ArrayList<>(1);
        }
        closed.add(client);
    }

    /** Packets are queued during a key exchange, so that nobody waits. A connection on which nothing can be sent ends by itself. */
    void run() {
        try {
            for (Buffer packet : packets) {
                ThreadUtils.runAsInternal(packet, session::writePacket);
            }
            for (MinaSftpClient client : closed) {
                ThreadUtils.runAsInternal(client, ending -> {
                    ending.close();
                    return null;
                });
            }
        } catch (IOException | RuntimeException e) {
            AdapterLog.LOG.tracef(e, "spare channels of %s not changed", session);
        }
    }
}
