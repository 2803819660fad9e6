package io.sshra.ssh.mina;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Finds the end of a command's output when another process keeps the channel open. The exit status is not the end: OpenSSH sends
 * it when the process has ended, and may have to read the last output from a pipe after that. So the channel is asked for answers:
 *
 * <pre>
 *   RUNNING ──exit status──▶ ASKED ──two answers in turn without output before them, or 2 s──▶ COMPLETE
 *                            │   ▲
 *                            └───┘ another answer: asks again
 * </pre>
 *
 * One answer without output does not suffice: OpenSSH answers requests between reading output and sending it. The moves are made
 * under the lock of this object. Requests are sent without it.
 */
final class OutputUntilExit {

    /** A server that does not answer, or a background process that writes on and on, delays the result no longer than this. */
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int ENOUGH = 2;

    private final MinaTransport transport;
    private final MinaSessionChannel channel;
    private final LongSupplier received;
    private final Runnable completed;
    /** Null until the exit status has arrived. */
    private Delayed limit;
    private boolean complete;
    private int answers;
    private int withoutOutput;
    private long receivedBefore;

    /**
     * @param received  how many bytes of output have arrived
     * @param completed run once, on an I/O thread or a timer; must not block
     */
    OutputUntilExit(MinaTransport transport, MinaSessionChannel channel, LongSupplier received, Runnable completed) {
        this.transport = transport;
        this.channel = channel;
        this.received = received;
        this.completed = completed;
    }

    /** Whether the command has ended and its output has arrived. */
    synchronized boolean isComplete() {
        return complete;
    }

    /** Called after each message of the server about the channel, except for output. Does not block. */
    void stateChanged() {
        if (mustAsk()) {
            ask();
        }
    }

    private synchronized boolean mustAsk() {
        if (complete || !channel.hasExited()) {
            return false;
        }
        if (limit == null) {
            limit = transport.after(LONGEST, this::complete);
            answers = channel.answers;
            receivedBefore = received.getAsLong();
            return true;
        }
        if (channel.answers == answers) {
            return false;
        }
        answers = channel.answers;
        withoutOutput = received.getAsLong() == receivedBefore ? withoutOutput + 1 : 0;
        receivedBefore = received.getAsLong();
        if (withoutOutput == ENOUGH) {
            complete();
        }
        return !complete;
    }

    /** By a request that servers refuse (RFC 4254 section 5.4). */
    private void ask() {
        try {
            channel.writePacket(ChannelRequest.of(channel, "keepalive@openssh.com", true));
        } catch (IOException e) {
            // The channel closes, which ends the wait, too.
            transport.log().tracef(e, "no answer asked for on %s", transport);
        }
    }

    private synchronized void complete() {
        if (!complete) {
            complete = true;
            limit.close();
            completed.run();
        }
    }
}
