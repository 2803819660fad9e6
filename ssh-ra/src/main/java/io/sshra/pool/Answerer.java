package io.sshra.pool;

import io.sshra.SshException;
import io.sshra.ssh.PendingPrompt;
import java.util.List;

/** Answers a server's questions on the thread of a caller that waits for the connection. */
public interface Answerer {

    /**
     * Answers a request of the server. May block, and may throw anything.
     *
     * @return one answer for each prompt, in order, or null if there are none; the adapter wipes them after use
     * @throws SshException is passed on to the caller
     */
    List<char[]> answer(PendingPrompt prompt) throws SshException;
}
