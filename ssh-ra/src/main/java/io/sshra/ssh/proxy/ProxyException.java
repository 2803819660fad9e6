package io.sshra.ssh.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A proxy has not opened the way. */
public final class ProxyException extends IOException {

    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Kind {

        /** It has tried, and could not connect. With another address it may. */
        COULD_NOT_CONNECT,
        /** It does not want to. */
        REFUSED,
        /** It wants a log-in, or does not accept this one. */
        LOG_IN_REFUSED,
        /** It has closed the connection, or what it says is no answer of such a proxy. */
        BROKEN
    }

    private final Kind kind;
    /** In bytes as characters. */
    private final String heard;

    /**
     * @param what  what the proxy has done, as it continues "the proxy …"
     * @param heard what the proxy has said, each byte a character, and not safe to print; empty if nothing of it is worth showing
     */
    ProxyException(Kind kind, String what, String heard) {
        super(what);
        this.kind = kind;
        this.heard = heard;
    }

    /** The same with what has come after it. */
    public ProxyException and(byte[] more) {
        ProxyException whole = new ProxyException(kind, getMessage(), heard + new String(more, StandardCharsets.ISO_8859_1));
        whole.setStackTrace(getStackTrace());
        return whole;
    }

    public Kind kind() {
        return kind;
    }

    /** What the proxy has said, each byte a character, and not safe to print. Empty if nothing of it is worth showing. */
    public String heard() {
        return heard;
    }
}
