package io.sshra.ssh.mina.sftp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of owner and group that a server writes for people in a listing, in a line like that of {@code ls -l}
 * (draft-ietf-secsh-filexfer-02 section 7). The attributes of SFTP version 3 have numbers only.
 */
record LongName(String owner, String group) {

    /** For display. A server can send any. */
    private static final int LONGEST = 64;

    private static final Pattern LINE = Pattern.compile("\\S{10,11}\\s+\\S+\\s+(\\S+)\\s+(\\S+)\\s+(\\d{1,18})\\s");

    /**
     * @param line as the server wrote it; may be null
     * @param size of the file: where the line has another one, a name with a space may have been taken for two
     * @return null if the line does not tell
     */
    static LongName of(String line, long size) {
        Matcher found = LINE.matcher(line == null ? "" : line);
        if (!found.lookingAt() || Long.parseLong(found.group(3)) != size || found.end(2) - found.start(1) > 2 * LONGEST) {
            return null;
        }
        return new LongName(found.group(1), found.group(2));
    }
}
