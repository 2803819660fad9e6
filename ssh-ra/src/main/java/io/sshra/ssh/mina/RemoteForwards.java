package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import io.sshra.ssh.Location;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * What the server of one session listens on for this side, and its requests to open a channel for a client there (RFC 4254 section 7.2, section
 * 2.4 of OpenSSH's PROTOCOL). It may open no other channels. Servers name the address of a port in any way, so the port alone counts.
 */
final class RemoteForwards {

    static final String SOCKET_CLIENT = "forwarded-streamlocal@openssh.com";
    static final String PORT_CLIENT = "forwarded-tcpip";

    private final ChannelGuard guard;
    private final Map<Object, RemoteForward> listening = new ConcurrentHashMap<>();

    RemoteForwards(ChannelGuard guard) {
        this.guard = guard;
    }

    Session session() {
        return guard.getSession();
    }

    private static Object key(Location bind) {
        return bind.isSocket() ? bind.socket() : (Object) bind.port();
    }

    /** Clients of this port or socket are for this forwarding, from now on. False if they are for another one. */
    boolean add(Location bind, RemoteForward forward) {
        return listening.putIfAbsent(key(bind), forward) == null;
    }

    void remove(Location bind, RemoteForward forward) {
        listening.remove(key(bind), forward);
    }

    /** A request of the server. On the I/O thread. */
    void open(Buffer request) throws IOException {
        String type = request.getString();
        ServerOpening opening = new ServerOpening(request.getUInt(), request.getUInt(), request.getUInt());
        boolean isPort = type.equals(PORT_CLIENT);
        if (!isPort && !type.equals(SOCKET_CLIENT)) {
            guard.refuse(opening, SshConstants.SSH_OPEN_UNKNOWN_CHANNEL_TYPE, "no channel of this type");
            return;
        }
        String hostOrPath = request.getString();
        long port = isPort ? request.getUInt() : 0;
        RemoteForward forward = listening.get(isPort ? (Object) (int) port : hostOrPath);
        if (forward == null) {
            refuse(opening, SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, "nothing is forwarded from there");
        } else {
            forward.accepted(opening);
        }
    }

    /** From any thread. */
    void refuse(ServerOpening opening, int reason, String why) {
        try {
            guard.refuse(opening, reason, why);
        } catch (IOException e) {
            AdapterLog.LOG.tracef(e, "a channel of the server not refused on %s", guard.getSession());
        }
    }

    /** Opens the channel that the server has asked for. If it throws, the request has no answer yet. On the loop. */
    TunnelChannel confirmed(ServerOpening opening, Location destination) throws IOException {
        TunnelChannel channel = new TunnelChannel(destination);
        guard.registerChannel(channel);
        try {
            channel.confirm(opening);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close(true);
            throw e;
        }
    }
}
