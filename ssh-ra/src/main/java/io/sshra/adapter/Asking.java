package io.sshra.adapter;

import io.sshra.adapter.handle.HandleControl;
import java.util.Objects;

/**
 * A thread asks the container for a connection of a key. What the container does meanwhile on this thread is done for it: the handle that a
 * lease makes is this caller's, also if the container gives the caller a subclass or a proxy of it.
 */
final class Asking implements AutoCloseable {

    /**
     * A place for each thread, empty while it does not ask. The place stays, because this runs for each lease; it is an array of the JDK,
     * so that threads of the container retain no class of an adapter that was undeployed.
     */
    private static final ThreadLocal<Object[]> NOW = ThreadLocal.withInitial(() -> new Object[1]);

    private final Object[] place;
    private final SshRequestInfo request;
    /** Not null in a prompt handler that gets a connection itself. */
    private final Object outer;
    private HandleControl made;

    private Asking(SshRequestInfo request, Object[] place) {
        this.request = request;
        this.place = place;
        this.outer = place[0];
    }

    /** This thread asks from now on, until the object is closed. */
    static Asking begin(SshRequestInfo request) {
        Asking asking = new Asking(request, NOW.get());
        asking.place[0] = asking;
        return asking;
    }

    SshRequestInfo request() {
        return request;
    }

    /** A lease of that key has made a handle for the caller on this thread. */
    static void made(SshRequestInfo request, HandleControl control) {
        if (NOW.get()[0] instanceof Asking asking && asking.request.equals(request)) {
            asking.made = control;
        }
    }

    /** Whether this thread asks, and for another key. */
    static boolean isForAnotherThan(SshRequestInfo request) {
        return NOW.get()[0] instanceof Asking asking && !asking.request.equals(request);
    }

    /** The control of the handle that the container has returned, or has put something else in the place of. */
    HandleControl control(Object returned) {
        HandleControl known = HandleControl.of(returned);
        return Objects.requireNonNull(known == null ? made : known, "a handle of another adapter");
    }

    @Override
    public void close() {
        place[0] = outer;
    }
}
