package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import io.sshra.ssh.mina.sftp.SftpSubsystem;
import java.io.IOException;
import org.apache.sshd.client.session.AbstractClientSession;
import org.apache.sshd.client.session.ClientConnectionService;
import org.apache.sshd.client.session.ClientConnectionServiceFactory;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * MINA's connection protocol (RFC 4254), where a fault in a channel ends that channel only. MINA hands what a channel's handler throws to
 * the session, which ends with all its channels.
 */
final class ChannelGuard extends ClientConnectionService {

    /** Makes one for each session. */
    static final class Factory extends ClientConnectionServiceFactory {

        @Override
        public Service create(Session session) throws IOException {
            ChannelGuard guard = new ChannelGuard((AbstractClientSession) session);
            guard.addPortForwardingEventListenerManager(this);
            return guard;
        }
    }

    private ChannelGuard(AbstractClientSession session) throws SshException {
        super(session);
    }

    @Override
    public void process(int message, Buffer buffer) throws Exception {
        Channel channel = concernsOpenChannel(message) && buffer.available() >= Integer.BYTES
                ? channels.get(buffer.rawUInt(buffer.rpos())) : null;
        try {
            super.process(message, buffer);
        } catch (IOException | RuntimeException e) {
            if (channel == null) {
                throw e;
            }
            end(channel, e);
        }
    }

    /** All but the opening, which belongs to the connection: without an answer there is no channel to end. */
    private static boolean concernsOpenChannel(int message) {
        return message >= SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST && message <= SshConstants.SSH_MSG_CHANNEL_FAILURE;
    }

    /** What still comes on a channel that is closing is ignored, whatever it is. */
    private static void end(Channel channel, Exception fault) {
        AdapterLog.LOG.debugf(fault, "%s ends: a message about it can't be handled", channel);
        if (channel.isClosing()) {
            return;
        }
        if (channel instanceof MinaSessionChannel session) {
            session.broken(fault);
        } else if (channel instanceof SftpSubsystem sftp) {
            sftp.broken(fault);
        } else {
            channel.close(false);
        }
    }
}
