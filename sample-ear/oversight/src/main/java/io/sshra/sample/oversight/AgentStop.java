package io.sshra.sample.oversight;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Somebody has stopped an agent for a time.
 *
 * @param caller          the user, a slash and the agent; or the user alone
 * @param by              who has stopped it
 * @param byAdministrator whether an administrator did: only an administrator lets it go on before its time then
 * @param until           when it may go on
 */
public record AgentStop(String caller, String by, boolean byAdministrator, Instant until) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

    /** A stop as a page shows it. For JSON. */
    public record View(String caller, String user, String agent, String by, boolean byAdministrator, String until, long secondsLeft) {
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    /** What the agent is told. */
    public String message() {
        return by + " has stopped this agent. It may go on at " + TIME.format(until) + " UTC, or when " + by
                + " lets it. Its commands and connections have ended. Tell the user, and do not try again before";
    }

    View view(Instant now) {
        return new View(caller, Agents.user(caller), Agents.agent(caller), by, byAdministrator, until.toString(),
                Math.max(0, Duration.between(now, until).toSeconds()));
    }
}
