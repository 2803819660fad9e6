package io.sshra.ssh.mina;

import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.util.buffer.Buffer;

/** Requests about a channel (RFC 4254 section 5.4). */
final class ChannelRequest {

    private ChannelRequest() {
    }

    /**
     * The beginning of a request. What belongs to its type follows.
     *
     * @param answered whether the server is to answer
     */
    static Buffer of(Channel channel, String type, boolean answered) {
        Buffer request = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
        request.putUInt(channel.getRecipient());
        request.putString(type);
        request.putBoolean(answered);
        return request;
    }
}
