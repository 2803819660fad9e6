package io.sshra.sample.agent;

/** A tool can't do what it was asked for. The message is for the agent: what is wrong, and what to do. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message, null, false, false);
    }
}
