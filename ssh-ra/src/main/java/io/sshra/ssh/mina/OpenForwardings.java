package io.sshra.ssh.mina;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.forward.ForwardingTunnelEndpointsProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.server.forward.TcpipServerChannel;

/** The forwardings of one session. When a forwarding ends, so do its connections: MINA only stops listening. */
final class OpenForwardings implements ChannelListener {

    private final ClientSession session;
    private final Set<MinaForwardChannel> open = ConcurrentHashMap.newKeySet();

    OpenForwardings(ClientSession session) {
        this.session = session;
        session.addChannelListener(this);
    }

    void add(MinaForwardChannel forward) {
        open.add(forward);
    }

    void remove(MinaForwardChannel forward) {
        open.remove(forward);
    }

    /** Called when the forwarding has stopped listening. */
    void end(MinaForwardChannel forward) {
        remove(forward);
        if (session.getService(ConnectionService.class) instanceof AbstractConnectionService service) {
            if (forward.listensHere() && service.getForwarder() instanceof PortForwarder forwarder) {
                forwarder.endAccepted(forward::listensAt);
            }
            service.getChannels().stream().filter(channel -> isForwarded(channel) && forward.carries(channel))
                    .forEach(OpenForwardings::end);
        }
    }

    /** At once for a client on this machine, which may not read its pending data. */
    private static void end(Channel channel) {
        if (channel instanceof TcpipServerChannel server && server.getPort() != null) {
            server.getPort().getPortSession().close(true);
        }
        channel.close(false);
    }

    /** A client may be accepted before the end of its forwarding, and get its channel after it. */
    @Override
    public void channelOpenSuccess(Channel channel) {
        if (session.getService(ConnectionService.class).getForwarder() instanceof PortForwarder forwarder) {
            forwarder.awaitRequests();
        }
        if (isForwarded(channel) && open.stream().noneMatch(forward -> forward.carries(channel))) {
            end(channel);
        }
    }

    private static boolean isForwarded(Channel channel) {
        return channel instanceof ForwardingTunnelEndpointsProvider tunnel && tunnel.getTunnelEntrance() != null;
    }
}
