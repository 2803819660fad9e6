package io.sshra.fake;

import io.sshra.SshCloseReason;
import io.sshra.SshConnectionEvent;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionListener;
import io.sshra.SshListenerRegistration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The listeners of a {@link FakeSsh}, each of which is called by one thread at a time. Thread-safe. */
final class FakeListeners {

    private final List<Registration> registrations = new CopyOnWriteArrayList<>();

    SshListenerRegistration add(Executor executor, SshConnectionListener listener) {
        if (executor == null || listener == null) {
            throw new IllegalArgumentException("the executor or the listener is null: give both");
        }
        Registration added = new Registration(executor, listener);
        registrations.add(added);
        return added;
    }

    /** @param again whether it replaces another connection */
    void opened(SshConnectionInfo connection, boolean again) {
        SshConnectionEvent event = SshConnectionEvent.opening(connection, Instant.now());
        registrations.forEach(registration -> registration.opened(connection.number(),
                () -> tellOpened(registration.listener, event, again)));
    }

    private static void tellOpened(SshConnectionListener listener, SshConnectionEvent event, boolean again) {
        if (again) {
            listener.reconnected(event);
        } else {
            listener.opened(event);
        }
    }

    void ended(SshConnectionInfo connection, SshCloseReason reason) {
        SshConnectionEvent event = SshConnectionEvent.end(connection, reason, Instant.now());
        registrations.forEach(registration -> registration.ended(connection.number(), () -> tellEnded(registration.listener, event)));
    }

    private static void tellEnded(SshConnectionListener listener, SshConnectionEvent event) {
        if (event.reason() == SshCloseReason.CONNECTION_LOST) {
            listener.lost(event);
        } else {
            listener.closed(event);
        }
    }

    /** Its monitor guards what waits, and whether a task of the executor is on its way to that. */
    private final class Registration implements SshListenerRegistration {

        private final Executor executor;
        private final SshConnectionListener listener;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        /** Connections whose opening it was told. */
        private final Set<Long> known = new HashSet<>();
        private boolean busy;

        Registration(Executor executor, SshConnectionListener listener) {
            this.executor = executor;
            this.listener = listener;
        }

        void opened(long number, Runnable call) {
            synchronized (this) {
                known.add(number);
            }
            submit(call);
        }

        void ended(long number, Runnable call) {
            boolean told;
            synchronized (this) {
                told = known.remove(number);
            }
            if (told) {
                submit(call);
            }
        }

        private void submit(Runnable call) {
            synchronized (this) {
                waiting.add(call);
                if (busy) {
                    return;
                }
                busy = true;
            }
            try {
                executor.execute(this::callAll);
            } catch (RejectedExecutionException e) {
                close();
            }
        }

        private void callAll() {
            for (Runnable call = next(); call != null; call = next()) {
                try {
                    call.run();
                } catch (RuntimeException | Error e) {
                    // An AssertionError, too: the next event follows, as in the adapter.
                    System.getLogger(FakeListeners.class.getName()).log(System.Logger.Level.WARNING, "A listener failed", e);
                }
            }
        }

        private synchronized Runnable next() {
            Runnable next = waiting.poll();
            busy = next != null;
            return next;
        }

        @Override
        public void close() {
            registrations.remove(this);
            synchronized (this) {
                waiting.clear();
            }
        }
    }
}
