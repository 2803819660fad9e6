package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A physical connection of a key that had one before was opened or could not be opened. */
@Name("io.sshra.Reconnect")
@Label("Reconnect")
@Description("A physical connection was reopened or could not be reopened")
public final class ReconnectEvent extends ConnectEvent {

    @Override
    void trace(TracedSpan traced) {
        traced.with("ssh.reconnect", true);
    }

    @Override
    Counter counter() {
        return Counter.RECONNECTS;
    }
}
