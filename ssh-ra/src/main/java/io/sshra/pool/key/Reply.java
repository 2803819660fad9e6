package io.sshra.pool.key;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTimeoutException;
import io.sshra.base.Clock;
import io.sshra.ssh.Transport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Whether the server of one connection answers. */
public final class Reply {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private Reply() {
    }

    /**
     * Sends a keepalive request and waits until the server sends something. For a test by an operator: maintenance asks all connections at
     * once, and waits for none. Returns at once for a server that is known not to answer.
     *
     * @throws SshException if it sends nothing in time, or if the caller is interrupted
     */
    public static void await(PhysicalConnection connection, Clock clock, Duration limit) throws SshException {
        if (!connection.answersRequests()) {
            return;
        }
        Transport transport = connection.transport();
        long sent = clock.nanos();
        long deadline = System.nanoTime() + limit.toNanos();
        transport.probe();
        try {
            while (transport.lastReceivedNanos() - sent < 0) {
                if (System.nanoTime() - deadline > 0 || !transport.isOpen()) {
                    throw new SshTimeoutException(SshErrorCode.TIMEOUT, connection + " was opened, but the server did not answer a keepalive request within "
                            + limit.toSeconds() + " s");
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while waiting for an answer on " + connection, e);
        }
    }
}
