package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.mina.io.LoopSession;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/** Asks the server of one connection whether it is there, when {@link Keepalive} says so. */
final class KeepaliveRequests {

    private static final String NAME = "keepalive@openssh.com";

    private final MinaSession session;
    private final ConnectSettings.Keepalive settings;
    private final LongSupplier nanoClock;
    private final Keepalive keepalive;
    /** Null if no keepalives are sent. */
    private volatile ScheduledFuture<?> turns;

    KeepaliveRequests(MinaSession session, ConnectSettings.Keepalive settings, LongSupplier nanoClock) {
        this.session = session;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.keepalive = new Keepalive(settings.interval().toNanos(), settings.maxMissed(), session.lastReceivedNanos());
    }

    /** @param dead runs on the timer when the server does not answer any more */
    void start(ScheduledExecutorService timer, Runnable dead) {
        if (!settings.interval().isNegative() && !settings.interval().isZero()) {
            turns = timer.scheduleAtFixedRate(() -> turn(dead), keepalive.turnsNanos(), keepalive.turnsNanos(), TimeUnit.NANOSECONDS);
        }
        if (!settings.answered()) {
            askBySystem();
        }
    }

    void stop() {
        ScheduledFuture<?> scheduled = turns;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    private void turn(Runnable dead) {
        switch (keepalive.turn(nanoClock.getAsLong(), session.lastReceivedNanos())) {
            case ASK -> ask();
            case GIVE_UP -> dead.run();
            case SKIP -> {
                // Another turn came just now.
            }
        }
    }

    /** Sends a request that wants a reply (RFC 4254 section 4). Any reply is one. */
    void ask() {
        try {
            Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, NAME.length() + 16);
            request.putString(NAME);
            request.putBoolean(true);
            session.request(request, NAME, (reply, buffer) -> { });
        } catch (IOException | RuntimeException e) {
            AdapterLog.LOG.tracef(e, "keepalive not sent on %s", session);
        }
    }

    /** Nobody else notices that the server is dead. */
    private void askBySystem() {
        if (session.getIoSession() instanceof LoopSession ours) {
            try {
                ours.socket().setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            } catch (IOException e) {
                AdapterLog.LOG.tracef(e, "SO_KEEPALIVE not set on %s", session);
            }
        }
    }
}
