package io.sshra.log;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;
import org.jboss.logging.annotations.ValidIdRanges;

/**
 * The log messages of the adapter. Codes are never reused; docs/troubleshooting.md has the same texts and levels. The codes of
 * exceptions start at 1000, see {@link io.sshra.SshErrorCode}.
 */
@MessageLogger(projectCode = "SSHRA", length = 6)
@ValidIdRanges({@ValidIdRange(min = 1, max = 99), @ValidIdRange(min = 100, max = 199), @ValidIdRange(min = 200, max = 299)})
public interface AdapterLog extends BasicLogger {

    /** The log category of the adapter. */
    String CATEGORY = "io.sshra";

    AdapterLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), AdapterLog.class, CATEGORY);

    // ---- 1 to 99: life cycle and configuration ----

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1, value = "SSH resource adapter started; maintenance is driven by %s")
    void started(String driver);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2, value = "SSH resource adapter stopped: %d connections closed")
    void stopped(long connections);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 3, value = "Maintenance is now driven by %s")
    void driverChanged(String driver);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4, value = "The server's pool destroys connections to serve callers with another user, session or profile. Each of these"
            + " costs a log-in. To avoid it, %s")
    void destroyedForAnotherKey(String advice);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 5, value = "INSECURE: connection definition %s accepts any host key. A man in the middle can read and change"
            + " all its traffic. Set insecureAcceptAnyHostKey to false")
    void anyHostKeyAccepted(Object definition);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 6, value = "%s: the keyword %s has no effect here")
    void keywordWithoutEffect(String place, String keyword);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 7, value = "%d adapters of this archive are running. Each has its own limits and sessions, so closeSession of one does not"
            + " close connections of the others. Unless this is intended, configure the archive in one place; in WildFly in its"
            + " META-INF/ironjacamar.xml, or in the resource-adapters subsystem with an archive that has no such file")
    void severalAdapters(int running);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 8, value = "Skipped invalid lines of the known_hosts file %s: %s")
    void knownHostsLinesSkipped(Object file, String lines);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9, value = "Skipped the private key %s or a certificate of it: %s")
    void identitySkipped(Object file, String why);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 10, value = "Skipped the known_hosts file %s: it does not exist")
    void knownHostsSkipped(Object file);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 11, value = "Line %s: %s. Profiles that use this line are refused")
    void invalidLine(String place, String what);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 12, value = "Line %s: %s: left out %s, which can't be offered here")
    void algorithmsLeftOut(String place, String keyword, String names);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 13, value = "In this server, %s")
    void otherwiseHere(String what);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 14, value = "SSH resource adapter not started: %s")
    void notStarted(String why, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 15, value = "The policy file %s has changed: its rules count from now on, and not for what runs")
    void policyChanged(Object file);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 16, value = "The policy file %s has changed and can't be used; the rules before still count: %s")
    void policyNotChanged(Object file, String why);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 17, value = "The level %s has no rules in %s, and there is no DefaultLevel: it may do everything")
    void levelWithoutRules(String level, Object file);

    // ---- 100 to 199: connections ----

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 100, value = "Connection opened: %s in %d ms")
    void opened(Object connection, long millis);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 101, value = "Connection reopened: %s in %d ms")
    void reopened(Object connection, long millis);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 102, value = "Connection closed: %s, reason=%s, commands=%d, seconds=%d")
    void closed(Object connection, String reason, long commands, long seconds);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 103, value = "Could not write the end of the recording %s")
    void recordingFailed(Object file, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 104, value = "Updated the known_hosts file of %s: the server has other host keys now")
    void hostKeysUpdated(Object target);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 105, value = "Could not update the known_hosts file of %s: the server has other host keys now")
    void hostKeysNotUpdated(Object target, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 106, value = "The executor given to onExit did not accept the end of %s: the future completes with the exception")
    void exitNotPassedOn(Object process, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 107, value = "The server lists an entry of %s whose name is not the name of a file; it is left out: \"%s\"")
    void entryLeftOut(String folder, String name);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 108, value = "INSECURE: legacy algorithms are switched on for %s. In use: %s")
    void legacyAlgorithmsAllowed(Object target, String names);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 109, value = "No connection: %s, cause=%s, message=%s")
    void failed(String connection, String cause, String message, @Cause Throwable explained);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 110, value = "No connection, because the host key has changed or is revoked: %s, cause=%s, message=%s")
    void hostKeyChanged(String connection, String cause, String message);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 111, value = "No connection: %d more callers within %d s: %s; the last of them: %s")
    void moreFailed(int callers, long seconds, Object cause, String last);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 112, value = "Handles not closed: %s, handles=%d, seconds=%d, thread=%s")
    void handlesNotClosed(Object connection, int handles, long seconds, String thread, @Cause Throwable takenHere);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 113, value = "The listener %s threw an exception when it was told of a connection; %d times since the last such line")
    void listenerThrew(String listener, long times, @Cause Throwable last);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 114, value = "The executor of the listener %s does not accept events about connections; %d times since the last such line."
            + " It is tried again")
    void listenerRefused(String listener, long times, @Cause Throwable last);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 115, value = "The listener %s is too slow: it was not told of %d connections")
    void listenerSlow(String listener, long connections);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 116, value = "Removed the listener %s: its executor has been shut down")
    void listenerRemoved(String listener);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 117, value = "The adapter has stopped before the listener %s was told of the last %d events")
    void listenerNotTold(String listener, int events);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 118, value = "Tracing: lost %d spans since the last such line: %s")
    void spansLost(long spans, String why, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 119, value = "Refused a connection through a forwarding, which has the %d that it may have at once: %s on %s")
    void tooManyForwardedConnections(int most, Object forwarding, Object connection);

    // ---- 200 to 299: maintenance ----

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 200, value = "A run of %s failed; the next run is not affected")
    void maintenanceFailed(String task, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 201, value = "Skipped a run of %s: the previous run has not ended after %d s")
    void maintenanceSlow(String task, long seconds);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 202, value = "A listener failed to handle the end of a connection")
    void listenerFailed(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 203, value = "Maintenance cannot be driven by %s")
    void driverFailed(String driver, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 204, value = "Maintenance is no longer driven by %s, whose timers could not all be cancelled")
    void driverNotReleased(String driver, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 205, value = "Nothing drives maintenance: idle connections stay open, and dead ones may be used. The server runs no beans of the"
            + " adapter, and gives it neither a timer nor a work")
    void undriven();

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 206, value = "Maintenance is not driven by %s: %s")
    void driverUnavailable(String driver, String why);
}
