package io.sshra.ssh;

import io.sshra.base.Sha256;
import java.nio.charset.StandardCharsets;

/** For whom a connection is made: the names of the connection key, as the application gave them. */
public record OnBehalfOf(String user, String session, String profile) {

    /**
     * OpenSSH cuts a log line after 1,023 bytes. A longer name is cut here, so that the serial number and the authority, which follow the
     * key id there, are always in the line.
     */
    private static final int MAX_NAME = 150;
    private static final int DIGITS_OF_HASH = 16;

    /**
     * The names as the key id of a certificate, which servers write into their logs: {@code user=alice session=s-42 profile=web-1}. What is not
     * an ASCII letter, a digit or one of {@code ._@+:/-} is percent-encoded (RFC 3986 section 2.1), so no name can look like another
     * field or like the text that a server puts around it. Of a long name the first characters remain, with {@code ~} and a part of its SHA-256
     * hash.
     */
    public String keyId() {
        return "user=" + encoded(user) + " session=" + encoded(session) + " profile=" + encoded(profile);
    }

    private static String encoded(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            String next = isPlain(b) ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff);
            if (text.length() + next.length() > MAX_NAME) {
                return text.append('~').append(Sha256.hex(bytes), 0, DIGITS_OF_HASH).toString();
            }
            text.append(next);
        }
        return text.toString();
    }

    private static boolean isPlain(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || "._@+:/-".indexOf(b) >= 0;
    }
}
