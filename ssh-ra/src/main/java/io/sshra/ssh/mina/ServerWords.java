package io.sshra.ssh.mina;

import io.sshra.SshText;
import java.util.stream.Collectors;

/** The texts that a server has sent, for a message: visible, on one line, and of bounded length. Immutable. */
record ServerWords(String text) {

    static final ServerWords NONE = new ServerWords("");

    /** The end of a text is kept: banners often start with a general notice. */
    private static final int LONGEST = 1000;

    /** These texts followed by another one. */
    ServerWords and(String more) {
        String line = more == null ? "" : SshText.visible(more.lines().map(String::strip).filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" | ")));
        String all = text.isEmpty() || line.isEmpty() ? text + line : text + " | " + line;
        return new ServerWords(all.length() <= LONGEST ? all : "…" + all.substring(all.length() - LONGEST));
    }

    /** For the end of a message; empty if the server has sent no text. */
    String told() {
        return text.isEmpty() ? "" : ". The server said: \"" + text + "\"";
    }
}
