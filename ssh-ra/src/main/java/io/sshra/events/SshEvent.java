package io.sshra.events;

import io.sshra.SshErrorCode;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jboss.logging.Logger;

/**
 * Something that happened on behalf of a user. Made and started by one thread, finished and recorded by one, maybe another.
 *
 * <p>The fields are those of the Flight Recorder and of the audit log's line: their names are stable.
 */
@Category("SSH resource adapter")
@StackTrace(false)
public abstract class SshEvent extends Event {

    /** The result of what was done. */
    public static final String OK = "ok";
    /** The result, so far, of what lasts and has begun. */
    public static final String STARTED = "started";

    @Label("User")
    String user;
    @Label("Session")
    String session;
    @Label("Profile")
    String profile;
    @Label("Target")
    @Description("user@host:port; null where the profile is not known")
    String target;
    @Label("Connection")
    @Description("Number of the physical connection in its adapter; 0 for none")
    long connection;
    @Label("Result")
    @Description("ok, started, how a command ended, or the code of an error")
    String result = OK;

    private transient long startedNanos;
    private transient long tookNanos;
    /** Null if it went well. */
    private transient SshErrorCode failure;

    /** Its name in the audit log. */
    final String name() {
        return getClass().getSimpleName().replace("Event", "").toLowerCase(Locale.ROOT);
    }

    /** On whose behalf, and where. */
    public final void about(String ofUser, String ofSession, String ofProfile, String ofTarget) {
        user = ofUser;
        session = ofSession;
        profile = ofProfile;
        target = ofTarget;
    }

    /** On which physical connection. */
    public final void on(long number) {
        connection = number;
    }

    /** It begins now. */
    public final void start() {
        startedNanos = System.nanoTime();
        begin();
    }

    /** It has ended now, well. */
    public final void succeeded() {
        finish(OK);
    }

    /** It has ended now, with this error. */
    public final void failed(SshErrorCode code) {
        failure = code;
        finish(code.code());
    }

    final void finish(String how) {
        end();
        tookNanos = System.nanoTime() - startedNanos;
        result = how;
    }

    /** From its start to its end; 0 before. */
    final long nanos() {
        return tookNanos;
    }

    /** The same in milliseconds. */
    final long millis() {
        return TimeUnit.NANOSECONDS.toMillis(tookNanos);
    }

    /** Null if it went well. */
    final SshErrorCode failure() {
        return failure;
    }

    /** At which level the audit log has it. */
    Logger.Level level() {
        return Logger.Level.DEBUG;
    }

    /** Counts it. */
    abstract void count(Statistics statistics);

    /** Sets what is shown as the operator wants it. */
    void prepare(CommandText shown) {
        // Most events show everything.
    }

    /** Adds what only this kind of event has. */
    void describe(AuditLine line) {
        // Some have nothing more.
    }

    /** Its line in the audit log. */
    final String line() {
        AuditLine line = new AuditLine().add("event", name()).add("user", user).add("session", session)
                .add("profile", profile).add("target", target).add("connection", connection).add("result", result);
        describe(line);
        return line.toString();
    }
}
