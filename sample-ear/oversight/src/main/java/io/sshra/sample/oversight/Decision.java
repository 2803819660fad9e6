package io.sshra.sample.oversight;

import java.time.Instant;

/**
 * What a rule has decided. The Flight Recorder tells of it, and may lose long names (JDK-8382242): the user or the session tells whose it is then.
 *
 * @param user    the caller; null if it is lost
 * @param session the SSH session; null if it is lost
 * @param level   the level whose rules count
 * @param rule    file and line; null if it is lost, or no rule allows it
 */
public record Decision(String user, String session, String profile, Instant at, String level, String rule) {

    boolean isOf(String caller, String inSession) {
        return (user != null || session != null) && (user == null || user.equals(caller)) && (session == null || session.equals(inSession));
    }
}
