package io.sshra.sample.oversight;

/** An agent is not served, because somebody has stopped it. The message is for the agent. */
public final class AgentStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AgentStoppedException(AgentStop stop) {
        super(stop.message(), null, false, false);
    }
}
