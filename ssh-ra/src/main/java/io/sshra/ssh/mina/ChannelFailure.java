package io.sshra.ssh.mina;

import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.ChannelNotOpenedException.Why;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/** Why the server did not open a channel (RFC 4254 section 5.1). */
final class ChannelFailure {

    private ChannelFailure() {
    }

    /** The server's answer, which MINA may have as a cause; null if there is none. */
    static SshChannelOpenException refusal(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SshChannelOpenException refusal) {
                return refusal;
            }
        }
        return null;
    }

    /** @param failure null if none is known */
    static ChannelNotOpenedException of(MinaTransport transport, String what, Throwable failure) {
        SshChannelOpenException refusal = refusal(failure);
        if (refusal == null || !transport.isOpen()) {
            return new ChannelNotOpenedException(transport.isOpen() ? Why.NO_ROOM : Why.GONE, what + " not opened on " + transport, failure);
        }
        return new ChannelNotOpenedException(meansNoRoom(transport, refusal.getReasonCode()) ? Why.NO_ROOM : Why.REFUSED, transport + " refused to open "
                + what + reason(refusal), failure);
    }

    /** The server's reason and words, for the end of a message. */
    static String reason(SshChannelOpenException refusal) {
        return ": " + name(refusal.getReasonCode()) + ServerWords.NONE.and(refusal.getMessage()).told();
    }

    /**
     * For a request that was refused, so that nothing has run (RFC 4254 section 5.4). A server may refuse it because the channel was a
     * spare: there are none on this connection any more.
     *
     * @throws ChannelNotOpenedException if it was a spare
     */
    static void checkStale(MinaTransport transport, MinaSessionChannel channel) throws ChannelNotOpenedException {
        if (channel.isOnSpare()) {
            transport.spareChannels().stop();
            throw new ChannelNotOpenedException(Why.STALE, transport + " refuses the request on a channel that was open before", null);
        }
    }

    /**
     * For a session beyond its MaxSessions, OpenSSH says that a connect failed, although nothing is connected to for a session. TinySSH, and
     * OpenSSH before 7.4, say that it is prohibited: if they have opened a session on this connection before, that means one too many.
     */
    private static boolean meansNoRoom(MinaTransport transport, int reason) {
        return reason == SshConstants.SSH_OPEN_RESOURCE_SHORTAGE || reason == SshConstants.SSH_OPEN_CONNECT_FAILED
                || reason == SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED && transport.hasOpenedSession();
    }

    private static String name(int reason) {
        return switch (reason) {
            case SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED -> "administratively prohibited";
            case SshConstants.SSH_OPEN_CONNECT_FAILED -> "connect failed";
            case SshConstants.SSH_OPEN_UNKNOWN_CHANNEL_TYPE -> "unknown channel type";
            case SshConstants.SSH_OPEN_RESOURCE_SHORTAGE -> "resource shortage";
            default -> "reason " + Integer.toUnsignedString(reason);
        };
    }
}
