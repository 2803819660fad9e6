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
 * Something that happened on behalf of a user. One thread creates and starts an event; one thread, maybe another, finishes and
 * records it.
 *
 * <p>The fields are those of the Flight Recorder and of the line in the audit log. Their names are stable.
 */
@Category("SSH resource adapter")
@StackTrace(false)
public abstract class SshEvent extends Event {

    /** The result of what succeeded. */
    public static final String OK = "ok";
    /** The result, so far, of what has started and lasts. */
    public static final String STARTED = "started";

    @Label("User")
    String user;
    @Label("Session")
    String session;
    @Label("Profile")
    String profile;
    @Label("Target")
    @Description("user@host:port; null if the profile is unknown")
    String target;
    @Label("Connection")
    @Description("Number of the physical connection in the adapter; 0 for none")
    long connection;
    @Label("Result")
    @Description("ok, started, how a program ended, or the code of an error")
    String result = OK;

    private transient long startedNanos;
    private transient long tookNanos;
    /** Null if it succeeded. */
    private transient SshErrorCode failure;

    /** Null unless its caller is traced. */
    private transient volatile TracedSpan span;

    /** Its name in the audit log. */
    final String name() {
        return getClass().getSimpleName().replace("Event", "").toLowerCase(Locale.ROOT);
    }

    /** Sets on whose behalf it happened, and where. */
    public final void about(String ofUser, String ofSession, String ofProfile, String ofTarget) {
        user = ofUser;
        session = ofSession;
        profile = ofProfile;
        target = ofTarget;
    }

    /** Sets on which physical connection it happened. */
    public final void on(long number) {
        connection = number;
    }

    /** It starts now. */
    public final void start() {
        startedNanos = System.nanoTime();
        begin();
    }

    /** The same, for a tracing system if there is one that wants such events. */
    final void start(Tracing tracing) {
        start();
        if (spanName() != null) {
            Tracing.Trace trace = tracing.begin();
            span = trace == null ? null : new TracedSpan(trace);
        }
    }

    final boolean isTraced() {
        return span != null;
    }

    /** It has ended, and is described. */
    final void endTrace() {
        TracedSpan ended = span;
        if (ended != null) {
            span = null;
            trace(ended.at(target).with("network.protocol.name", "ssh").with("ssh.profile", profile)
                    .with("ssh.connection", connection == 0 ? null : connection).with("ssh.result", result));
            ended.end(spanName(), tookNanos, error());
        }
    }

    /** The name of its span in a tracing system; null if it has none. */
    String spanName() {
        return null;
    }

    /** Adds the attributes that only spans of this kind have. */
    void trace(TracedSpan traced) {
        // Some have none of their own.
    }

    /** What its span has as the kind of its error; null if it is none. */
    String error() {
        return failure == null ? null : failure.code();
    }

    /** It has succeeded now. */
    public final void succeeded() {
        finish(OK);
    }

    /** It has failed now, with this error. */
    public final void failed(SshErrorCode code) {
        failure = code;
        finish(code.code());
    }

    final void finish(String how) {
        end();
        tookNanos = System.nanoTime() - startedNanos;
        result = how;
    }

    /** The time from its start to its end; 0 before its end. */
    final long nanos() {
        return tookNanos;
    }

    /** The same in milliseconds. */
    final long millis() {
        return TimeUnit.NANOSECONDS.toMillis(tookNanos);
    }

    /** Null if it succeeded. */
    final SshErrorCode failure() {
        return failure;
    }

    /** Its level in the audit log. */
    Logger.Level level() {
        return Logger.Level.DEBUG;
    }

    /** Counts it. */
    abstract void count(Statistics statistics);

    /** Sets what is shown of a command. */
    void prepare(CommandText shown) {
        // Most events have no command.
    }

    /** Adds the fields that only this kind of event has. */
    void describe(AuditLine line) {
        // Some have no fields of their own.
    }

    /** Its line in the audit log. */
    final String line() {
        AuditLine line = new AuditLine().add("event", name()).add("user", user).add("session", session)
                .add("profile", profile).add("target", target).add("connection", connection).add("result", result);
        describe(line);
        return line.toString();
    }
}
