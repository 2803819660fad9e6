package io.sshra.ssh;

/** One channel of a transport (RFC 4254 section 5). */
public interface RemoteChannel {

    /** Ends what runs on it by signal {@code TERM}, and closes it. Returns at once; harmless if it is closed. */
    void close();
}
