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
 * One attempt to connect. It is launched once, waits for its turn at the host, runs on a thread of the pool, and ends once.
 *
 * <pre>
 *   launch ──turn──▶ thread ──▶ run ──▶ opened | failed ──▶ done
 *     │                └─no thread────────▶ failed ────────▶ done
 *     └──no turn──▶ queue ──turn of another ends──▶ run
 *                     └──withdraw──▶ (never runs)
 * </pre>
 *
 * A thread that has finished its attempt continues with the next in the host's queue, so passing on a turn needs no new thread and
 * can't fail. {@link #giveUp()} cancels an attempt. The {@link Outcome} says whether the connection is still wanted.
 */
final class ConnectAttempt implements Runnable {

    /** Receives the result. Called on the connecting thread. */
    interface Outcome extends ConnectListener {

        /** Whether the connection is still wanted. */
        boolean isWanted();

        /** The connection is open. */
        void opened(Transport transport);

        /** The connect failed. */
        void failed(SshException cause);

        /** Always the last call. Not called if the attempt was withdrawn from the queue. */
        void done();
    }

    private final Host host;
    private final Connector connector;
    private final PoolThreads threads;
    private final Supplier<Target> target;
    private final LogContext logContext;
    private final Outcome outcome;
    private volatile long launchedNanos;
    /** The connecting thread, so that it can be interrupted. Guarded by this. */
    private Thread thread;

    /** @param target gives the target, with its login, when the attempt runs */
    ConnectAttempt(Host host, Connector connector, PoolThreads threads, Supplier<Target> target, LogContext logContext, Outcome outcome) {
        this.host = host;
        this.connector = connector;
        this.threads = threads;
        this.target = target;
        this.logContext = logContext;
        this.outcome = outcome;
    }

    /** Starts or queues the attempt. Never blocks and never throws: the outcome is told of a failure. */
    void launch() {
        launchedNanos = System.nanoTime();
        if (host.takeTurn(this)) {
            for (ConnectAttempt next = this; next != null && !next.isStarted(); ) {
                next = (ConnectAttempt) host.endTurn();
            }
        }
    }

    /** Gives the attempt to a thread. False if there is no thread; the attempt has failed then. */
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

    /** The time since the launch. */
    long nanos() {
        return System.nanoTime() - launchedNanos;
    }

    /** Runs this attempt, then the next ones in the host's queue. */
    @Override
    public void run() {
        for (ConnectAttempt next = this; next != null; next = (ConnectAttempt) host.endTurn()) {
            next.end(next::connectInContext);
        }
    }

    /** Performs the last step, then calls {@code done()}. The thread survives any failure. */
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
            throw new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, "could not start to connect to " + to + " within "
                    + to.connectTimeout().toSeconds() + " s, because of other connection attempts to this host");
        }
        return connector.connect(to, left, outcome);
    }

    /**
     * Cancels the attempt.
     *
     * @return true if it was queued and will never run; false if it is running or has ended: then it is interrupted and ends soon
     */
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
