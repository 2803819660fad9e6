package io.sshra.transport;

import io.sshra.SshException;
import java.time.Duration;
import java.util.function.Consumer;

/** Makes authenticated transports. Used by any number of threads at once. */
public interface Connector extends AutoCloseable {

    /**
     * Resolves, connects, checks the host key and authenticates. Blocks the calling thread, at most for {@code limit};
     * leaves nothing open if it throws.
     *
     * @param target where to
     * @param limit  what is left of the target's connect time-out
     * @param asker  gets questions that somebody has to answer, while this waits; called on any thread, must not block
     * @throws SshException a {@link io.sshra.SshConnectException}, {@link io.sshra.SshHostKeyException},
     *                      {@link io.sshra.SshAuthenticationException} or {@link io.sshra.SshProfileException}
     */
    Transport connect(Target target, Duration limit, Consumer<PendingPrompt> asker) throws SshException;

    /** Closes all transports by force and ends the threads. */
    @Override
    void close();
}
