package io.sshra.pool;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.events.EventRecorder;
import io.sshra.events.ReuseEvent;
import io.sshra.events.SshEvent;
import io.sshra.pool.listeners.KeyOrder;
import io.sshra.pool.listeners.Telling;
import java.util.function.Supplier;

/** Records events on behalf of the user of one key. Thread-safe. */
public final class SlotEvents {

    private final ConnectionKey key;
    private final Supplier<?> target;
    private final EventRecorder recorder;
    private final FailureLog failures;
    private final KeyOrder listened;

    /**
     * @param target   gives the current target when an event is recorded
     * @param failures logs failed reconnects
     * @param listened tells listeners of the slot's connections
     */
    public SlotEvents(ConnectionKey key, Supplier<?> target, EventRecorder recorder, FailureLog failures, KeyOrder listened) {
        this.key = key;
        this.target = target;
        this.recorder = recorder;
        this.failures = failures;
        this.listened = listened;
    }

    /** An action that an event describes. */
    public interface Action<T> {

        /** Performs the action and records its success. */
        T run() throws SshException;
    }

    /** Starts the event, and records it if the action fails. */
    public <T> T recorded(SshEvent event, Action<T> action) throws SshException {
        start(event);
        try {
            return action.run();
        } catch (SshException e) {
            failed(event, e.code());
            throw e;
        } catch (RuntimeException | Error e) {
            failed(event, SshErrorCode.INTERNAL);
            throw e;
        }
    }

    /** An event starts now, on the thread of its caller. */
    public void start(SshEvent event) {
        recorder.start(event);
    }

    private void failed(SshEvent event, SshErrorCode code) {
        event.failed(code);
        record(event);
    }

    /** A connection is about to open. Returns what it reports to for listeners. */
    public Telling announce() {
        return listened.announce();
    }

    /** Something that takes time has started. */
    public void started(SshEvent event) {
        if (recorder.isWatched(event)) {
            about(event);
            recorder.started(event);
        }
    }

    /** Counts and records an event that has ended. */
    public void record(SshEvent event) {
        recorder.count(event);
        if (recorder.isWatched(event)) {
            about(event);
            recorder.record(event);
        }
    }

    /**
     * Records a pool hit: a caller got a handle on a connection that was open already.
     *
     * @param connection the connection's number; 0 if it has ended meanwhile
     */
    public void reused(long connection) {
        ReuseEvent event = new ReuseEvent();
        event.on(connection);
        record(event);
    }

    /** An open handle could not reconnect: tells operators. */
    public void notReconnected(SshException failure) {
        failures.failed(key.session().user(), key.session().session(), key.profile(), target.get().toString(), failure);
    }

    private void about(SshEvent event) {
        event.about(key.session().user(), key.session().session(), key.profile(), target.get().toString());
    }
}
