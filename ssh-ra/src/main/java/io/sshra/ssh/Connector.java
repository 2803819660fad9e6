package io.sshra.ssh;

import io.sshra.SshException;
import java.time.Duration;

/** Makes authenticated transports. Used by any number of threads at once. */
public interface Connector extends AutoCloseable {

    /**
     * Resolves, connects, checks the host key and authenticates. Blocks the calling thread, at most for {@code limit};
     * leaves nothing open if it throws.
     *
     * @param target what to connect to
     * @param limit  what is left of the target's connect time-out
     * @param listener is told what happens meanwhile
     * @throws SshException a {@link io.sshra.SshConnectException}, {@link io.sshra.SshHostKeyException},
     *                      {@link io.sshra.SshAuthenticationException} or {@link io.sshra.SshProfileException}
     */
    Transport connect(Target target, Duration limit, ConnectListener listener) throws SshException;

    /** Closes all transports by force and ends the threads. */
    @Override
    void close();
}
