package io.sshra.pool.key;

import io.sshra.pool.PoolSettings;
import io.sshra.ssh.SpareRule;
import io.sshra.ssh.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many spare channels one connection has: one, and as many as were in use at once lately, within its {@link ChannelBudget}. A
 * connection that is not open has none. The transport asks, opens and closes them. Thread-safe without a lock.
 */
final class Spares implements SpareRule {

    private final ConnectionState state;
    private final ChannelBudget channels;
    private final SharedResources shared;
    /** Whether a look at those that are too many is planned. */
    private final AtomicBoolean planned = new AtomicBoolean();
    /** Null before it is open. */
    private volatile Transport transport;

    Spares(ConnectionState state, ChannelBudget channels, SharedResources shared) {
        this.state = state;
        this.channels = channels;
        this.shared = shared;
    }

    private PoolSettings.Spares settings() {
        return shared.settings().spares();
    }

    @Override
    public int wanted() {
        if (state.get() != ConnectionState.OPEN || channels.waiting() > 0) {
            return 0;
        }
        return Math.min(Math.max(1, channels.latelyOpen()), Math.min(settings().most(), channels.limit() - 1));
    }

    @Override
    public int room() {
        return state.get() == ConnectionState.OPEN ? channels.limit() - channels.open() : -1;
    }

    @Override
    public Duration sftpKept() {
        return settings().sftpKept();
    }

    /** The connection opens. */
    void begin(Transport opened) {
        transport = opened;
        opened.keepSpares(this);
    }

    /** No channel is opened any more. */
    void end() {
        transport.adjustSpares();
    }

    /** A channel was given back. Its user does not wait for what follows. */
    void given() {
        if (settings().most() == 0 || state.get() != ConnectionState.OPEN) {
            return;
        }
        if (transport.lacksSpares()) {
            shared.threads().later(Duration.ZERO, transport::adjustSpares);
        }
        if (channels.latelyOpen() > 1 && planned.compareAndSet(false, true)) {
            shared.threads().later(ChannelBudget.LATELY, this::look);
        }
    }

    private void look() {
        planned.set(false);
        if (state.get() == ConnectionState.OPEN) {
            transport.adjustSpares();
            if (channels.latelyOpen() > 1 && planned.compareAndSet(false, true)) {
                shared.threads().later(ChannelBudget.LATELY, this::look);
            }
        }
    }
}
