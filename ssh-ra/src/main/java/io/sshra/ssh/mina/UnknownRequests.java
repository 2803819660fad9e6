package io.sshra.ssh.mina;

import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Refuses unknown requests (RFC 4254 section 4) without a log line. An OpenSSH server with a {@code ClientAliveInterval} sends
 * one to an idle connection in each interval, and a server may send any number of them.
 *
 * @param <T> what receives the request: the connection or a channel
 */
final class UnknownRequests<T> implements RequestHandler<T> {

    @Override
    public Result process(T of, String request, boolean wantReply, Buffer buffer) {
        return Result.ReplyFailure;
    }
}
