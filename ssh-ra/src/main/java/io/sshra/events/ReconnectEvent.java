package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The same for a key that had a connection before. */
@Name("io.sshra.Reconnect")
@Label("Reconnect")
@Description("A physical connection was made again, or could not be")
public final class ReconnectEvent extends ConnectEvent {

    @Override
    Counter counter() {
        return Counter.RECONNECTS;
    }
}
