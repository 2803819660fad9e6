package io.sshra.pool.key;

import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.log.AdapterLog;
import io.sshra.log.LogContext;
import io.sshra.pool.limits.Host;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.Connector;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One attempt to connect: launched once, waits for its turn at the host, runs on a thread of the pool, ends once.
 *
 * <pre>
 *   launch ──turn──▶ thread ──▶ run ──▶ opened | failed ──▶ done
 *     │                └─no thread────────▶ failed ────────▶ done
 *     └──no turn──▶ queue ──turn of another ends──▶ run
 *                     └──withdraw──▶ (never runs)
 * </pre>
 *
 * A thread that has ended its own attempt goes on with the next in the host's queue, so that passing on a turn needs no new
 * thread and can't fail. It is told to give up by {@link #giveUp()}; whether anybody still wants the connection is for its
 * {@link Outcome} to say.
 */
final class ConnectAttempt implements Runnable {

    /** What comes of it. Called on the thread that connects. */
    interface Outcome extends ConnectListener {

        /** Whether it is still to connect. */
        boolean isWanted();

        /** The connection stands. */
        void opened(Transport transport);

        /** It does not. */
        void failed(SshException cause);

        /** The last call, whatever came before; none if it was withdrawn from the queue. */
        void done();
    }

    private final Host host;
    private final Connector connector;
    private final PoolThreads threads;
    private final Supplier<Target> target;
    private final LogContext logContext;
    private final Outcome outcome;
    private volatile long launchedNanos;
    /** So that it can be interrupted. Guarded by this. */
    private Thread thread;

    /** @param target with the login that it has when the attempt runs */
    ConnectAttempt(Host host, Connector connector, PoolThreads threads, Supplier<Target> target, LogContext logContext, Outcome outcome) {
        this.host = host;
        this.connector = connector;
        this.threads = threads;
        this.target = target;
        this.logContext = logContext;
        this.outcome = outcome;
    }

    /** Begins it now or queues it. Returns at once; never throws: a failure is told to the outcome. */
    void launch() {
        launchedNanos = System.nanoTime();
        if (host.takeTurn(this)) {
            for (ConnectAttempt next = this; next != null && !next.isStarted(); ) {
                next = (ConnectAttempt) host.endTurn();
            }
        }
    }

    /** Whether there is a thread for it; if not, it has failed. */
    private boolean isStarted() {
        try {
            threads.connect(this);
            return true;
        } catch (RuntimeException | Error e) {
            // No thread can be made, or the pool has stopped.
            end(() -> outcome.failed(new SshConnectException(SshErrorCode.NO_THREAD, "no thread to connect to " + target.get(), e)));
            return false;
        }
    }

    private long nanos() {
        return System.nanoTime() - launchedNanos;
    }

    /** Connects, and then whoever is next in the host's queue. */
    @Override
    public void run() {
        for (ConnectAttempt next = this; next != null; next = (ConnectAttempt) host.endTurn()) {
            next.end(next::connectInContext);
        }
    }

    /** Does it, and says that it is done. Whatever happens, the thread goes on. */
    private void end(Runnable last) {
        try {
            last.run();
        } catch (RuntimeException | Error e) {
            AdapterLog.LOG.tracef(e, "failure at the end of a connect to %s", host.endpoint());
        } finally {
            outcome.done();
        }
    }

    private void connectInContext() {
        logContext.during(this::connect);
    }

    private void connect() {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        try {
            if (outcome.isWanted()) {
                outcome.opened(transport());
            }
        } catch (SshException e) {
            outcome.failed(e);
        } catch (RuntimeException | Error e) {
            outcome.failed(new SshException(SshErrorCode.INTERNAL, "connecting to " + target.get() + " failed", e));
        } finally {
            synchronized (this) {
                thread = null;
            }
            Thread.interrupted();
        }
    }

    private Transport transport() throws SshException {
        Target to = target.get();
        Duration left = to.connectTimeout().minusNanos(nanos());
        if (left.isNegative() || left.isZero()) {
            throw new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, "no turn to connect to " + to + " within "
                    + to.connectTimeout().toSeconds() + " s behind other connects to this host");
        }
        return connector.connect(to, left, outcome);
    }

    /** Nobody wants it any more. True if it was queued and will not run; otherwise it ends by itself, and soon. */
    boolean giveUp() {
        if (host.withdraw(this)) {
            return true;
        }
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
        return false;
    }
}
