package io.sshra.sample.agent;

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

    /** Ends it. A no-op if it has ended. Does not wait. */
    abstract void end();
}
