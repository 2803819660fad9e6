package io.sshra.adapter;

import io.sshra.adapter.handle.HandleControl;
import java.util.Objects;

/**
 * A thread asks the container for a connection of a key. What the container does meanwhile on this thread is done for it: the handle that a
 * lease makes is this caller's, also if the container gives the caller a subclass or a proxy of it.
 */
final class Asking implements AutoCloseable {

    /** Nothing while the thread does not ask. */
    private static final ThreadLocal<Asking> NOW = new ThreadLocal<>();

    private final SshRequestInfo request;
    /** Not null in a prompt handler that gets a connection itself. */
    private final Asking outer;
    private HandleControl made;

    private Asking(SshRequestInfo request, Asking outer) {
        this.request = request;
        this.outer = outer;
    }

    /** This thread asks from now on, until the object is closed. */
    static Asking begin(SshRequestInfo request) {
        Asking asking = new Asking(request, NOW.get());
        NOW.set(asking);
        return asking;
    }

    SshRequestInfo request() {
        return request;
    }

    /** A lease of that key has made a handle for the caller on this thread. */
    static void made(SshRequestInfo request, HandleControl control) {
        Asking asking = NOW.get();
        if (asking != null && asking.request.equals(request)) {
            asking.made = control;
        }
    }

    /** Whether this thread asks, and for another key. */
    static boolean isForAnotherThan(SshRequestInfo request) {
        Asking asking = NOW.get();
        return asking != null && !asking.request.equals(request);
    }

    /** The control of the handle that the container has returned, or has put something else in the place of. */
    HandleControl control(Object returned) {
        HandleControl known = HandleControl.of(returned);
        return Objects.requireNonNull(known == null ? made : known, "a handle of another adapter");
    }

    @Override
    public void close() {
        if (outer == null) {
            NOW.remove();
        } else {
            NOW.set(outer);
        }
    }
}
