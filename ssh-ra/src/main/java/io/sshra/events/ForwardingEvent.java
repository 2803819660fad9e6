package io.sshra.events;

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
        line.add("millis", millis()).add("kind", kind).add("bind", bind).add("destination", destination);
    }
}
