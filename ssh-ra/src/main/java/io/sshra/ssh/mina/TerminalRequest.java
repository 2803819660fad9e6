package io.sshra.ssh.mina;

import io.sshra.SshPty;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * The request for a terminal (RFC 4254 section 6.2) and the server's answer. MINA's own wants no answer, so that nobody learns that there is
 * no terminal. The program's request follows at once all the same: waiting would cost a round trip. Servers answer in order.
 *
 * <pre>
 *   (new) ──sent──▶ awaited ──success──▶ given
 *                      └──failure──▶ refused
 * </pre>
 *
 * The I/O thread moves it.
 */
final class TerminalRequest {

    private final SshPty pty;
    private volatile boolean awaited;
    private volatile boolean refused;

    TerminalRequest(SshPty pty) {
        this.pty = pty;
    }

    /**
     * Writes what follows the channel's number. The size in pixels is given, too.
     *
     * @param request to which it is added
     */
    void addTo(Buffer request, int width, int height) {
        awaited = true;
        request.putString("pty-req");
        request.putBoolean(true);
        request.putString(pty.type());
        request.putUInt(pty.columns());
        request.putUInt(pty.rows());
        request.putUInt(width);
        request.putUInt(height);
        Buffer modes = new ByteArrayBuffer();
        pty.modes().forEach((name, value) -> {
            modes.putByte((byte) PtyMode.valueOf(name).toInt());
            modes.putUInt(Integer.toUnsignedLong(value));
        });
        modes.putByte(PtyMode.TTY_OP_END);
        request.putBytes(modes.getCompactData());
    }

    /** Takes an answer to a request of the channel; false if it is the answer to another one. */
    boolean takes(boolean success) {
        if (!awaited) {
            return false;
        }
        awaited = false;
        refused = !success;
        return true;
    }

    boolean isRefused() {
        return refused;
    }
}
