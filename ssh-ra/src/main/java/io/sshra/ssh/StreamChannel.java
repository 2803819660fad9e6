package io.sshra.ssh;

import io.sshra.SshException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A channel that the server connects to an address or a socket. See {@link io.sshra.SshStream} for what the parts mean. It has ended when
 * it is closed, or both directions have ended.
 */
public interface StreamChannel extends LastingChannel {

    /**
     * Waits until the server has connected. Called once. Nothing can be written before.
     *
     * @throws ChannelNotOpenedException if the connection was lost, or the server has no room for another channel
     * @throws SshException              if the server refuses, could not connect or does not answer, or the caller is interrupted; the
     *                                   channel is closed then
     */
    void awaitOpened() throws ChannelNotOpenedException, SshException;

    InputStream input();

    OutputStream output();

    boolean isOpen();

    /** Whether it has ended because the connection was lost. */
    boolean connectionLost();

    /** Bytes that the caller has read. */
    long bytesReceived();

    /** Bytes that the caller has written. */
    long bytesSent();

    /** Ends both directions: who reads or writes gets an exception. Returns at once; a no-op if it has ended. */
    @Override
    void close();
}
