package io.sshra.ssh.mina.sftp;

import io.sshra.SshText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The first bytes that a server sent on an SFTP channel, and what it said on standard error. For any number of threads. */
final class ServerWords {

    /** Of each; in bytes. */
    private static final int MOST = 200;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();

    void output(byte[] bytes, int offset, int length) {
        keep(output, bytes, offset, length);
    }

    void error(byte[] bytes, int offset, int length) {
        keep(error, bytes, offset, length);
    }

    private static void keep(ByteArrayOutputStream kept, byte[] bytes, int offset, int length) {
        synchronized (kept) {
            kept.write(bytes, offset, Math.min(length, MOST - kept.size()));
        }
    }

    /** The bytes in quotation marks, what can't be printed as {@code \}{@code uXXXX}. */
    static String quoted(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, Math.min(length, MOST), StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            text = new String(bytes, offset, Math.min(length, MOST), StandardCharsets.ISO_8859_1);
        }
        return '"' + SshText.visible(text.strip()) + '"';
    }

    /** The first bytes; null if none came. */
    String firstOutput() {
        return quoted(output);
    }

    private static String quoted(ByteArrayOutputStream kept) {
        byte[] bytes;
        synchronized (kept) {
            bytes = kept.toByteArray();
        }
        return bytes.length == 0 ? null : quoted(bytes, 0, bytes.length);
    }

    /** To be put behind a message; empty if the server said nothing on standard error. */
    String andError() {
        String said = quoted(error);
        return said == null ? "" : "; it said on standard error: " + said;
    }
}
