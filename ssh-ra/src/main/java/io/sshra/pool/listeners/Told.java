package io.sshra.pool.listeners;

import io.sshra.SshConnectionEvent;
import io.sshra.SshConnectionListener;
import java.util.function.BiConsumer;

/** One event for listeners. */
record Told(Kind kind, SshConnectionEvent event) {

    /** The method of the listener. */
    enum Kind {

        OPENED(SshConnectionListener::opened),
        RECONNECTED(SshConnectionListener::reconnected),
        LOST(SshConnectionListener::lost),
        CLOSED(SshConnectionListener::closed);

        private final BiConsumer<SshConnectionListener, SshConnectionEvent> call;

        Kind(BiConsumer<SshConnectionListener, SshConnectionEvent> call) {
            this.call = call;
        }
    }

    boolean isOpening() {
        return kind == Kind.OPENED || kind == Kind.RECONNECTED;
    }

    void to(SshConnectionListener listener) {
        kind.call.accept(listener, event);
    }
}
