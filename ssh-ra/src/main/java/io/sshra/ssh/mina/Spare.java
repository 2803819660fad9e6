package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferUtils;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * A session channel that nobody uses yet (RFC 4254 section 5.1):
 *
 * <pre>
 *   OPENING ──the server opens it──▶ READY ──not wanted──▶ CLOSING ──the server closes it──▶ (gone)
 *      │                               └──taken, closed by the server──▶ (gone)
 *      ├──not wanted──▶ UNWANTED ──the server opens it──▶ CLOSING
 *      │   ◀──wanted again──┴──taken──▶ (gone)
 *      └──taken, refused──▶ (gone)
 * </pre>
 *
 * Guarded by the lock of its {@link SpareChannels}.
 */
final class Spare {

    /** Where it is. */
    enum State { OPENING, READY, UNWANTED, CLOSING }

    static final String TYPE = "session";

    /** This side's number. */
    final long id;
    final long openingNanos;
    /** How many sessions were open when its opening was sent; negative if one of them had just ended, and may have counted for the server. */
    final int others;
    State state = State.OPENING;
    /** The server's number. */
    long recipient;
    /** In bytes. */
    long window;
    /** In bytes. */
    long packet;

    Spare(long id, long nowNanos, int others) {
        this.id = id;
        this.openingNanos = nowNanos;
        this.others = others;
    }

    boolean isWanted() {
        return state == State.OPENING || state == State.READY;
    }

    boolean isUnanswered() {
        return state == State.OPENING || state == State.UNWANTED;
    }

    /** The request to open it, with the window that MINA's channels have. */
    Buffer opening(Session session) {
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 64);
        request.putString(TYPE);
        request.putUInt(id);
        request.putUInt(CoreModuleProperties.WINDOW_SIZE.getRequired(session));
        request.putUInt(CoreModuleProperties.MAX_PACKET_SIZE.getRequired(session));
        return request;
    }

    /** A message with the server's number only. */
    Buffer message(Session session, byte message) {
        Buffer buffer = session.createBuffer(message, Integer.BYTES);
        buffer.putUInt(recipient);
        return buffer;
    }

    /** Takes the rest of the confirmation; false if a channel can't begin with these sizes. */
    boolean opened(Session session, Buffer confirmation) {
        recipient = confirmation.getUInt();
        window = confirmation.getUInt();
        packet = confirmation.getUInt();
        return packet > 0 && packet <= CoreModuleProperties.LIMIT_PACKET_SIZE.getRequired(session);
    }

    /** Takes a message while it is open. False for what comes only if something runs on the channel, and for what can't be read. */
    boolean bears(int message, Buffer buffer, SpareSender sender) {
        try {
            switch (message) {
                case SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST -> expand(buffer.getUInt());
                case SshConstants.SSH_MSG_CHANNEL_REQUEST -> {
                    // OpenSSH's keepalive is one that it must get an answer to.
                    buffer.getString();
                    if (buffer.getBoolean()) {
                        sender.send(message(sender.session(), SshConstants.SSH_MSG_CHANNEL_FAILURE));
                    }
                }
                case SshConstants.SSH_MSG_CHANNEL_SUCCESS, SshConstants.SSH_MSG_CHANNEL_FAILURE -> {
                    // The answer to nothing.
                }
                default -> {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException e) {
            AdapterLog.LOG.debugf(e, "a spare channel ends: a message about it can't be read");
            return false;
        }
    }

    /** RFC 4254 section 5.2: at most 2^32 - 1 bytes. */
    private void expand(long bytes) {
        window = Math.min(window + bytes, BufferUtils.MAX_UINT32_VALUE);
    }
}
