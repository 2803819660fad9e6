package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import io.sshra.ssh.mina.io.LoopSession;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionDisconnectHandler;
import org.apache.sshd.common.session.SessionListener;

/** Prepares each session before it sends anything, and reports what happens until the log-in. */
final class HandshakeListener implements SessionListener, SessionDisconnectHandler {

    @Override
    public void sessionCreated(Session session) {
        Handshake.of(session).prepare((ClientSession) session);
        acknowledgeAtOnce(session);
    }

    @Override
    public void sessionPeerIdentificationReceived(Session session, String version, List<String> linesBefore) {
        Handshake.of(session).diagnosis().identified();
    }

    /** Called when client and server have no common algorithm. The failure that reaches the caller later has a text only. */
    @Override
    public boolean handleKexDisconnectReason(Session session, Map<KexProposalOption, String> client,
            Map<KexProposalOption, String> server, Map<KexProposalOption, String> agreed, KexProposalOption option) throws IOException {
        boolean ignored = SessionDisconnectHandler.super.handleKexDisconnectReason(session, client, server, agreed, option);
        if (!ignored && agreed.get(option) == null) {
            Handshake.of(session).diagnosis().nothingInCommon(option, client.get(option), server.get(option));
        }
        return ignored;
    }

    /**
     * Acknowledges received packets at once. During authentication the server sends several small packets without an answer in
     * between. Nagle's algorithm there and delayed acknowledgements here would cost 40 ms, as they do on a system without this
     * option. The kernel delays acknowledgements again whenever something is sent, so call this after the answer to what was
     * received. The option is found by its name, because an application server hides the class {@code
     * jdk.net.ExtendedSocketOptions} from its deployments.
     */
    static void acknowledgeAtOnce(Session session) {
        if (session.getIoSession() instanceof LoopSession ours) {
            NetworkChannel socket = ours.socket();
            try {
                for (SocketOption<?> option : socket.supportedOptions()) {
                    if (option.name().equals("TCP_QUICKACK") && option.type() == Boolean.class) {
                        @SuppressWarnings("unchecked")
                        SocketOption<Boolean> quickAck = (SocketOption<Boolean>) option;
                        socket.setOption(quickAck, true);
                    }
                }
            } catch (IOException e) {
                AdapterLog.LOG.tracef(e, "TCP_QUICKACK not set on %s", session);
            }
        }
    }
}
