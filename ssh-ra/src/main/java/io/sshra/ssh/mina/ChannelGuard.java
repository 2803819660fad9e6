package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import io.sshra.ssh.mina.sftp.SftpSubsystem;
import io.sshra.ssh.mina.sftp.SpareUser;
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
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.threads.ThreadUtils;

/**
 * MINA's connection protocol (RFC 4254), where a fault in a channel ends that channel only. MINA hands what a channel's handler throws to
 * the session, which ends with all its channels. Session channels begin on a spare if there is one. The server may open channels for
 * remote forwardings only.
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

    private final SpareChannels spares = new SpareChannels(this);
    private final RemoteForwards remotes = new RemoteForwards(this);

    private ChannelGuard(AbstractClientSession session) throws SshException {
        super(session);
    }

    SpareChannels spares() {
        return spares;
    }

    RemoteForwards remotes() {
        return remotes;
    }

    // ---- spares ----

    /** A number for a channel that MINA does not know. */
    long newId() {
        return getNextChannelId();
    }

    /** The session channels in use, and those for SFTP that are kept. */
    int sessions() {
        int sessions = 0;
        for (Channel channel : channels.values()) {
            sessions += channel instanceof SpareUser ? 1 : 0;
        }
        return sessions;
    }

    /** The same without those that are ending. */
    int sessionsInUse() {
        int sessions = 0;
        for (Channel channel : channels.values()) {
            sessions += channel instanceof SpareUser && !channel.isClosing() ? 1 : 0;
        }
        return sessions;
    }

    @Override
    public long registerChannel(Channel channel) throws IOException {
        if (!(channel instanceof SpareUser user) || !spares.begin(user)) {
            return super.registerChannel(channel);
        }
        boolean registered = channels.get(channel.getChannelId()) == channel || channel.isClosing();
        channel.handleChannelRegistrationResult(this, getSession(), channel.getChannelId(), registered);
        return channel.getChannelId();
    }

    /**
     * Makes a spare a channel, which sends its request if the spare is open. A session that closes meanwhile sees the channel, or the
     * channel is not registered.
     */
    void adopt(SpareUser channel, Spare spare) throws IOException {
        boolean ready = spare.state == Spare.State.READY;
        channel.init(this, getSession(), spare.id);
        channel.beginsOnSpare(ready);
        if (ready) {
            ThreadUtils.runAsInternal(spare, open -> {
                channel.handleOpenSuccess(open.recipient, open.window, open.packet, new ByteArrayBuffer(0, false));
                return null;
            });
        }
        synchronized (channels) {
            if (!isClosing()) {
                channels.put(spare.id, channel);
            }
            if (channel.isClosed()) {
                channels.remove(spare.id);
            }
        }
    }

    @Override
    public void unregisterChannel(Channel channel) {
        super.unregisterChannel(channel);
        if (channel instanceof SpareUser) {
            spares.channelEnded();
        }
    }

    // ---- messages ----

    @Override
    public void process(int message, Buffer buffer) throws Exception {
        Channel channel = null;
        if (message > SshConstants.SSH_MSG_CHANNEL_OPEN && message <= SshConstants.SSH_MSG_CHANNEL_FAILURE
                && buffer.available() >= Integer.BYTES) {
            long id = buffer.rawUInt(buffer.rpos());
            channel = channels.get(id);
            if (channel == null) {
                if (spares.handle(message, id, buffer)) {
                    return;
                }
                // A spare that was taken at this moment.
                channel = channels.get(id);
            }
        }
        try {
            super.process(message, buffer);
        } catch (IOException | RuntimeException e) {
            if (channel == null || !concernsOpenChannel(message)) {
                throw e;
            }
            end(channel, e);
        }
    }

    @Override
    protected void channelOpen(Buffer request) throws IOException {
        remotes.open(request);
    }

    /** Refuses a request of the server to open a channel (RFC 4254 section 5.1). */
    void refuse(ServerOpening request, int reason, String why) throws IOException {
        sendChannelOpenFailure(new ByteArrayBuffer(0, false), request.sender(), reason, why, "");
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
        } else if (channel instanceof DirectChannel direct) {
            direct.broken(fault);
        } else {
            channel.close(false);
        }
    }
}
