package io.sshra.ssh.mina;

import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Refuses requests that nobody else knows (RFC 4254 section 4). MINA does so too, but writes a warning for each, in the
 * server's words: an idle connection to an OpenSSH server with a {@code ClientAliveInterval} gives one in each interval.
 *
 * @param <T> of what they are asked: the connection or a channel
 */
final class UnknownRequests<T> implements RequestHandler<T> {

    @Override
    public Result process(T of, String request, boolean wantReply, Buffer buffer) {
        return Result.ReplyFailure;
    }
}
