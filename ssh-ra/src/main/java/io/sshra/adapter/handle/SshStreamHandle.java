package io.sshra.adapter.handle;

import io.sshra.SshStream;
import io.sshra.ssh.StreamChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A stream as the application gets it. */
final class SshStreamHandle implements SshStream {

    private final StreamChannel channel;
    private final InputStream input;
    private final OutputStream output;

    /** @param channel open */
    SshStreamHandle(StreamChannel channel) {
        this.channel = channel;
        this.input = channel.input();
        this.output = channel.output();
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void shutdownOutput() throws IOException {
        output.close();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public String toString() {
        return "SshStream[" + channel + (isOpen() ? ", open]" : ", ended]");
    }
}
