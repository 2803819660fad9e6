package io.sshra.pool;

import io.sshra.SshException;
import io.sshra.ssh.PendingPrompt;
import java.util.List;

/** Answers what a server asks, on the thread of a caller who waits for the connection. */
public interface Answerer {

    /**
     * An answer for each prompt, in order, which are wiped after use; null for none. May block, and may throw anything.
     *
     * @throws SshException for the caller
     */
    List<char[]> answer(PendingPrompt prompt) throws SshException;
}
