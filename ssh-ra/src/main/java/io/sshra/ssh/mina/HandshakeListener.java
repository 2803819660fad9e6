package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import io.sshra.ssh.mina.io.SocketSession;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** Prepares each session before it says its first word, and listens to what the server says before it is one of ours. */
final class HandshakeListener implements SessionListener {

    @Override
    public void sessionCreated(Session session) {
        Handshake.of(session).prepare((ClientSession) session);
        acknowledgeAtOnce(session);
    }

    @Override
    public void sessionPeerIdentificationReceived(Session session, String version, List<String> linesBefore) {
        Handshake.of(session).identified();
    }

    /** By the time that the failure reaches the caller, MINA may have lost its cause. */
    @Override
    public void sessionNegotiationEnd(Session session, Map<KexProposalOption, String> client,
            Map<KexProposalOption, String> server, Map<KexProposalOption, String> agreed, Throwable failure) {
        if (failure != null) {
            Handshake.of(session).notAgreed(failure);
        }
    }

    /**
     * Client and server both send small packets in turn while they authenticate, and the server several without an answer in
     * between: without this, Nagle's algorithm there and delayed acknowledgements here cost 40 ms. Where the system has no such
     * option, they do. The kernel falls back to delaying them whenever something is sent: to be called after what was received
     * has been answered. The option is found by its name, because an application server hides the class
     * {@code jdk.net.ExtendedSocketOptions} from its deployments.
     */
    static void acknowledgeAtOnce(Session session) {
        if (session.getIoSession() instanceof SocketSession ours) {
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
