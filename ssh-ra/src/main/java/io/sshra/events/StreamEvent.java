package io.sshra.events;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A stream was opened or could not be opened. */
@Name("io.sshra.Stream")
@Label("Stream")
@Description("A stream was opened or could not be opened")
public final class StreamEvent extends SshEvent {

    private static final String LOST = "connection_lost";

    @Label("Destination")
    @Description("host:port or path of the socket that the server connected to")
    final String destination;
    @Label("Received")
    @Description("Bytes that the application has read")
    @DataAmount
    long received;
    @Label("Sent")
    @Description("Bytes that the application has written")
    @DataAmount
    long sent;

    public StreamEvent(String destination) {
        this.destination = destination;
    }

    /**
     * It has ended.
     *
     * @param lost whether that was because the connection was lost
     */
    public void ended(boolean lost, long bytesReceived, long bytesSent) {
        received = bytesReceived;
        sent = bytesSent;
        finish(lost ? LOST : OK);
    }

    @Override
    void count(Statistics statistics) {
        if (failure() == null) {
            statistics.add(Counter.STREAMS);
        }
    }

    @Override
    String spanName() {
        return "ssh stream";
    }

    @Override
    String error() {
        return result.equals(LOST) ? LOST : super.error();
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis()).add("destination", destination).add("received", received).add("sent", sent);
    }
}
