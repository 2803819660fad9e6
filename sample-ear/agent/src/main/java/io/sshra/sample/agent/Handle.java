package io.sshra.sample.agent;

import io.sshra.SshException;

/**
 * Something that goes on between calls, such as a command. It notifies its own monitor whenever something about it changes. Thread-safe.
 */
abstract class Handle {

    private final String id;
    private final String profile;

    Handle(String id, String profile) {
        this.id = id;
        this.profile = profile;
    }

    /** Its name in the conversation. */
    final String id() {
        return id;
    }

    final String profile() {
        return profile;
    }

    /** Once false, it remains so. */
    abstract boolean isRunning();

    /** Its state and what it has brought, from the start. */
    abstract Answer answer(int budget);

    /**
     * Sends a signal.
     *
     * @throws Refusal if it does not run, or takes none
     */
    void signal(String name) throws SshException {
        throw new Refusal("There is no process that takes signals. Use END");
    }

    /** Ends it. A no-op if it has ended. Does not wait. */
    abstract void end();
}
