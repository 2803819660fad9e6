package io.sshra.pool;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.events.EventRecorder;
import io.sshra.events.ReuseEvent;
import io.sshra.events.SshEvent;

/** Records what happens on behalf of one slot's user. Used by any number of threads. */
public final class SlotEvents {

    private final Slot slot;
    private final EventRecorder recorder;

    SlotEvents(Slot slot, EventRecorder recorder) {
        this.slot = slot;
        this.recorder = recorder;
    }

    /** What an event is about. */
    public interface Action<T> {

        /** Does it; records its good end itself. */
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

    /** A caller has a handle on the connection, which was open. */
    void reused() {
        ReuseEvent event = new ReuseEvent();
        PhysicalConnection connection = slot.current();
        if (connection != null) {
            event.on(connection.number());
        }
        record(event);
    }

    private void about(SshEvent event) {
        ConnectionKey key = slot.key();
        event.about(key.session().user(), key.session().session(), key.profile(), slot.target().toString());
    }
}
