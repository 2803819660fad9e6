package io.sshra.ssh.mina;

import io.sshra.SshText;
import java.util.stream.Collectors;

/** What a server said in words, for a message: visible, on one line, and of bounded length. Immutable. */
record ServerWords(String text) {

    static final ServerWords NONE = new ServerWords("");

    /** The last words are kept: banners often start with what everybody is told. */
    private static final int LONGEST = 1000;

    /** These words, and then others. */
    ServerWords and(String more) {
        String line = more == null ? "" : SshText.visible(more.lines().map(String::strip).filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" | ")));
        String all = text.isEmpty() || line.isEmpty() ? text + line : text + " | " + line;
        return new ServerWords(all.length() <= LONGEST ? all : "…" + all.substring(all.length() - LONGEST));
    }

    /** For the end of a message; empty if nothing was said. */
    String told() {
        return text.isEmpty() ? "" : ". The server said: \"" + text + "\"";
    }
}
