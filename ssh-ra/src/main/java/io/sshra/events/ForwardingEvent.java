package io.sshra.events;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A port was forwarded or could not be forwarded. */
@Name("io.sshra.Forwarding")
@Label("Forwarding")
@Description("A port was forwarded or could not be forwarded")
public final class ForwardingEvent extends SshEvent {

    @Label("Kind")
    @Description("local, remote or dynamic")
    final String kind;
    @Label("Bind")
    @Description("host:port, or path of the socket, that listens")
    String bind;
    @Label("Destination")
    @Description("host:port, or path of the socket, that connections are forwarded to; null for a dynamic forwarding")
    final String destination;
    @Label("Connections")
    @Description("Connections that it has carried")
    long connections;
    @Label("Refused")
    @Description("Connections that were refused")
    long refused;
    @Label("Received")
    @Description("Bytes that came from the server")
    @DataAmount
    long received;
    @Label("Sent")
    @Description("Bytes that went to the server")
    @DataAmount
    long sent;

    /** @param wanted where to listen; the port may be 0 */
    public ForwardingEvent(String kind, String wanted, String destination) {
        this.kind = kind;
        this.bind = wanted;
        this.destination = destination;
    }

    /** The forwarding listens at this address. */
    public void listens(String where) {
        bind = where;
    }

    /** It has ended. */
    public void ended(long connectionsCarried, long connectionsRefused, long bytesReceived, long bytesSent) {
        connections = connectionsCarried;
        refused = connectionsRefused;
        received = bytesReceived;
        sent = bytesSent;
        succeeded();
    }

    @Override
    void count(Statistics statistics) {
        if (failure() == null) {
            statistics.add(Counter.FORWARDINGS);
        }
    }

    @Override
    String spanName() {
        return "ssh forward";
    }

    @Override
    void trace(TracedSpan traced) {
        traced.with("ssh.forwarding.kind", kind);
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis()).add("kind", kind).add("bind", bind).add("destination", destination)
                .add("connections", connections).add("refused", refused).add("received", received).add("sent", sent);
    }
}
