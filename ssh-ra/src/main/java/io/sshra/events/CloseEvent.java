package io.sshra.events;

import java.util.concurrent.TimeUnit;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A physical connection ended. */
@Name("io.sshra.Close")
@Label("Close")
@Description("A physical connection ended")
public final class CloseEvent extends SshEvent {

    @Label("Reason")
    final String reason;
    @Label("Commands")
    final long commands;
    @Label("Open for")
    @Timespan(Timespan.NANOSECONDS)
    final long open;
    @Label("Received")
    @DataAmount
    final long received;
    @Label("Sent")
    @DataAmount
    final long sent;

    private final transient Counter counter;

    /**
     * @param reason    its name in the log
     * @param counter   counts connections that ended for this reason
     * @param openNanos how long it was open, in nanoseconds
     * @param received  bytes of channel data
     * @param sent      bytes of channel data
     */
    public CloseEvent(String reason, Counter counter, long commands, long openNanos, long received, long sent) {
        this.reason = reason;
        this.counter = counter;
        this.commands = commands;
        this.open = openNanos;
        this.received = received;
        this.sent = sent;
    }

    @Override
    void count(Statistics statistics) {
        statistics.closed(counter);
        statistics.add(Counter.BYTES_RECEIVED, received);
        statistics.add(Counter.BYTES_SENT, sent);
    }

    @Override
    void describe(AuditLine line) {
        line.add("reason", reason).add("commands", commands).add("seconds", TimeUnit.NANOSECONDS.toSeconds(open))
                .add("received", received).add("sent", sent);
    }
}
