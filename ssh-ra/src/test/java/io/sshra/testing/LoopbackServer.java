package io.sshra.testing;

/** An SSH server that a test has started on 127.0.0.1, until it is closed. */
public interface LoopbackServer extends AutoCloseable {

    default String host() {
        return "127.0.0.1";
    }

    int port();

    /** The host key as in known_hosts: type and Base64. */
    String hostPublicKey();

    /** A line for known_hosts. */
    default String knownHostsLine() {
        return "[" + host() + "]:" + port() + " " + hostPublicKey();
    }

    /** The fingerprint of the host key as {@code ssh-keygen -l} prints it: {@code SHA256:…}. */
    String hostKeyFingerprint();

    @Override
    void close();
}
