package io.sshra.pool;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.events.EventRecorder;
import io.sshra.events.ReuseEvent;
import io.sshra.events.SshEvent;
import java.util.function.Supplier;

/** Records what happens on behalf of one key's user. Thread-safe. */
public final class SlotEvents {

    private final ConnectionKey key;
    private final Supplier<?> target;
    private final EventRecorder recorder;

    /** @param target where to, as it is when an event is recorded */
    public SlotEvents(ConnectionKey key, Supplier<?> target, EventRecorder recorder) {
        this.key = key;
        this.target = target;
        this.recorder = recorder;
    }

    /** What an event is about. */
    public interface Action<T> {

        /** Does it; records its success itself. */
        T run() throws SshException;
    }

    /** Starts the event, and records it if the action fails. */
    public <T> T recorded(SshEvent event, Action<T> action) throws SshException {
        event.start();
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

    private void failed(SshEvent event, SshErrorCode code) {
        event.failed(code);
        record(event);
    }

    /** Something that lasts has begun. */
    public void started(SshEvent event) {
        if (recorder.isWatched(event)) {
            about(event);
            recorder.started(event);
        }
    }

    /** It has ended, or happened. */
    public void record(SshEvent event) {
        recorder.count(event);
        if (recorder.isWatched(event)) {
            about(event);
            recorder.record(event);
        }
    }

    /**
     * A caller has a handle on a connection that was open: a pool hit.
     *
     * @param connection its number; 0 if it has ended meanwhile
     */
    public void reused(long connection) {
        ReuseEvent event = new ReuseEvent();
        event.on(connection);
        record(event);
    }

    private void about(SshEvent event) {
        event.about(key.session().user(), key.session().session(), key.profile(), target.get().toString());
    }
}
