package io.sshra.cdi;

import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The open handles of one request. They are closed at its end, so that an HTTP session holds none between requests. Thread-safe: a
 * request may pass its context to other threads. No lock is held while a handle opens; of two that open at the same time, one is closed.
 */
@RequestScoped
class RequestHandles {

    /** Which handle. */
    record Key(Wanted wanted, Owner owner) {
    }

    /** Opens a handle. */
    interface Opener {
        SshConnection open() throws SshException;
    }

    private final ConcurrentMap<Key, SshConnection> open = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** The handle of this key; opens one if there is none. */
    public SshConnection get(Key key, Opener opener) throws SshException {
        SshConnection present = open.get(key);
        if (present != null) {
            return present;
        }
        SshConnection fresh = opener.open();
        SshConnection other = open.putIfAbsent(key, fresh);
        if (other != null) {
            fresh.close();
            return other;
        }
        if (ended) {
            drop(key, fresh);
            throw new SshInputException(SshErrorCode.NOT_IN_REQUEST, "the request has ended");
        }
        return fresh;
    }

    /** Closes this handle. The next use opens another one. */
    public void drop(Key key, SshConnection handle) {
        open.remove(key, handle);
        handle.close();
    }

    /** Closes this handle, whoever it belongs to, if there is one. */
    public void drop(Wanted wanted) {
        open.forEach((key, handle) -> {
            if (key.wanted().equals(wanted)) {
                drop(key, handle);
            }
        });
    }

    @PreDestroy
    void end() {
        ended = true;
        open.forEach(this::drop);
    }
}
